"""Build hook: compiles SOURCES, puts each beside its source and, but for an editable install, into the wheel.

Where that fails, for want of a compiler or of Python's headers, the wheel is a pure one and the package does the same work
in numpy, more slowly. The environment variable GLOSSARY_EXTENSION says otherwise: `required` raises what went wrong,
`none` does not try. The extension keeps to the limited API, so one wheel serves Python 3.11 and all later ones; PyPy and
the free-threaded builds, which have no such thing, get the pure wheel.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("glossary/text/_haystack.c", "glossary/text/_weighing.c", "glossary/_search.c")


def _compiled(root: Path, path: str, work: Path) -> Path:
    """One extension, made in the folder `work`. Raises whatever the compiler's driver raises."""
    from setuptools import Distribution, Extension

    optimise = ["/O2"] if sys.platform == "win32" else ["-O3", "-g0"]  # not -O2: it would do one character at a time
    limited = [("Py_LIMITED_API", "0x030B0000")]
    source, name = root / path, path.removesuffix(".c").replace("/", ".")
    extension = Extension(name, [source.name], define_macros=limited, py_limited_api=True, extra_compile_args=optimise)
    command = Distribution({"name": "zhengming", "ext_modules": [extension]}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(work / "lib"), str(work / "temp")
    command.ensure_finalized()
    before = Path.cwd()
    os.chdir(source.parent)  # a relative name: the object files then lie in `work`, wherever the source is
    try:
        command.run()
    finally:
        os.chdir(before)
    return Path(command.get_ext_fullpath(name))


def _put_beside(source: Path, built: Path) -> None:
    """Not for an editable install alone: tests run from the checkout import the package from there, installed or not."""
    new = source.with_name(f"{os.getpid()}.{built.name}")
    shutil.copy(built, new)
    new.replace(source.with_name(built.name))  # a process may have the old one loaded


class ExtensionHook(BuildHookInterface[Any]):
    """What hatchling calls before and after it makes a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        wanted = os.environ.get("GLOSSARY_EXTENSION", "")
        stable = sys.implementation.name == "cpython" and not sysconfig.get_config_var("Py_GIL_DISABLED")
        if wanted == "none" or not (stable or wanted == "required"):
            return
        self._work = Path(tempfile.mkdtemp(prefix="zhengming-build-"))
        root = Path(self.root)
        try:
            built = {path: _compiled(root, path, self._work) for path in SOURCES}
            with suppress(() if version == "editable" else OSError):  # a wheel can be made of a tree that is read-only
                for path, extension in built.items():
                    _put_beside(root / path, extension)
        except (Exception, SystemExit) as fault:  # whatever a broken tool chain comes up with
            if wanted == "required":
                raise
            self.app.display_warning(f"{', '.join(SOURCES)} were not compiled, all searches will be slower: {fault}")
            return
        if version != "editable":
            platform = self.build_config.builder.get_best_matching_tag().rpartition("-")[2]
            build_data.update(pure_python=False, tag=f"cp311-abi3-{platform}")
            for path, extension in built.items():
                build_data["force_include"][str(extension)] = str(Path(path).with_name(extension.name))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        work = getattr(self, "_work", None)
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
