"""Rows of cells that are a bilingual table, in a sheet or a Word document: which column is source, which target."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from glossary.formats.columns import Columns, columns_of
from glossary.formats.languages import Wanted

#: A row: its texts by the number of their column.
Row = Mapping[int, str]
#: Titles and notes may stand over the header, in so many rows.
_BEFORE_HEADER = 10
_HAN = re.compile("[\u3400-\u9fff]")
#: The share of rows with Chinese in one of two cells only from which a table without header is bilingual.
_MOST = 0.8


def table_of(rows: Sequence[Row], wanted: Wanted) -> tuple[Columns, range] | None:
    """The columns of a table and the numbers of the rows below its header; None if it is not bilingual.

    Without header it is bilingual if it has two columns, one of them in Chinese and the other not. Raises InputError where a header
    does not have the languages asked for.

    >>> table_of([{0: "Glossary"}, {0: "en", 1: "zh-TW"}, {0: "JCET", 1: "長電科技"}], Wanted())
    (Columns(source=0, target=1, id=None, source_lang='en', target_lang='zh-TW'), range(2, 3))
    """
    for number, row in enumerate(rows[:_BEFORE_HEADER]):
        found = columns_of([row.get(column, "") for column in range(max(row, default=-1) + 1)], wanted)
        if found is not None:
            return found, range(number + 1, len(rows))
    used = sorted({column for row in rows for column, text in row.items() if text.strip()})
    if len(used) != 2:
        return None
    columns = _by_script(rows, used[0], used[1], wanted)
    return (columns, range(len(rows))) if columns else None


def _by_script(rows: Sequence[Row], left: int, right: int, wanted: Wanted) -> Columns | None:
    """The left column is the source, unless that is Chinese and the caller says that the source is not, or the other way round."""
    full = [row for row in rows if row.get(left, "").strip() and row.get(right, "").strip()]
    sides = [(bool(_HAN.search(row[left])), bool(_HAN.search(row[right]))) for row in full]
    for chinese_is_left in (True, False):
        if sides and sides.count((chinese_is_left, not chinese_is_left)) >= _MOST * len(sides):
            source_is_chinese = wanted.source.startswith("zh") or (wanted.target != "" and not wanted.target.startswith("zh"))
            turned = (wanted.source or wanted.target) and source_is_chinese != chinese_is_left
            return Columns(right, left) if turned else Columns(left, right)
    return None
