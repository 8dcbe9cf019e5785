"""The command line: `main`, and which module holds which command.

Only the module of the command that is asked for is imported, so that a look-up does not pay for the rest. Every body
opens, calls, prints. Exit status: 0 yes, 1 no (something unresolved or found), 2 could not; an error is one line.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

#: Every command, in the order `--help` lists them: name, module.
COMMANDS = {
    "lookup": "lookup",
    "compare": "lookup",
    "find": "texts",
    "normalise": "texts",
    "discover": "discovering",
    "show": "entities",
    "add": "entities",
    "withdraw": "entities",
    "merge": "entities",
    "distinguish": "entities",
    "log": "entities",
    "undo": "entities",
    "import": "tables",
    "export": "tables",
    "init": "databases",
    "compile": "databases",
    "doctor": "databases",
    "lint": "linting",
    "check": "checking",
    "rule": "checking",
    "lsp": "checking",
    "fold": "texts",
    "split": "names",
    "romanise": "readings",
}
SYNONYMS = {"normalize": "normalise"}
_FUNCTIONS = {"import": "import_", "compile": "compile_"}


def build(names: Sequence[str]) -> typer.Typer:
    """The Typer app with these commands."""
    import typer

    app = typer.Typer(name="glossary", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.callback()
    def glossary(
        db: str = typer.Option("", "--db", metavar="PATH", help="The database, for any command; also GLOSSARY_DB."),
        version: bool = typer.Option(False, "--version", callback=_say_version, is_eager=True, help="Show the version and exit."),
    ) -> None:
        """Company names in Chinese and English: look them up, find them in text, write them consistently."""
        if db:
            os.environ["GLOSSARY_DB"] = db

    for name in names:
        real = SYNONYMS.get(name, name)
        function = getattr(import_module(f"glossary.commands.{COMMANDS[real]}"), _FUNCTIONS.get(real, real))
        app.command(name)(function)
    return app


def _say_version(asked: bool) -> None:
    import typer

    from glossary import __version__

    if asked:
        typer.echo(f"glossary {__version__}")
        raise typer.Exit


def wanted(arguments: Sequence[str]) -> list[str]:
    """The command that the arguments ask for, or all where that is not clear.

    >>> wanted(["--db", "a.db", "lookup", "CXMT"])
    ['lookup']
    """
    words = iter(arguments)
    for word in words:
        if word == "--db":
            next(words, None)
        elif not word.startswith("-"):
            return [word] if word in COMMANDS or word in SYNONYMS else list(COMMANDS)
    return list(COMMANDS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    import typer

    arguments = (sys.argv[1:] if arguments is None else list(arguments)) or ["--help"]
    _prepare_streams()
    command = typer.main.get_command(build(wanted(arguments)))
    try:
        status = _run(command, arguments)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # the reader has seen enough (`| head`); Typer makes an exit of it
        _drop_output()
        return 0
    except OSError as error:
        from glossary.commands.printing import warn

        _drop_output()
        warn(f"{error.filename or 'standard output'}: {error.strerror or error}")
        return 2
    return status


def _prepare_streams() -> None:
    """Text is UTF-8 whatever the locale says, and a stream that the caller closed is an empty one."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Nothing more can be written; what is buffered must not fail again when the interpreter ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)


def _run(command: object, arguments: Sequence[str]) -> int:
    """The exit status of a command; errors of use and of ours become one line on stderr."""
    import typer

    from glossary.commands.printing import warn
    from glossary.errors import GlossaryError

    usage_error: type[Exception] = typer.BadParameter.__mro__[1]  # Click's UsageError, which Typer keeps to itself
    try:
        result = command.main(args=list(arguments), prog_name="glossary", standalone_mode=False)  # type: ignore[attr-defined]
    except usage_error as error:
        context = getattr(error, "ctx", None)
        warn(f"{error.format_message()} (see `{context.command_path if context else 'glossary'} --help`)")  # type: ignore[attr-defined]
        return 2
    except GlossaryError as error:
        warn(str(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except MemoryError:
        warn("out of memory; nothing was written")
        return 2
    return result if isinstance(result, int) else 0
