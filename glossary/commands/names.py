"""`split`: names → their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from glossary.commands.options import Encoding, Format, lines_of_stdin
from glossary.commands.printing import Form, Row, print_rows

_COLUMNS = ("name", "place", "trade_name", "industry", "group", "legal_form", "core")


def split(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names, or - for one a line on standard input.")],
    form: Format = Form.table,
    encoding: Encoding = "",
) -> None:
    """Take company names apart: place, trade name, industry, group, legal form; and the core, which is all but the legal form.

    What is shown is folded, as names are compared; group and legal form are shown in canonical form (Co., Ltd. is ltd).
    json and jsonl have the pieces too: their places in the key (code points from 0, end excluded) and what they mean.

    Example: glossary split 江蘇長電科技股份有限公司 "Siemens Aktiengesellschaft"
    """
    texts = (text for name in names for text in (lines_of_stdin(encoding) if name == "-" else [name]))
    print_rows(_rows(texts, pieces=form in (Form.json, Form.jsonl)), _COLUMNS, form)


def _rows(texts: Iterator[str], *, pieces: bool) -> Iterator[Row]:
    from dataclasses import asdict

    from glossary.text import names

    for text in texts:
        parts = names.split(text)
        row = {"name": text, **{column: getattr(parts, column) for column in _COLUMNS[1:-1]}, "core": names.core(parts.key)}
        yield {**row, "key": parts.key, "pieces": [asdict(piece) for piece in parts.pieces]} if pieces else row
