"""The linter: faults of a glossary's content, before text is searched, rewritten or checked with it. Pure: rows in, remarks out.

RULES is the manual: what each rule finds, why that matters, a pair of names. An `error` is a contradiction, a `warning` nearly always
a mistake, a `note` something to look at once. Rules prefer silence to noise: all of them were tried on the 15,089 built-in names.
A decision is recorded in the note of the alias, which begins `ambiguous:`, `ordinary word:` or `reviewed:` and says why.

What it does not see: whether a name is true. Damage to the database is the doctor's matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glossary.errors import InputError
from glossary.findings import SEVERITIES, Severity
from glossary.lint import entities as rows
from glossary.lint import names
from glossary.lint.content import Check, arrange, each
from glossary.model import Alias, Relation


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about a row that its editor should look at; `name` is empty where it is about a whole entity, `lang` where about all."""

    severity: Severity
    rule: str
    id: str
    name: str
    lang: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds and why that matters, with an example, good against bad."""

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    example: str
    check: Check


RULES = (
    Rule(
        "G001", "shared-name", "error", "One name belongs to several entities, and a note does not say `ambiguous:`.",
        "A name with two owners is never a sure answer; unless that is meant, one of the rows is wrong.",
        "长电 is JCET and Yangtze Power: both rows are noted `ambiguous: also ...`", rows.shared_name,
    ),
    Rule(
        "G002", "folded-collision", "warning", "Names of different entities differ in spelling and compare equal.",
        "Look-ups see the key, not the spelling: case, width and script do not tell companies apart.",
        "VIA (Technologies, chips) | Via (Transportation, rides): both are via", rows.folded_collision,
    ),
    Rule(
        "G003", "forbidden-inside", "warning", "A deprecated name stands inside a preferred name of its entity and language.",
        "A checker that looks for the wrong form finds it inside the right one.",
        "海力士 deprecated beside SK海力士 preferred", rows.forbidden_inside,
    ),
    Rule(
        "G004", "ordinary-word", "warning", "A name is also a word of the language, and its note does not say so.",
        "Text is full of words that mean no company; noted `ordinary word:`, such a name is found with care.",
        "Apple | apple, 机器人 (SIASUN) | 机器人", each(names.ordinary_word),
    ),
    Rule(
        "G005", "single-character", "warning", "A name is a single character.",
        "It is part of countless words, so that text is never searched for it.",
        "台 for TSMC: write 台積電", each(names.single_character),
    ),
    Rule(
        "G006", "mixed-scripts", "warning", "A Chinese name has traditional and simplified characters.",
        "Nobody writes so: one character was missed when the name was converted or typed.",
        "長鑫存储: 長鑫存儲 or 长鑫存储", each(names.mixed_scripts),
    ),
    Rule(
        "G007", "wrong-script", "warning", "The characters of a name are not of the script that its language says.",
        "The name is written into texts of that language. Characters that both scripts use (台 里 峰) are good in either.",
        "长电科技 as zh-Hant: 長電科技", each(names.wrong_script),
    ),
    Rule(
        "G008", "two-preferred", "error", "An entity has two preferred names in one language.",
        "Only one can be written; which one would be chance.",
        "台积电 and 台湾积体电路 both preferred in zh-Hans", rows.two_preferred,
    ),
    Rule(
        "G009", "empty-locale", "note", "An entity has names in a language, none preferred; or no English name; or no name.",
        "Text in that language is written with a name that nobody chose.",
        "长鑫存储 admitted, none preferred in zh-Hans", rows.no_preferred,
    ),
    Rule(
        "G010", "ticker", "warning", "A ticker names no exchange, or is that of two entities and no note says when.",
        "Bare codes name several companies, and exchanges give codes anew.",
        "600584 | 600584.SH (JCET)", rows.tickers,
    ),
    Rule(
        "G011", "relation", "error", "A relation leads to an entity without a row, to itself, or round in a circle.",
        "Nobody is a part of its own subsidiary.",
        "CXMT subsidiary_of Innotron subsidiary_of CXMT", rows.relations,
    ),
    Rule(
        "G012", "short-capitals", "note", "A name is two or three capital letters, and no note says that somebody looked at it.",
        "Short capitals mean many things; each such name deserves a look: `reviewed: its own usage`.",
        "NTC is Nanya, Nuvoton and a thermistor", rows.short_capitals,
    ),
    Rule(
        "G013", "unclean", "error", "A name has white space or punctuation at an end, half a bracket, or a character that cannot be seen.",
        "It is printed as it stands, and was copied with more than the name.",
        "`JCET,` | JCET", each(names.unclean),
    ),
    Rule(
        "G014", "legal-form", "note", "A name of kind short or abbreviation has a legal form.",
        "The short name is what text is written with; the legal form belongs to the name of kind legal.",
        "CXMT Corporation as short: legal", each(names.legal_form),
    ),
    Rule(
        "G015", "contradiction", "error", "An entity has one name twice in a language, once to be written and once not.",
        "One row tells translators to use what the other forbids.",
        "Changxin admitted, ChangXin deprecated", rows.contradiction,
    ),
    Rule(
        "G016", "stale-ambiguity", "warning", "A note says `ambiguous:`, and no other entity has the name, or the note does not name it.",
        "The other row was withdrawn, or never added: the name answers for one company alone.",
        "長電 noted ambiguous, and only JCET has it", rows.stale_ambiguity,
    ),
    Rule(
        "G017", "status-of-kind", "warning", "A misspelling is preferred or admitted, or a former name or a ticker is preferred.",
        "Text would be written with a mistake, an old name or a code.",
        "JECT misspelling preferred: deprecated", each(names.status_of_kind),
    ),
    Rule(
        "G018", "look-alike", "error", "A name has Cyrillic or Greek letters that look Latin, or a radical that looks like a character.",
        "It looks right and is never found. Such letters come from PDF files and from fraud.",
        "СХМТ (Cyrillic) | CXMT, ⻓鑫 (radical) | 长鑫", each(names.look_alike),
    ),
    Rule(
        "G019", "loose-mark", "warning", "A note begins almost as a mark does.",
        "Programs read `ambiguous:`, `ordinary word:` and `reviewed:` and nothing like them.",
        "`Ambiguous with nuvoton` | `ambiguous: also nuvoton`", each(names.loose_mark),
    ),
    Rule(
        "G020", "name-twice", "note", "An entity has one spelling twice in a language, as two kinds.",
        "A change of one row leaves the other as it was.",
        "CXMT as short and as abbreviation", rows.twice,
    ),
    Rule(
        "G021", "no-language", "note", "A name has no language.",
        "It finds its company, and no text can be written with it.",
        "长鑫存储 as und: zh-Hans", each(names.no_language),
    ),
    Rule(
        "G022", "preferred-ambiguous", "note", "A preferred name belongs to other entities too.",
        "Text written with it cannot be read back.",
        "经济日报 preferred for papers of Beijing and of Taipei", rows.preferred_ambiguous,
    ),
    Rule(
        "G023", "former-inside", "note", "A superseded name stands inside a preferred name of its entity and language.",
        "Only a search for the longest name keeps them apart, as the one of this program does; other checkers flag the new name.",
        "Semikron superseded beside Semikron Danfoss", rows.former_inside,
    ),
)  # fmt: skip


def lint(
    aliases: Iterable[Alias], relations: Iterable[Relation] = (), entities: Iterable[str] = (), rules: Sequence[Rule] = RULES
) -> Iterator[Remark]:
    """What the rules object to, errors first, then by rule, then in the order of the rows. `entities`: IDs that may have no name.

    >>> rows = [Alias("cxmt", "长鑫存储", "zh-Hant", status="preferred"), Alias("cxmt", "CXMT", "en", status="preferred")]
    >>> [(remark.rule, remark.name, remark.message) for remark in lint(rows)]
    [('G007', '长鑫存储', 'is said to be traditional and has simplified 长储')]
    """
    content = arrange(aliases, relations, entities)
    for rule in sorted(rules, key=lambda rule: SEVERITIES.index(rule.severity)):
        for fault in rule.check(content):
            yield Remark(rule.severity, rule.code, fault.id, fault.name, fault.lang, fault.message, fault.suggestion)


def select(only: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules of some codes or names, all where none is given, but for those to ignore. Raises InputError for one that is unknown.

    >>> [rule.code for rule in select(["G004", "shared-name"], ignore=["G004"])]
    ['G001']
    """
    known = {label.casefold(): rule.code for rule in RULES for label in (rule.code, rule.name)}
    for label in (*only, *ignore):
        if label.casefold() not in known:
            raise InputError(f"unknown rule {label!r}; `glossary lint --rules` lists them")
    wanted = {known[label.casefold()] for label in only} or set(known.values())
    return tuple(rule for rule in RULES if rule.code in wanted - {known[label.casefold()] for label in ignore})
