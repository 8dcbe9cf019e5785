"""`romanise`: how Han characters are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from glossary.commands.options import Encoding, Format, lines_of_stdin
from glossary.commands.printing import Form, Row, print_rows
from glossary.text.readings import System
from glossary.text.romanise import COSTS, readings
from glossary.text.romanise import romanise as romanised


class Scheme(StrEnum):
    """The systems that a text can be romanised in."""

    pinyin = "pinyin"
    wade_giles = "wade-giles"
    tongyong = "tongyong"
    hong_kong = "hong-kong"


def romanise(
    names: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Texts, or - for one a line on standard input.")],
    system: Annotated[Scheme | None, typer.Option("--system", help="Pinyin if not given; with --all, every system.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All readings of each character, the most likely first.")] = False,
    form: Format = Form.table,
    encoding: Encoding = "",
) -> None:
    """Spell Chinese names in Latin letters: the most likely reading, or all that look-ups accept.

    Example: glossary romanise 长鑫存储 新鴻基 --all
    """
    texts = [text for name in names for text in (lines_of_stdin(encoding) if name == "-" else [name])]
    if every:
        systems: Sequence[System] = [system.value] if system else list(COSTS)
        print_rows(_all(texts, systems), ("text", "character", *systems), form)
    else:
        chosen = system or Scheme.pinyin
        rows: Iterator[Row] = ({"text": t, "system": chosen.value, "reading": romanised(t, chosen.value)} for t in texts)
        print_rows(rows, ("text", "system", "reading"), form)


def _all(texts: Sequence[str], systems: Sequence[System]) -> Iterator[Row]:
    """A row for each character that can be read, with its spellings by system."""
    for text in texts:
        for character in text:
            found = readings(character)
            spellings: dict[str, object] = {system: [r.spelling for r in found if r.system == system] for system in systems}
            if any(spellings.values()):
                yield {"text": text, "character": character, **spellings}
