"""Parquet files: some columns are read and rewritten, all else is as it was."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glossary.errors import GlossaryError
from glossary.formats.parquet import ParquetWriter, open_parquet

SCHEMA = pa.schema(
    [
        pa.field("n", pa.int8()),
        pa.field("text", pa.large_string(), metadata={"a": "b"}),
        pa.field("tag", pa.dictionary(pa.int32(), pa.string())),
    ],
    metadata={"made": "by hand"},
)
TABLE = pa.table({"n": [1, 2, None], "text": ["长鑫", None, "JCET"], "tag": pa.array(["x", None, "x"]).dictionary_encode()}).cast(SCHEMA)


def test_columns_of_text_are_read_in_batches_and_rewritten(tmp_path: Path) -> None:
    pq.write_table(TABLE, tmp_path / "a.parquet", compression="zstd")
    with open_parquet(str(tmp_path / "a.parquet"), ["tag", "text"]) as records:
        batches = list(records.batches(size=2))
        assert [list(batch.texts) for batch in batches] == [[("x", "长鑫"), (None, None)], [("x", "JCET")]]
        assert [list(batch.lines) for batch in batches] == [[0, 1], [2]]
        writer = ParquetWriter(tmp_path / "b.parquet", records)
        writer.write(records.rewritten(0, [(0, 1, "CXMT")]))
        writer.write(records.rewritten(1, [(0, 0, "y")]))
        writer.close()
    new = pq.read_table(tmp_path / "b.parquet")
    assert new.schema.equals(pq.read_table(tmp_path / "a.parquet").schema, check_metadata=True)
    assert new.to_pydict() == {"n": [1, 2, None], "text": ["CXMT", None, "JCET"], "tag": ["x", None, "y"]}
    assert pq.ParquetFile(tmp_path / "b.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize(
    ("field", "cut", "why"),
    [("no", 0, "no field 'no' among n, text, tag"), ("n", 0, "field 'n' is int8, not text"), ("text", 50, "not a whole parquet file: ")],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, field: str, cut: int, why: str) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(TABLE, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size - cut])
    with pytest.raises(GlossaryError, match=why) as caught, open_parquet(str(path), [field]):
        pass
    assert "\n" not in str(caught.value)


def test_without_pyarrow_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with (
        pytest.raises(GlossaryError, match=r"^parquet needs pyarrow: pip install 'zhengming\[parquet\]'$"),
        open_parquet("a.parquet", ["text"]),
    ):
        pass
