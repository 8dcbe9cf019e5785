"""Termbases of others: read whole, written again valid, equal when read again; the bad ones refused; time and memory at real size."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from glossary.errors import FormatError
from glossary.formats import exchange
from glossary.formats.exchange import Exchange
from glossary.formats.tbx import TbxReading, read_tbx
from glossary.formats.tbxwriting import write_tbx
from glossary.formats.vocabularies import status_of
from glossary.model import Alias
from tests.bench.rows import SHARED, Figure

TBX = SHARED / "referees" / "tbx"
OMEGAT = SHARED / "referees" / "omegat"
SUSE = TBX / "suse" / "suse-glossary_for_weblate.tbx.xml"
BAD = ("basic_bad.tbx", "core_structure_bad.tbx", "min_bad.tbx", "poorly_formed_xml.tbx")


def termbases() -> Iterator[Figure]:
    """All figures of termbases."""
    yield from _good()
    yield from _bad()
    yield from _glossaries()
    yield from _through_commands()
    yield from _large()


def _files() -> list[Path]:
    found = [SUSE, OMEGAT / "sampleTBXfile.tbx", *sorted(TBX.rglob("*.tbx"))]
    return [path for path in found if path.name not in BAD]


def _counted(path: Path) -> tuple[int, int, Counter[str]]:
    """Entries, terms and words of status in a file, counted with ElementTree: terms once in a language of an entry."""
    entries, words, terms = 0, Counter[str](), 0
    for entry in ElementTree.parse(path).iter():
        if _local(entry) not in ("termEntry", "conceptEntry"):
            continue
        entries += 1
        seen: set[tuple[str, str]] = set()
        for lang in (node for node in entry if _local(node) in ("langSet", "langSec")):
            for term in (node for node in lang if _local(node) in ("tig", "ntig", "termSec")):
                name = " ".join("".join(next(n for n in term.iter() if _local(n) == "term").itertext()).split())
                key = (str(lang.get("{http://www.w3.org/XML/1998/namespace}lang")), name)
                if key in seen or not re.search(r"\w", name):
                    continue
                seen.add(key)
                terms += 1
                told = (n for n in term.iter() if "administrativeStatus" in (n.get("type"), _local(n)) or n.get("type") == "usageStatus")
                words[next(((n.text or "").strip() for n in told), "")] += 1
    return entries, terms, words


def _local(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _good() -> Iterator[Figure]:
    from lxml import etree

    from tests.schematron import failures

    folder = TBX / "Basic" / "DCA"
    grammars = [TBX / "core" / "TBXcoreStructV03.rng", folder / "TBXcoreStructV03_TBX-Basic_integrated.v1.1.rng"]
    checks = [etree.RelaxNG(etree.parse(str(grammar))) for grammar in grammars]
    whole = equal = valid = terms = entries = facts = 0
    files = _files()
    with tempfile.TemporaryDirectory() as name:
        again = Path(name) / "again.tbx"
        for path in files:
            found = read_tbx(str(path), TbxReading("s"))
            rows = [alias for _, alias in found.aliases]
            said = _counted(path)
            statuses = Counter[str]()
            for word, count in said[2].items():
                statuses[status_of(word) or "admitted"] += count
            ours = (len({a.id for a in rows}), len(rows), Counter(a.status for a in rows))
            whole += ours == (said[0], said[1], statuses)
            again.write_bytes(write_tbx(rows, found.facts).data)
            second = read_tbx(str(again), TbxReading("another"))
            equal += ({a for _, a in second.aliases}, set(second.facts)) == (set(rows), set(found.facts))
            tree = etree.parse(str(again))
            valid += all(check.validate(tree) for check in checks) and not failures(folder / "TBX-Basic_DCA.sch", again)
            entries, terms, facts = entries + ours[0], terms + ours[1], facts + len(found.facts)
    count = len(files)
    how = f"{entries:,} entries, {terms:,} terms, {facts:,} facts; SUSE, Okapi 7, OmegaT, LTAC"
    yield Figure("TBX read whole (entries, terms, statuses)", f"{whole} of {count}", f"{count}", whole == count, how)
    yield Figure("TBX written again: equal when read", f"{equal} of {count}", f"{count}", equal == count, "names, statuses, facts")
    yield Figure("TBX written again: valid", f"{valid} of {count}", f"{count}", valid == count, "core RNG, Basic RNG, Schematron 1.2.1")


def _bad() -> Iterator[Figure]:
    hostile = {
        "entities": '<!DOCTYPE martif [<!ENTITY a "b"><!ENTITY b "&a;&a;">]>\n<martif>&b;</martif>',
        "file": '<!DOCTYPE martif [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<martif>&a;</martif>',
        "depth": "<martif>" * 300_000,
        "quadratic": f'<!DOCTYPE martif [<!ENTITY a "{"x" * 50_000}">]><martif>{"&a;" * 5_000}</martif>',
    }
    said: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        paths = [TBX / "test_files" / bad for bad in BAD]
        for what, text in hostile.items():
            paths.append(Path(name) / f"{what}.tbx")
            paths[-1].write_text(text, encoding="utf-8")
        for path in paths:
            start = time.perf_counter()
            try:
                read_tbx(str(path), TbxReading("s"))
            except FormatError as error:
                if error.line:
                    said.append(f"{path.stem}:{error.line}")
            slowest = max(slowest, time.perf_counter() - start)
    how = f"{' '.join(said)}; slowest {slowest * 1000:.0f} ms"
    yield Figure("bad and hostile TBX refused with a line", f"{len(said)} of {len(paths)}", f"{len(paths)}", len(said) == len(paths), how)


def _glossaries() -> Iterator[Figure]:
    """OmegaT's and Okapi's own files: how many lines with two cells each has, by hand."""
    expected = {
        "project_CN_JP_glossary.txt": 0, "empty.txt": 0, "test-magiccomment-bom.tab": 0, "test-magiccomment.tab": 0, "test.tab": 4,
        "test.csv": 7, "testUTF16LE.txt": 2,
    }  # fmt: skip
    good = 0
    for name, count in expected.items():
        found = exchange.read(str(OMEGAT / name), Exchange("omegat", "s", source_lang="en", target_lang="fr"))
        good += len({alias.id for _, alias in found.aliases}) == count
    yield Figure(
        "OmegaT glossaries read whole", f"{good} of {len(expected)}", f"{len(expected)}", good == len(expected), "UTF-16LE, magic …"
    )


#: Runs a command and says its CPU seconds and its largest memory: that of its own image, which getrusage mixes with the parent's.
_MEASURED = """
import sys, time
from glossary.commands import main
status = main(sys.argv[1:])
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time(), peak, file=sys.stderr)
sys.exit(status)
"""


def _run(*arguments: str) -> tuple[float, float, str]:
    """CPU seconds, megabytes and the last message of a command."""
    ended = subprocess.run([sys.executable, "-c", _MEASURED, *arguments], capture_output=True, text=True, check=True)
    *said, last = ended.stderr.splitlines()
    seconds, kilobytes = last.split()
    return float(seconds), int(kilobytes) / 1e3, said[-1] if said else ""


def _tail(said: str) -> str:
    return said.rpartition(" rows: ")[2]


def _through_commands() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        path, again = f"{name}/suse.db", f"{name}/again.tbx"
        seconds, megabytes, said = _run("import", str(SUSE), "--db", path)
        yield Figure(
            "import of the SUSE termbase", f"{seconds:.1f} s, {megabytes:.0f} MB", "≤ 10 s", seconds <= 10, said.partition(": ")[2]
        )
        seconds, megabytes, _ = _run("export", again, "--db", path)
        yield Figure("export of it as TBX, CPU", f"{seconds:.1f} s, {megabytes:.0f} MB", "≤ 10 s", seconds <= 10, "")
        _, _, said = _run("import", again, "--db", path)
        nothing = ": 0 names added, 0 replaced" in said and "facts" not in said
        yield Figure("import of what was exported", "nothing added" if nothing else "something", "nothing added", nothing, _tail(said))
        _run("lookup", "应用程序", "software application", "--db", path)


def _large() -> Iterator[Figure]:
    """100,000 terms of two languages, made from syllables, through each format."""
    rows = list(_made(50_000))
    with tempfile.TemporaryDirectory() as name:
        path = f"{name}/large.csv"
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [("id", "name", "lang", "kind", "status"), *((a.id, a.name, a.lang, a.kind, a.status) for a in rows)]
            )
        _run("import", path, "--db", f"{name}/large.db")
        for form, suffix, goal in (
            ("tbx", "tbx", 30),
            ("tmx", "tmx", 30),
            ("omegat", "tab", 30),
            ("deepl", "csv", 30),
            ("xlsx", "xlsx", 60),
        ):
            langs = ("--source-lang", "en", "--target-lang", "zh-Hans") if form in ("omegat", "deepl") else ()
            file_ = f"{name}/{form}.{suffix}"
            out, most_out, _ = _run("export", file_, "-f", form, *langs, "--db", f"{name}/large.db")
            back, most_back, said = _run("import", file_, "-f", form, *langs, "--db", f"{name}/{form}.db")
            measured = f"{out:.1f} + {back:.1f} s, {max(most_out, most_back):.0f} MB"
            yield Figure(f"100,000 names out and in, CPU: {form}", measured, f"≤ {goal} s", out + back <= goal, _tail(said))


def _made(count: int) -> Sequence[Alias]:
    han = "存储器件芯片电路接口协议网络服务程序数据"
    rows = []
    for number in range(count):
        word = "".join("aeiou"[int(digit) % 5] + "bcdfgklmnp"[int(digit)] for digit in f"{number:05}")
        rows.append(Alias(f"t{number}", f"{word} term", "en", "term", "preferred"))
        rows.append(Alias(f"t{number}", "".join(han[int(digit) + 1] for digit in f"{number:05}") + "项", "zh-Hans", "term", "preferred"))
    return rows
