"""The command reference of README.md, made from the commands, and its counts of the data: `python -m tests.reference` writes both."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from typing import Any

import typer

from glossary import builtin
from glossary.commands import COMMANDS, build

README = Path(__file__).resolve().parents[1] / "README.md"
_BLOCK = re.compile(r"(<!-- reference: made by python -m tests\.reference -->\n).*?(<!-- end of reference -->)", re.DOTALL)
_COUNTS = re.compile(r"(<!-- counts: made by python -m tests\.reference -->\n).*?(<!-- end of counts -->)", re.DOTALL)


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


def counts() -> str:
    """What the built-in data holds: names by language and kind, and the share of each source."""
    aliases = [alias for _, alias in builtin.batch().aliases]
    langs, kinds = Counter(alias.lang for alias in aliases), Counter(alias.kind for alias in aliases)
    sources = Counter(alias.source for alias in aliases)
    lines = [f"{len({alias.id for alias in aliases}):,} companies, {len(aliases):,} names.", ""]
    lines += ["| language | names | kind | names | source | share |", "|---|---|---|---|---|---|"]
    for lang, kind, source in zip_longest(langs.most_common(), kinds.most_common(), sources.most_common()):
        cells = [*_pair(lang), *_pair(kind), source[0] if source else "", f"{source[1] / len(aliases):.1%}" if source else ""]
        lines.append(f"| {' | '.join(cells)} |".replace("|  ", "| "))
    return "\n".join(lines)


def _pair(entry: tuple[str, int] | None) -> tuple[str, str]:
    return (entry[0], f"{entry[1]:,}") if entry else ("", "")


def with_reference(readme: str) -> str:
    """The README with its reference and its counts made anew."""
    readme = _BLOCK.sub(lambda match: match[1] + "\n" + reference() + "\n" + match[2], readme)
    return _COUNTS.sub(lambda match: match[1] + "\n" + counts() + "\n\n" + match[2], readme)


if __name__ == "__main__":
    README.write_text(with_reference(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
