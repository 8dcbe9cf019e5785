"""A bilingual file, checked: findings that were asked for, with their places, and what the file itself says to ignore."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from glossary.checker import Languages, Rule, check, fixed
from glossary.errors import InputError
from glossary.findings import SEVERITIES, Finding, Severity
from glossary.formats.bitexts import Bitext
from glossary.formats.languages import canonical
from glossary.index import Index
from glossary.reports.located import Located, in_order, locate
from glossary.reports.suppressions import Ignored, ignored

#: From the worst.


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for. `severities`: of rules whose findings are more or less severe than by default; `least`: which are reported.

    `source_lang`, `target_lang`: "" for what the file says.
    """

    rules: tuple[Rule, ...]
    source_lang: str = ""
    target_lang: str = ""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    least: Severity = "note"

    def langs(self, bitext: Bitext) -> tuple[str, str]:
        """The languages to check a file in. Raises InputError where nobody says, or there is no such language."""
        langs = _lang(self.source_lang, bitext.source_lang), _lang(self.target_lang, bitext.target_lang)
        if not langs[1]:
            raise InputError(
                f"{bitext.name}: does not say which language it is in; say --target-lang (in an editor targetLang), such as zh-CN"
            )
        if not langs[0] and any(unit.source is not None for unit in bitext.units):
            raise InputError(
                f"{bitext.name}: does not say which language it was translated from; say --source-lang (in an editor sourceLang)"
            )
        return langs


def _lang(asked: str, said: str) -> str:
    lang = canonical(asked or said)
    if asked and not lang:
        raise InputError(f"unknown language {asked!r}; write a tag such as en, zh-Hans or zh-Hant-TW")
    return lang


def checked(index: Index, bitext: Bitext, asked: Asked, told: Callable[[int], None] | None = None) -> list[Located]:
    """The findings in a file, in order; `told` how many units are done. Raises InputError (see Asked.langs)."""
    langs = asked.langs(bitext)
    found = _wanted(check(index, bitext.units, Languages(*langs), asked.rules), asked, told)
    parts = ignored(bitext.text, bitext.name) if bitext.text is not None else []
    return in_order(_ignoring(one, parts) for one in locate(bitext, found, langs))


def _wanted(found: Iterator[Finding], asked: Asked, told: Callable[[int], None] | None) -> Iterator[Finding]:
    """The findings that are severe enough, as severe as they are asked to be."""
    most = SEVERITIES.index(asked.least)
    for finding in found:
        if told:
            told(finding.unit + 1)
        severity = asked.severities.get(finding.rule, finding.severity)
        if SEVERITIES.index(severity) <= most:
            yield finding if severity == finding.severity else replace(finding, severity=severity)


def _ignoring(one: Located, parts: Sequence[Ignored]) -> Located:
    is_ignored = one.span is not None and any(part.covers(one.span[0], one.finding.rule) for part in parts)
    return replace(one, standing="ignored") if is_ignored else one


def corrected(bitext: Bitext, found: Iterable[Located]) -> tuple[bytes, int]:
    """The file with every certain correction of findings that are new, and how many those are. Raises InputError."""
    edits = list(fixed(bitext.units, [one.finding for one in found if one.standing == "new"]))
    return bitext.changed(edits), len(edits)
