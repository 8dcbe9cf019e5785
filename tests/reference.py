"""The command reference of README.md, made from the commands: `python -m tests.reference` writes it in place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer

from glossary.commands import COMMANDS, build

README = Path(__file__).resolve().parents[1] / "README.md"
_BLOCK = re.compile(r"(<!-- reference: made by python -m tests\.reference -->\n).*?(<!-- end of reference -->)", re.DOTALL)


def reference() -> str:
    """One entry a command: usage, what it does, its options, an example."""
    group: Any = typer.main.get_command(build(list(COMMANDS)))
    return "\n".join(_entry(name, command) for name, command in group.commands.items())


def _entry(name: str, command: Any) -> str:  # noqa: ANN401 (a Click command, which Typer keeps to itself)
    arguments = " ".join(p.metavar or p.name.upper() for p in command.params if p.param_type_name == "argument")
    text, _, example = command.help.partition("Example: ")
    lines = [f"#### `glossary {name} {arguments}`".replace(" `", "`").replace("####`", "#### `"), "", " ".join(text.split()), ""]
    for option in command.params:
        if option.param_type_name == "option" and option.name != "help":
            lines.append(f"* `{', '.join([*option.opts, *option.secondary_opts])}` {option.help}")
    return "\n".join([*lines, "", f"Example: `{example.strip()}`", ""])


def with_reference(readme: str) -> str:
    """The README with its reference made anew."""
    return _BLOCK.sub(lambda match: match[1] + "\n" + reference() + "\n" + match[2], readme)


if __name__ == "__main__":
    README.write_text(with_reference(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
