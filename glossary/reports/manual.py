"""What rules say of themselves: the manual of `glossary rule`, of html and SARIF reports, and of editors."""

from __future__ import annotations

from typing import Protocol

from glossary.findings import Severity


class Manual(Protocol):
    """What a report says of a rule. Those of the checker have `bad`, `good` and `problems` too, those of the linter `example`."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def what(self) -> str: ...
    @property
    def why(self) -> str: ...


def example(rule: Manual) -> str:
    """An example, bad and good."""
    said = str(getattr(rule, "example", ""))
    bad, good = getattr(rule, "bad", ""), getattr(rule, "good", "")
    return said or (f"Bad: {bad}. Good: {good}." if bad else "").replace("..", ".").replace("。.", "。")


def problems(rule: Manual) -> str:
    """What the rule gets wrong, "" if it does not say."""
    return str(getattr(rule, "problems", ""))


def parts(rule: Manual) -> list[tuple[str, str]]:
    """The parts of the manual that there are, each with its heading."""
    said = [("What", rule.what), ("Why", rule.why), ("Example", example(rule)), ("Known problems", problems(rule))]
    return [(heading, text) for heading, text in said if text]
