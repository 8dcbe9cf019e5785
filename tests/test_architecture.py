"""Shape of the code: sizes, imports that a look-up may not pay for, names that say what a module holds."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.text import compiled
from tests.cases import ROOT

PACKAGE = ROOT / "glossary"
MODULES = sorted(PACKAGE.rglob("*.py"))
ALL_CODE = sorted([*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "data").glob("*.py"), ROOT / "cli.py"])
GENERATED = {".git", ".venv", "dist", "build", "__pycache__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters_of(function: Function) -> int:
    """Without self and cls."""
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg) if argument]
    return len([name for name in names if name not in ("self", "cls")])


# -- sizes ---------------------------------------------------------------------------------------------------


def test_there_is_code_to_look_at() -> None:
    assert len(MODULES) >= 20
    assert {"glossary/store.py", "glossary/text/fold.py", "glossary/commands/lookup.py"} <= {name_of(path) for path in MODULES}


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_a_function_can_be_seen_at_once() -> None:
    sizes = {f"{name_of(path)}:{f.name}": lines_of(f) for path in MODULES for f in functions(path)}
    assert {name: size for name, size in sizes.items() if size > 60} == {}
    assert sorted(sizes.values())[len(sizes) // 2] <= 12


def test_a_function_has_six_parameters_at_most() -> None:
    """Commands have one for each option. `Glossary.add` has the cells of an alias, which DESIGN section 6 spells out."""
    counts = {f"{name_of(path)}:{f.name}": parameters_of(f) for path in MODULES if path.parent.name != "commands" for f in functions(path)}
    assert {name: count for name, count in counts.items() if count > 6} in ({}, {"glossary/glossary.py:add": 7})


def test_every_module_and_every_public_function_is_documented() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
    missing = [name_of(path) for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)]
    missing += [
        f"{name_of(path)}:{node.name}"
        for path, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert missing == []


# -- names ---------------------------------------------------------------------------------------------------


def test_a_module_is_named_for_what_it_holds() -> None:
    vague = re.compile(r"(?:^|_)(utils?|helpers?|misc|common|managers?|tools?|stuff|core|base)(?:_|$)")
    assert [name_of(path) for path in ALL_CODE if vague.search(path.stem)] == []


def test_every_module_has_a_test_file_or_is_a_command() -> None:
    """tests/test_<module>.py mirrors the package; modules without decisions of their own are tested through others."""
    tests = {path.stem for path in (ROOT / "tests").glob("test_*.py")}
    wanted = {"fold", "boundary", "haystack", "index", "indexfile", "scanner", "resolver", "normaliser", "rules", "store", "vocabulary"}
    assert {f"test_{name}" for name in wanted} <= tests


def written_files() -> list[Path]:
    """Every file of the repository that a person or a script wrote, but for what tools leave behind."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        hidden = {name for name in folders if (name.startswith(".") and name != ".ci") or "venv" in name}
        folders[:] = [name for name in folders if name not in GENERATED | hidden]
        found += [Path(folder) / name for name in files if not name.endswith((".so", ".pyd"))]
    return found


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    """The words are put together here so that this file does not hold them."""
    hosts = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "crates" + ".io", "conda" + ".anaconda.org", "--index" + "-url"]
    places = ["/wo" + "rk/", "/ho" + "me/", "/Us" + "ers/", "/ro" + "ot/", "C:" + "\\", "/tmp/" + "dev"]
    found = []
    for path in written_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [(name_of(path), word) for word in (*hosts, *places) if word in text]
    assert len(written_files()) > 50
    assert found == []


# -- imports -------------------------------------------------------------------------------------------------

HEAVY = ["typer", "sqlite3", "sqlite_utils", "opencc", "pypinyin", "numpy", "rapidfuzz", "daachorse"]
NOT_FOR_A_LOOKUP = ["opencc", "pypinyin", "pandas", "rapidfuzz", "numpy", "sqlite_utils", "rich", "daachorse", "charset_normalizer"]


def loaded_by(code: str, **environment: str) -> set[str]:
    """The top-level modules that a fresh process has loaded in the end."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint()\nprint(*{{name.partition('.')[0] for name in sys.modules}})"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(told.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = loaded_by("import glossary")
    assert "glossary" in loaded
    assert sorted(loaded & set(HEAVY)) == []


def test_every_public_name_can_be_had() -> None:
    import glossary

    assert all(getattr(glossary, name) is not None for name in glossary.__all__)
    assert set(glossary.__all__) <= set(dir(glossary))
    with pytest.raises(AttributeError, match="module 'glossary' has no attribute 'nothing'"):
        glossary.nothing  # noqa: B018


def test_a_look_up_loads_only_what_it_needs(builtin_database: Path) -> None:
    """With the index compiled beside the database, as it is from the second look-up on."""
    code = "from glossary.commands import main\nassert main(['lookup', 'CXMT', '長鑫存儲']) == 0"
    loaded = loaded_by(code, GLOSSARY_DB=str(builtin_database))
    assert {"typer", "sqlite3"} <= loaded
    assert sorted(loaded & set(NOT_FOR_A_LOOKUP)) == []


@pytest.mark.skipif(not compiled.WEIGHS, reason="nothing is compiled here: numpy does the work")
@pytest.mark.skipif(sys.dont_write_bytecode, reason="what is derived of the data is not kept")
def test_a_text_is_searched_and_rewritten_without_numpy(builtin_database: Path, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("長鑫存儲與SK\nHynix、机器人(300024)、½ ㈱ in Samsung Electronics Co., Ltd.\n", encoding="utf-8")
    code = f"from glossary.commands import main\nassert main(['normalise', {str(tmp_path / 'news.txt')!r}, '--to', 'en']) == 0"
    loaded_by(code, GLOSSARY_DB=str(builtin_database))  # which keeps what is derived
    assert sorted(loaded_by(code, GLOSSARY_DB=str(builtin_database)) & set(NOT_FOR_A_LOOKUP)) == []


def test_the_first_look_up_of_all_loads_no_converter(tmp_path: Path) -> None:
    """The database is made and the index compiled on the way."""
    code = "from glossary.commands import main\nassert main(['lookup', 'CXMT']) == 0"
    home = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA")}
    loaded = loaded_by(f"import os\nos.environ.pop('GLOSSARY_DB', None)\n{code}", **home)
    assert sorted(loaded & {"opencc", "pypinyin", "pandas", "rapidfuzz"}) == []
    assert list(tmp_path.rglob("*.db"))


def test_an_index_file_needs_no_sqlite(builtin_database: Path) -> None:
    index = builtin_database.with_name(builtin_database.name + ".index")
    code = f"import glossary\nindex = glossary.load_index({str(index)!r})\nassert index.lookup('JCET').verdict == 'exact'\n"
    assert sorted(loaded_by(f"{code}assert index.find('長鑫存儲')") & {"sqlite3", "sqlite_utils", "typer", "opencc", "pypinyin"}) == []
