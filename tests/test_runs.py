"""Many records: the same answers in the same order by any number of processes, as a user runs them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glossary import workers
from glossary.errors import FormatError, InputError
from glossary.formats.records import Batch, Shape, open_records
from glossary.glossary import Glossary
from glossary.runs import Job, run
from glossary.workers import Source
from tests.stores import Desk

TEXTS = ["与长鑫存储合作", "no company", "JCET said, and NTC", "", "長電科技\n長鑫存儲"]


@pytest.fixture
def desk(builtin_database: Path, tmp_path: Path) -> Desk:
    for suffix in ("", ".index"):
        shutil.copyfile(builtin_database.with_name(builtin_database.name + suffix), tmp_path / f"glossary.db{suffix}")
    return Desk(tmp_path, tmp_path / "glossary.db")


def records(path: Path, count: int = 3000) -> str:
    text = "".join(json.dumps({"n": n, "text": TEXTS[n % len(TEXTS)]}, ensure_ascii=False) + "\n" for n in range(count))
    path.write_text(text, encoding="utf-8")
    return text


def source(book: Glossary) -> Source:
    return Source(book.loaded, book.index_path)


@pytest.fixture(params=["forked", "anew"])
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How workers start: as they do here, and as they do where they cannot be forked."""
    if request.param == "anew":
        monkeypatch.setattr(workers, "_can_fork", lambda: False)
    elif not workers._can_fork():
        pytest.skip("workers cannot be forked on this system, or beside other threads")
    return str(request.param)


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize("jobs", [1, 3])
def test_rows_have_the_numbers_of_their_records(book: Glossary, tmp_path: Path, jobs: int) -> None:
    records(tmp_path / "a.jsonl")
    with open_records(str(tmp_path / "a.jsonl"), ["text"]) as file:
        rows = [row for done in run(Job(file.shape), source(book), file.batches(size=7), jobs) for row in done.rows]
    expected = [(n, m.start, m.text) for n in range(3000) for m in book.find(TEXTS[n % 5])]
    assert [(row["doc"], row["start"], row["text"]) for row in rows] == expected


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_was_left_has_its_line_after_many_batches(book: Glossary, tmp_path: Path, jobs: int) -> None:
    (tmp_path / "a.jsonl").write_text('\n{"text": ""}\n' * 500 + '\n{"text": "NTC"}\n{"text": 5}\n', encoding="utf-8")
    left = []
    with (
        open_records(str(tmp_path / "a.jsonl"), ["text"]) as file,
        pytest.raises(FormatError, match=r"a\.jsonl:1003: text is not a string: 5"),
    ):
        for done in run(Job(file.shape, "en"), source(book), file.batches(size=1), jobs):
            left += done.left
    assert [(line, text) for line, text, _ in left] in ([(1002, "NTC")], [])


@pytest.mark.usefixtures("start")
def test_a_worker_that_dies_is_one_line(book: Glossary) -> None:
    def batches() -> Iterator[Batch]:
        from multiprocessing import active_children

        for number in range(1000):
            if number == 5:
                for child in active_children():
                    child.kill()
            yield Batch(number, b'{"text": "CXMT"}\n')

    with pytest.raises(InputError, match=r"a worker process died .*; try fewer --jobs"):
        list(run(Job(Shape("a.jsonl", "jsonl", ("text",))), source(book), batches(), 2))


def test_the_index_of_a_run_serves_to_its_end(book: Glossary, start: str) -> None:
    """Workers that open the file that now lies there would answer by another one; those that are forked have that of the run."""
    there = source(book)
    book.add("new", "Newname", lang="en")
    assert book.loaded.index.stamp != there.loaded.index.stamp
    batches = [Batch(number, b'{"text": "Newname and CXMT"}\n') for number in range(4)]
    run_ = run(Job(Shape("a.jsonl", "jsonl", ("text",))), there, iter(batches), 2)
    if start == "anew":
        with pytest.raises(InputError, match="the database was changed meanwhile"):
            list(run_)
    else:
        assert [row["text"] for done in run_ for row in done.rows] == ["CXMT"] * 4


