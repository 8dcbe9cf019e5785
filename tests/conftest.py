"""Fixtures that all tests share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from glossary.glossary import Glossary, make
from glossary.glossary import open as open_glossary
from tests.cases import ROOT

# The suite says the same every time; `pytest --hypothesis-profile=explore` looks further.
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None, max_examples=100)
settings.register_profile("explore", deadline=None, database=None, max_examples=5000)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository that holds notes, seed articles and evaluation data."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder `shared` beside the repository: the articles and evaluation data are read in place, never copied")
    return folder


@pytest.fixture(scope="session")
def builtin_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the built-in data with its compiled index beside it, closed. Not to be written: `book` is a copy."""
    path = tmp_path_factory.mktemp("builtin") / "glossary.db"
    make(path, builtin=True, actor="tester")
    with open_glossary(path) as book:
        assert len(book.loaded.index) > 0
    return path


@pytest.fixture
def book(builtin_database: Path, tmp_path: Path) -> Iterator[Glossary]:
    """A Glossary over the built-in data, the test's own to change."""
    path = tmp_path / "glossary.db"
    for suffix in ("", ".index"):
        shutil.copyfile(builtin_database.with_name(builtin_database.name + suffix), tmp_path / f"glossary.db{suffix}")
    with open_glossary(path, actor="tester") as opened:
        yield opened
