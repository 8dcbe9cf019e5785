"""Bilingual files: other people's suites read with their places, and how fast large files are read and changed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from glossary.errors import InputError
from glossary.formats.bitexts import Bitext, Edit, read_bitext
from tests import making_bitexts as making
from tests.bench.rows import SHARED, Figure

_UNITS = 100_000
#: Of which the targets are in several languages: which one is read.
_MANY = {"ImportTest1C": "fr-CA", "ImportTest1J_many": "en-GB", "ImportTest1L": "en-GB", "ImportTest2C": "fr"}


def _mapped(bitext: Bitext) -> tuple[int, int]:
    """Characters of all units that the file has at their place, and how many there are; what stands for markup is left out."""
    right = total = 0
    assert bitext.text is not None
    for number, (source, target) in enumerate(bitext.views):
        for view in (source, target):
            for at in range(len(view.text) if view else 0):
                start, end = bitext.place(number, "target" if view is target else "source", at, at + 1)
                if start < end and view:
                    total += 1
                    right += unescape(bitext.text[start:end]).replace("\r\n", "\n") == view.text[at]
    return right, total


def _suite(what: str, paths: list[Path], goal: int) -> Figure:
    read = units = right = total = 0
    for path in paths:
        try:
            bitext = read_bitext(str(path), target_lang=_MANY.get(path.stem, ""))
        except InputError as error:
            print(error)
            continue
        one, other = _mapped(bitext)
        right, total, units = right + one, total + other, units + len(bitext.units)
        read += one == other and bitext.changed([]) == path.read_bytes()
    how = f"{units} units, {right:,} of {total:,} characters at their place; translate-toolkit opens as many (notes), without places"
    return Figure(what, f"{read}/{len(paths)}", f"{goal}/{goal}", read == len(paths) == goal, how)


def bitexts() -> Iterator[Figure]:
    """The suites, then files of 100,000 units with a tag in each side."""
    suite = SHARED / "referees" / "xliff" / "xliff-21" / "test-suite"
    yield _suite("OASIS XLIFF 2.1: valid files read, offsets mapped", sorted(suite.glob("*/valid/*.xlf")), 59)
    yield _suite("LISA TMX kit: import files read, offsets mapped", sorted((SHARED / "referees" / "tmx").glob("ImportTest*.tmx")), 17)
    texts = [(f"CXMT & JCET signed contract {n}.", f"長鑫存儲與長電科技簽署第 {n} 號合同。") for n in range(_UNITS)]
    makers: dict[str, Callable[[making.Texts], bytes]] = {
        "a.csv": lambda pairs: making.delimited(pairs, "excel"),
        "a.tmx": making.tmx,
        "a.xlf": making.xliff_1,
        "a.xliff": making.xliff_2,
        "a.po": lambda pairs: making.po(pairs, 78),
        "a.xlsx": making.xlsx,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, make in makers.items():
            path = Path(folder) / name
            path.write_bytes(make(texts))
            start = time.process_time()
            bitext = read_bitext(str(path))
            read = time.process_time() - start
            bitext.changed(Edit(number, "target", 0, 4, "CXMT") for number in range(_UNITS))
            changed = time.process_time() - start - read
            how = f"{path.stat().st_size / 1e6:.0f} MB; {changed:.1f} s to change each unit"
            yield Figure(
                f"100,000 units read from {path.suffix}", f"{read:.1f} s", "≤ 10 s", read <= 10 and len(bitext.units) == _UNITS, how
            )