@pytest.mark.usefixtures("start")
def test_few_batches_need_few_workers(book: Glossary) -> None:
    for count in range(4):
        batches = [Batch(number, b'{"text": "CXMT"}\n') for number in range(count)]
        done = list(run(Job(Shape("a.jsonl", "jsonl", ("text",))), source(book), iter(batches), 3))
        assert [(each.number, len(each.rows)) for each in done] == [(number, 1) for number in range(count)]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
def test_beside_other_threads_nothing_is_forked() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not workers._can_fork()
    finally:
        done.set()
        thread.join()


# -- as commands ---------------------------------------------------------------------------------------------


def test_find_and_normalise_say_the_same_by_two_jobs(desk: Desk) -> None:
    text = records(desk.home / "a.jsonl")
    for arguments in (
        ("find", "a.jsonl", "--field", "text", "-f", "jsonl"),
        ("normalise", "a.jsonl", "--field", "text", "--to", "zh-Hans"),
    ):
        assert desk.run(*arguments) == desk.run(*arguments, "--jobs", "2")
    done = desk.run("normalise", "a.jsonl", "--field", "text", "--to", "zh-Hans", "-o", "b.jsonl")
    assert (done.status, done.out, done.err.count("left NTC: ")) == (1, "", 600)
    assert "a.jsonl:3: left NTC: " in done.err
    assert (desk.home / "b.jsonl").read_text(encoding="utf-8").replace("长电科技", "JCET", 1) == text.replace(
        "長電科技", "长电科技"
    ).replace("長鑫存儲", "长鑫存储").replace("JCET", "长电科技").replace("长电科技", "JCET", 1)
    assert sorted(file.name for file in desk.home.iterdir() if "jsonl" in file.name) == ["a.jsonl", "b.jsonl"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_keeps_its_encoding_and_all_other_cells(desk: Desk, encoding: str) -> None:
    table = '# list\r\nid,text,title\r\n"1", 与长鑫存储 ,"CXMT ""x"""\r\n\r\n02,"a,JCET",\r\n'
    (desk.home / "a.csv").write_bytes(table.encode(encoding))
    named = ("--encoding", "gb18030") if encoding == "gb18030" else ()
    assert desk.run("normalise", "a.csv", "--field", "text", "--to", "zh-Hant", "-o", "b.csv", *named).status == 0
    expected = table.replace("长鑫存储", "長鑫存儲").replace("JCET", "長電科技")
    assert (desk.home / "b.csv").read_bytes() == expected.encode(encoding)


def test_two_fields_are_told_apart(desk: Desk) -> None:
    (desk.home / "a.tsv").write_text("text\ttitle\nCXMT\t与JCET\n", encoding="utf-8")
    rows = desk.run("find", "a.tsv", "--field", "title", "--field", "text", "-f", "jsonl").rows
    assert [(row["doc"], row["field"], row["text"]) for row in rows] == [(0, "title", "JCET"), (0, "text", "CXMT")]
    assert "field" not in desk.run("find", "a.tsv", "--field", "text", "-f", "jsonl").rows[0]


def test_parquet_goes_in_and_out(desk: Desk) -> None:
    pq.write_table(pa.table({"n": range(3000), "text": [TEXTS[n % 5] for n in range(3000)]}), desk.home / "a.parquet")
    records(desk.home / "a.jsonl")
    for jobs in ("1", "2"):
        shared = ("--field", "text", "--jobs", jobs)
        assert desk.run("find", "a.parquet", *shared, "-f", "csv").out == desk.run("find", "a.jsonl", *shared, "-f", "csv").out
        assert desk.run("normalise", "a.parquet", *shared, "--to", "en", "-o", "b.parquet").status == 1
        assert desk.run("normalise", "a.jsonl", *shared, "--to", "en", "-o", "b.jsonl").status == 1
        lines = (desk.home / "b.jsonl").read_text(encoding="utf-8").splitlines()
        assert pq.read_table(desk.home / "b.parquet").to_pylist() == [json.loads(line) for line in lines]
    assert not list(desk.home.glob("*.partial*"))


NORMALISE = ("normalise", "good.jsonl", "--to", "en", "--field")
BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "a bad line": (("find", "bad.jsonl", "--field", "text"), r"glossary: bad.jsonl:2:"),
    "a field that nothing has": (("find", "good.jsonl", "--field", "txt"), "no record has a text in 'txt'"),
    "the same, into a file": ((*NORMALISE, "txt", "-o", "out.jsonl"), "no record has a text in 'txt'"),
    "two files": (("find", "good.jsonl", "bad.jsonl", "--field", "text"), "reads the records of one file"),
    "lines": (("find", "good.jsonl", "--lines", "--field", "text"), "and not its lines"),
    "text": (("find", "a.txt", "--field", "text"), "--field reads records"),
    "jobs without records": (("find", "a.txt", "--jobs", "2"), "name their --field"),
    "no jobs": (("find", "good.jsonl", "--field", "text", "--jobs", "0"), "--jobs"),
    "resume without output": (("find", "good.jsonl", "--field", "text", "--resume"), "say --output FILE too"),
    "nothing to resume": ((*NORMALISE, "text", "-o", "x", "--resume"), "there is nothing to resume"),
    "a table into a file": (("find", "good.jsonl", "--field", "text", "-o", "x"), "say which with --format"),
    "no language": ((*NORMALISE, "text", "--to", "xx", "-o", "out.jsonl"), "unknown language 'xx'"),
    "into a folder": ((*NORMALISE, "text", "-o", "folder"), "is a folder"),
    "into nowhere": ((*NORMALISE, "text", "-o", "no/where"), "could not be written"),
    "packed": ((*NORMALISE, "text", "-o", "a.gz"), "written unpacked"),
    "introduce IDs": (("normalise", "a.txt", "--to", "id", "--first-mention"), "an ID is written without an introduction"),
    "introduce and annotate": (("normalise", "a.txt", "--to", "en", "--style", "annotate", "--first-mention"), "does not go with"),
    "a page with entities": (("find", "bad.html"), "bad.html:1: declares entities"),
    "a document cut short": (("normalise", "bad.docx", "--to", "en"), "not a whole docx file"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(desk: Desk, what: str, jobs: str) -> None:
    arguments, why = BAD[what]
    if jobs == "2" and ("--field" not in arguments or "--jobs" in arguments):
        pytest.skip("not by jobs")
    for name, text in {
        "good.jsonl": '{"text": "CXMT"}\n', "bad.jsonl": '{"text": ""}\n{"text"\n', "a.txt": "CXMT", "bad.docx": "PK",
        "bad.html": '<!DOCTYPE html [<!ENTITY a "b">]>',
    }.items():  # fmt: skip
        (desk.home / name).write_text(text, encoding="utf-8")
    (desk.home / "folder").mkdir()
    before = sorted(desk.home.iterdir())
    assert why in desk.run(*arguments, *(("--jobs", jobs) if jobs == "2" else ())).refusal
    assert sorted(desk.home.iterdir()) == before


def test_a_bad_line_ends_a_run_that_is_resumed_when_it_is_mended(desk: Desk) -> None:
    text = records(desk.home / "a.jsonl", 9000)
    whole = desk.run("normalise", "a.jsonl", "--field", "text", "--to", "en").out
    (desk.home / "a.jsonl").write_text(text + "{", encoding="utf-8")
    arguments = ("normalise", "a.jsonl", "--field", "text", "--to", "en", "-o", "b.jsonl")
    ran = desk.run(*arguments)
    assert ran.status == 2
    assert ran.err.splitlines()[-1].startswith("glossary: a.jsonl:9001:")
    assert "--resume goes on" in ran.err
    assert not (desk.home / "b.jsonl").exists()
    (desk.home / "a.jsonl").write_text(text, encoding="utf-8")
    assert "was made by another run" in desk.run(*arguments, "--resume", "--style", "annotate").err
    assert desk.run(*arguments, "--resume").status in (0, 1)
    assert (desk.home / "b.jsonl").read_text(encoding="utf-8") == whole
    assert not list(desk.home.glob("*.partial*"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize(("command", "name"), [(("normalise", "--to", "en"), "b.jsonl"), (("find", "-f", "csv"), "b.csv")])
def test_an_interrupted_run_is_resumed_to_the_same_bytes(desk: Desk, how: signal.Signals, command: tuple[str, ...], name: str) -> None:
    records(desk.home / "a.jsonl", 40_000)
    arguments = (*command, "a.jsonl", "--field", "text", "-o", name, "--jobs", "2")
    assert desk.run(*arguments).status in (0, 1)
    whole = (desk.home / name).read_bytes()
    (desk.home / name).unlink()
    said = desk.home / "said"
    with said.open("wb") as err:
        process = subprocess.Popen(desk.command(*arguments), env=desk.environment, cwd=desk.home, stderr=err, start_new_session=True)
    partial = desk.home / f"{name}.partial"
    while process.poll() is None and (not partial.exists() or partial.stat().st_size < len(whole) // 4):
        time.sleep(0.01)
    os.killpg(process.pid, how) if how is signal.SIGINT else process.kill()
    process.wait(timeout=60)
    assert b"Traceback" not in said.read_bytes()
    assert process.returncode == (130 if how is signal.SIGINT else -9)
    assert not (desk.home / name).exists()
    assert whole.startswith(partial.read_bytes())
    _wait_for_workers(desk.home)
    assert desk.run(*arguments, "--resume").status in (0, 1)
    assert (desk.home / name).read_bytes() == whole
    assert not list(desk.home.glob("*.partial*"))


def _wait_for_workers(home: Path) -> None:
    """Workers end when their pipe does, though nobody told them."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        there = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").readlink() == home:
                    there.append(process.name)
        if not there:
            return
        time.sleep(0.05)
    raise AssertionError(there)


def test_a_reader_that_has_seen_enough_is_no_error(desk: Desk) -> None:
    records(desk.home / "a.jsonl", 20_000)
    for command in (("find", "-f", "jsonl"), ("normalise", "--to", "en")):
        with subprocess.Popen(
            desk.command(*command, "a.jsonl", "--field", "text", "--jobs", "2"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=desk.environment, cwd=desk.home,
        ) as process:  # fmt: skip
            assert process.stdout is not None and process.stderr is not None
            assert len(process.stdout.readline()) > 1
            process.stdout.close()
            err = process.stderr.read().decode()
            assert process.wait() == 0
            assert all(": left NTC" in line for line in err.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_bar_shows_on_a_terminal_only(desk: Desk) -> None:
    from tests.test_commands import _run_on_terminal

    records(desk.home / "a.jsonl", 5)
    arguments = ["find", "a.jsonl", "--field", "text", "-o", "b.jsonl"]
    _, seen = _run_on_terminal(desk, arguments)
    assert b"a.jsonl" in seen
    assert desk.run(*arguments).err == ""


def test_a_database_in_a_folder_that_cannot_be_written_serves_two_jobs(desk: Desk) -> None:
    """The index cannot be kept beside it: the workers get a copy. (Here something else stands in its place.)"""
    index = desk.home / "glossary.db.index"
    index.unlink()
    index.mkdir()
    (index / "x").touch()
    records(desk.home / "a.jsonl", 10)
    assert len(desk.run("find", "a.jsonl", "--field", "text", "--jobs", "2", "-f", "jsonl").rows) == 10
