"""The README is true: its examples print what it shows, and its reference is that of the commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from glossary.commands import COMMANDS
from glossary.formats.exchange import FORMATS
from tests.reference import README, with_reference

_TEXT = README.read_text(encoding="utf-8")
_CONSOLE = re.findall(r"^```console\n(.*?)^```$", _TEXT, re.MULTILINE | re.DOTALL)


def _run(script: str, folder: Path) -> str:
    """What a shell prints, both streams in order, with `glossary` being this working copy's."""
    bin_ = folder / "bin"
    bin_.mkdir(exist_ok=True)
    command = bin_ / "glossary"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m glossary "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {
        **{name: value for name, value in os.environ.items() if name != "GLOSSARY_DB"},
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "PYTHONPATH": str(README.parent),
        "XDG_DATA_HOME": str(folder / "data"),
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the user's database has been made: the line that says so is not part of the examples."""
    made = tmp_path_factory.mktemp("readme")
    assert "from the built-in data" in _run("glossary lookup CXMT", made)
    return made


@pytest.mark.parametrize("block", _CONSOLE, ids=range(len(_CONSOLE)))
def test_examples_print_what_the_readme_shows(block: str, folder: Path) -> None:
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        assert _run(command, folder) == shown, command


def test_there_are_examples_and_two_commands_to_start_with() -> None:
    assert len(_CONSOLE) >= 5
    assert len(re.findall(r"^```sh$", _TEXT, re.MULTILINE)) == 2


def test_the_python_example_prints_what_its_comments_say(tmp_path: Path) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", _TEXT, re.MULTILINE | re.DOTALL)
    environment = {**os.environ, "PYTHONPATH": str(README.parent), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    said = re.findall(r"^ *print\(.*\) +# (.*)$", program, re.MULTILINE)
    assert done.stdout.splitlines() == said


def test_what_each_format_does_not_hold_is_told() -> None:
    for form, about in FORMATS.items():
        (row,) = re.findall(rf"^\| (?:[a-z]+ )*{form}(?: [a-z]+)* \| (.*) \|$", _TEXT, re.MULTILINE)
        assert row == f"{about.what} | {'; '.join(about.losses)}"


def test_the_reference_is_that_of_the_commands() -> None:
    assert with_reference(_TEXT) == _TEXT
    for name in COMMANDS:
        assert f"`glossary {name} " in _TEXT or f"`glossary {name}`" in _TEXT
