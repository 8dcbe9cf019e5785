"""`lookup -`: many names as a user gives them, by one process or several."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from glossary.commands.many import Asked, Names, work
from glossary.commands.printing import Form
from glossary.engines import load_index
from glossary.glossary import Glossary
from tests.stores import Desk, run_python
from tests.test_runs import _wait_for_workers

KNOWN = ["長鑫存儲", "CXMT", "NTC", "", "JCET", "长江存储"]
UNKNOWN = ["Changxin Memry", "长鑫储存技朮", "JECT", "nobody at all", "\ud7ff", "Yangtse Memory Technologies Co"]


@pytest.fixture
def desk(builtin_database: Path, tmp_path: Path) -> Desk:
    for suffix in ("", ".index"):
        shutil.copyfile(builtin_database.with_name(builtin_database.name + suffix), tmp_path / f"glossary.db{suffix}")
    return Desk(tmp_path, tmp_path / "glossary.db")


def names(count: int) -> list[str]:
    """Mostly known ones; every fiftieth unknown, some of them more than once."""
    return [UNKNOWN[n // 50 % 6] + "x" * (n // 300 % 4) if n % 50 == 7 else KNOWN[n % 6] for n in range(count)]


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("explain", [(), ("--explain",)], ids=["", "explained"])
def test_two_jobs_print_the_same_bytes_as_one(desk: Desk, form: str, explain: tuple[str, ...]) -> None:
    text = "\n".join(names(350))
    one = desk.run("lookup", "-", "-f", form, *explain, stdin=text)
    assert one == desk.run("lookup", "-", "-f", form, *explain, "--jobs", "2", stdin=text)
    assert (one.status, one.err) == (1, "")
    assert len(one.out) > 10_000


def test_answers_are_those_of_each_name_alone(book: Glossary, desk: Desk) -> None:
    asked = [*names(120), *UNKNOWN]
    printed = desk.run("lookup", "-", "-f", "jsonl", "-n", "2", stdin="\n".join(asked)).rows
    index = load_index(desk.database.with_name("glossary.db.index")) if desk.database else None
    assert index is not None
    alone = [work(index, Asked(2, False, Form.jsonl), Names(0, [name])).text for name in asked]
    assert printed == [json.loads(line) for line in alone]


def test_json_is_one_list_whatever_the_number_of_names(desk: Desk) -> None:
    for count in (0, 1, 130):
        printed = json.loads(desk.run("lookup", "-", "-f", "json", stdin="".join(f"{name}\n" for name in names(count))).out)
        assert [row["query"] for row in printed] == names(count)
    one = desk.run("lookup", "CXMT", "JCET", "-f", "json").out
    assert one == json.dumps(json.loads(one), ensure_ascii=False, indent=2) + "\n"


def test_a_long_table_keeps_its_columns_and_one_header(desk: Desk) -> None:
    lines = desk.run("lookup", "-", stdin="\n".join(["CXMT"] * 2500 + ["長鑫存儲"])).out.splitlines()
    assert len(lines) == 2502
    assert [line for line in lines if line.startswith("QUERY")] == lines[:1]
    assert len({line.index("exact") for line in lines[1:2001]}) == 1
    assert lines[-1].split()[:2] == ["長鑫存儲", "exact"]


def test_names_and_stdin_go_together(desk: Desk) -> None:
    rows = desk.run("lookup", "JCET", "-", "CXMT", "-f", "jsonl", stdin="NTC\n\n").rows
    assert [row["query"] for row in rows] == ["JCET", "NTC", "", "CXMT"]


@pytest.mark.parametrize(
    ("stdin", "arguments", "words"),
    [
        pytest.param(b"CXMT\n\xff\n", (), "-:2: not utf-8: byte 0xff", id="no text"),
        pytest.param("長鑫存儲技術公司\n".encode("big5") * 20, ("--encoding", "klingon"), "unknown encoding", id="unknown encoding"),
        pytest.param(b"CXMT\n", ("--jobs", "0"), "--jobs", id="no jobs"),
    ],
)
def test_what_could_not_be_done_is_one_line(desk: Desk, stdin: bytes, arguments: tuple[str, ...], words: str) -> None:
    ran = desk.run("lookup", "-", "-f", "jsonl", *arguments, stdin=stdin)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert words in ran.err
    assert "names on standard input" in desk.run("lookup", "CXMT", "--jobs", "2").refusal


def _piped(desk: Desk, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        desk.command("lookup", "-", "-f", "jsonl", *arguments),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=desk.environment, cwd=desk.home, start_new_session=True,
    )  # fmt: skip


def test_a_row_appears_before_the_next_name_is_there(desk: Desk) -> None:
    with _piped(desk) as process:
        assert process.stdin is not None and process.stdout is not None
        for name in ("CXMT", "Changxin Memry", "JCET"):
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["query"] == name
        process.stdin.close()
        assert process.wait(timeout=60) == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_has_seen_enough_is_no_error(desk: Desk, jobs: str) -> None:
    (desk.home / "names.txt").write_text("CXMT\n" * 200_000, encoding="utf-8")
    with (desk.home / "names.txt").open("rb") as text, subprocess.Popen(
        desk.command("lookup", "-", "-f", "csv", "--jobs", jobs),
        stdin=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=desk.environment, cwd=desk.home,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith(b"query,")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
    _wait_for_workers(desk.home)


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_interrupted_has_printed_whole_rows(desk: Desk, jobs: str) -> None:
    (desk.home / "names.txt").write_text("CXMT\nChangxin Memry\n" * 300_000, encoding="utf-8")
    out = desk.home / "out.jsonl"
    with (desk.home / "names.txt").open("rb") as text, out.open("wb") as file, subprocess.Popen(
        desk.command("lookup", "-", "-f", "jsonl", "--jobs", jobs),
        stdin=text, stdout=file, stderr=subprocess.PIPE, env=desk.environment, cwd=desk.home, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        until = time.monotonic() + 60
        while out.stat().st_size < 100_000 and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 130
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 50
    _wait_for_workers(desk.home)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="measures memory by resource")
@pytest.mark.parametrize("form", ["jsonl", "json", "table"])
def test_memory_does_not_grow_with_the_number_of_names(desk: Desk, form: str) -> None:
    code = (
        "import resource, subprocess, sys\n"
        "names = open(sys.argv[1], 'rb')\n"
        "command = [sys.executable, '-m', 'glossary', 'lookup', '-', '-f', sys.argv[2], '--db', sys.argv[3]]\n"
        "subprocess.run(command, stdin=names, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    used = []
    for count in (1000, 60_000):
        (desk.home / "names.txt").write_text("CXMT\n長電科技\n" * (count // 2), encoding="utf-8")
        used.append(int(run_python(code, desk.home / "names.txt", form, desk.database or "").out))
    assert used[1] < used[0] + 8000  # kB; 60,000 rows kept would be 60 MB


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_bar_counts_the_names_of_a_file_on_a_terminal_only(desk: Desk) -> None:
    (desk.home / "names.txt").write_text("CXMT\n" * 3000, encoding="utf-8")
    ours, theirs = os.openpty()
    command = desk.command("lookup", "-", "-f", "csv", "--jobs", "2")
    out, said = desk.home / "out.csv", b""
    with (
        (desk.home / "names.txt").open("rb") as text,
        out.open("wb") as file,
        subprocess.Popen(command, stdin=text, stdout=file, stderr=theirs, env={**desk.environment, "TERM": "xterm"}, cwd=desk.home),
    ):
        os.close(theirs)
        while piece := _read(ours):
            said += piece
    os.close(ours)
    assert b"names" in said and b"/3000" in said
    assert out.read_bytes().count(b"\n") == 3001
    with (desk.home / "names.txt").open("rb") as text:
        assert subprocess.run(command, stdin=text, capture_output=True, env=desk.environment, timeout=60, check=False).stderr == b""


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so that the other end was closed
        return b""
