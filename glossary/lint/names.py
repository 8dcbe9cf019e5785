"""The linter's rules about one row at a time: how a name is spelt, and what its own cells say of it. linter.py says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from glossary.lint.content import AMBIGUOUS, MARKS, REVIEWED, Fault, at, says
from glossary.model import Alias
from glossary.text.fold import is_selector, key
from glossary.text.names import split
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.tables import tables
from glossary.text.words import is_word
from glossary.vocabulary import ORDINARY_WORD

_OWNERS_SIGNS = frozenset("©®™℠")  # invisible to the fold, and part of what the owner writes
_NEVER_FIRST = frozenset(",;:!?、，。；：！？)）]】」』》”’")
_NEVER_LAST = frozenset(",;:、，。；：(（[【「『《“‘&/|-–—")
_BRACKETS = (("(（", ")）"), ("[［", "]］"), ("「", "」"), ("【", "】"), ("《", "》"))
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』")
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]")
_JOINERS = "\u200c\u200d"  # part of the spelling in the scripts of Persia and India
_JOINED = re.compile("[\u0600-\u0dff]")
_EAST_ASIAN = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
#: Cyrillic and Greek letters that look like Latin ones, and these.
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅасеорхуіјѕ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTYXIJSaceopxyijs" + "ABEZHIKMNOPTYXo",
)  # fmt: skip
_CYRILLIC_OR_GREEK = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WRITES_THEM = frozenset(["be", "bg", "el", "kk", "ky", "mk", "mn", "os", "ru", "sr", "tg", "tt", "uk"])
_TICKER = re.compile(r"[0-9A-Za-z&./-]+\.[A-Z]{1,4}|[A-Z]{2,8}: ?\S+|\S+ [A-Z]{2}(?: Equity)?")
_LOOSE_MARK = re.compile(r"(?i)\s*(ambig|ordinary|review)\w*")
#: Kinds and the statuses that contradict them.
_CONTRADICTED = {"misspelling": ("preferred", "admitted"), "former": ("preferred",), "ticker": ("preferred",)}


def _language(alias: Alias) -> str:
    return alias.lang.partition("-")[0]


def ordinary_word(alias: Alias) -> Fault | None:
    """G004."""
    if alias.kind in ("ticker", "misspelling", "term"):  # the terms of a termbase are words, and meant wherever they stand
        return None
    if says(alias, *MARKS) or alias.is_word or not is_word(key(alias.name)):
        return None
    return at(alias, "is an ordinary word too", f'begin the note with "{ORDINARY_WORD}:" or, where text means the company, "{REVIEWED}:"')


def single_character(alias: Alias) -> Fault | None:
    """G005."""
    if alias.kind == "ticker" or says(alias, *MARKS) or len(key(alias.name)) > 1:
        return None
    return at(alias, "is a single character: it is never found in text", 'write a longer name, or begin the note with "reviewed:"')


def mixed_scripts(alias: Alias) -> Fault | None:
    """G006."""
    simplified, traditional = simplified_in(alias.name), traditional_in(alias.name)
    if not (simplified and traditional) or alias.kind == "misspelling" or _language(alias) not in ("zh", "und") or _KANA.search(alias.name):
        return None
    return at(alias, f"mixes traditional {traditional} with simplified {simplified}", "write the whole name in one script")


def wrong_script(alias: Alias) -> Fault | None:
    """G007."""
    if _language(alias) == "en":
        found = _EAST_ASIAN.search(alias.name)
        return at(alias, f"is said to be English and has {found[0]}", "give the language that it is written in") if found else None
    simplified, traditional = simplified_in(alias.name), traditional_in(alias.name)
    if bool(simplified) == bool(traditional) or alias.kind == "misspelling" or _KANA.search(alias.name):
        return None
    if simplified and alias.lang.startswith("zh-Hant"):
        return at(alias, f"is said to be traditional and has simplified {simplified}", "mend the name, or give it the lang zh-Hans")
    if traditional and alias.lang == "zh-Hans":
        return at(alias, f"is said to be simplified and has traditional {traditional}", "mend the name, or give it the lang zh-Hant")
    return None


def bare_ticker(alias: Alias) -> Fault | None:
    """G010, for one ticker."""
    if alias.kind != "ticker" or _TICKER.fullmatch(alias.name):
        return None
    return at(alias, "is a ticker that names no exchange", f"write {alias.name}.SH, {alias.name}.US or the like")


def unclean(alias: Alias) -> Fault | None:
    """G013."""
    return next((at(alias, message, "write the name without it") for message in _dirt(alias.name)), None)


def _dirt(name: str) -> Iterator[str]:
    hidden = next((c for c in name if _is_hidden(c)), None)
    if hidden is not None and not (hidden in _JOINERS and _JOINED.search(name)):
        yield f"holds U+{ord(hidden):04X}, which cannot be seen"
    if name != name.strip() or "  " in name:
        yield "has white space at an end, or twice"
    bare = name.strip()
    if _QUOTED.fullmatch(bare):
        yield "is in quotation marks"
    if bare and (bare[0] in _NEVER_FIRST or bare[-1] in _NEVER_LAST):
        yield f"{'begins' if bare[0] in _NEVER_FIRST else 'ends'} with punctuation"
    for opening, closing in _BRACKETS:
        if sum(map(name.count, opening)) != sum(map(name.count, closing)):
            yield f"has a bracket {opening[0]} {closing[0]} without its other half"


def _is_hidden(character: str) -> bool:
    if _ODD_SPACE.match(character):
        return True
    return ord(character) in tables().invisible and character not in _OWNERS_SIGNS and not is_selector(character)


def look_alike(alias: Alias) -> Fault | None:
    """G018."""
    radicals = "".join(c for c in alias.name if "\u2e80" <= c <= "\u2fdf")
    if radicals:
        shown = normalize("NFKC", alias.name.translate(tables().width))
        return at(alias, f"holds {radicals}, which is a radical and no character", f"write {shown}")
    foreign = [word for word in re.findall(r"\w+", alias.name) if _CYRILLIC_OR_GREEK.search(word)]
    false = [word for word in foreign if _is_false(word, alias.lang)]
    if not false:
        return None
    return at(alias, f"has Cyrillic or Greek letters in {' '.join(false)}", f"write {alias.name.translate(_LOOK_ALIKE)} in Latin letters")


def _is_false(word: str, lang: str) -> bool:
    """Is a word with Cyrillic or Greek letters meant to be Latin: all that is not Latin looks so?"""
    latin = word.translate(_LOOK_ALIKE)
    mixed = bool(re.search("[A-Za-z]", word))
    return not _CYRILLIC_OR_GREEK.search(latin) and (mixed or lang.split("-")[0] not in _WRITES_THEM)


def legal_form(alias: Alias) -> Fault | None:
    """G014."""
    if alias.kind not in ("short", "abbreviation") or says(alias, REVIEWED):
        return None
    form = "" if alias.name.endswith("股份") else split(alias.name).legal_form  # 晶晨股份: how exchanges shorten names
    return at(alias, f"is said to be {alias.kind} and has a legal form ({form})", "give it the kind legal") if form else None


def status_of_kind(alias: Alias) -> Fault | None:
    """G017."""
    if alias.status not in _CONTRADICTED.get(alias.kind, ()):
        return None
    good = {"misspelling": "deprecated", "former": "superseded", "ticker": "admitted"}[alias.kind]
    return at(alias, f"is a {alias.kind} and {alias.status}", f"give it the status {good}")


def loose_mark(alias: Alias) -> Fault | None:
    """G019."""
    found = _LOOSE_MARK.match(alias.note)
    if found is None or says(alias, *MARKS):
        return None
    mark = {"a": AMBIGUOUS, "o": ORDINARY_WORD, "r": REVIEWED}[found[1][0].lower()]
    return at(alias, f'has a note that begins "{found[0].strip()}", which nothing reads', f'begin it with "{mark}:"')


def no_language(alias: Alias) -> Fault | None:
    """G021."""
    if alias.lang != "und" or alias.kind == "ticker":
        return None
    return at(alias, "has no language, so that no text is written with it", "give it a lang: en, zh-Hans, zh-Hant ...")
