"""How alike two names are: the whole scoring policy on one page.

A score is the sum of features, each a value from 0 to 1 times the weight that FEATURES declares; `replay` does the sum again
from what an answer shows. A feature marked as a veto forbids a match whatever the score, for the pair of names beside it was
taken for one company once. Names are compared as they fold (key); legal forms are compared, never counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import Indel

from glossary.answers import Feature
from glossary.rules import LONGEST
from glossary.text.alignment import Alignment, Link, align
from glossary.text.fold import key
from glossary.text.grammar import grammar, is_han
from glossary.text.initials import is_initialism, spells
from glossary.text.lexicon import translations
from glossary.text.likeness import Shared, parts_of, same_form, share_han, share_latin, without_accents
from glossary.text.names import Parts, core
from glossary.text.romanise import segment

#: From here on a score without a veto is a match, and below POSSIBLE two names are not worth naming together.
MATCH, POSSIBLE = 0.85, 0.3


@dataclass(frozen=True, slots=True)
class Rule:
    """What a feature adds to a score at its value 1, whether it forbids a match, and the pair of names that demanded it."""

    weight: float
    veto: bool
    pair: tuple[str, str]
    why: str


FEATURES: dict[str, Rule] = {
    "same_spelling": Rule(1.0, False, ("長鑫存儲", "長鑫存儲"), "the table holds this very spelling"),
    "same_key": Rule(1.0, False, ("長鑫存儲", "长鑫存储"), "the names fold to one key"),
    "shorter_explained": Rule(0.7, False, ("长电科技", "江苏长电科技股份有限公司"), "how much of the shorter name the longer one explains"),
    "longer_explained": Rule(0.3, False, ("宜昌兴发集团", "兴发集团"), "how much of the longer name the shorter one explains"),
    "alike": Rule(0.4, False, ("TR Holdings Corporation", "TRE Holdings Corporation"), "the same letters, nearly, in the same order"),
    "latin_explained": Rule(0.5, False, ("ChangXin Memory", "长鑫存储"), "how much of the Latin name the Han name explains"),
    "han_explained": Rule(0.5, False, ("长鑫存储", "ChangXin"), "how much of the Han name the Latin name explains"),
    "initialism": Rule(0.4, False, ("CXMT", "长鑫存储技术有限公司"), "initials propose, they do not decide"),
    "commonplace": Rule(-0.2, False, ("Hua Hong Technology", "华润科技"), "across scripts: other candidates share rarer things"),
    "unexplained": Rule(0.0, True, ("华虹", "华为"), "a distinctive part that the other name does not explain"),
    "industry_differs": Rule(-0.1, True, ("亚太实业", "亚太药业"), "each says that it does what the other does not"),
    "industry_missing": Rule(0.0, True, ("南亞", "南亞科技股份有限公司"), "a trade name alone, beside one with its industry"),
    "place_differs": Rule(-0.2, True, ("中微半导体设备（上海）", "中微半导体（深圳）"), "each is of another place"),
    "place_missing": Rule(0.0, True, ("上海中芯", "中芯"), "a place makes another company of a bare trade name"),
    "branch": Rule(0.0, True, ("中芯国际集成电路制造（北京）有限公司", "中芯国际集成电路制造"), "a place in brackets is another company"),
    "group_differs": Rule(0.0, True, ("华为投资控股", "华为投资"), "a holding or a group is not its company"),
    "legal_form_differs": Rule(-0.1, True, ("Deutsche Bank AG", "Deutsche Bank GmbH"), "two legal forms are two companies"),
    "slip_in_brand": Rule(0.0, True, ("Nexchip", "Nextchip"), "a brand of one word is one letter from another brand"),
    "slip_in_reading": Rule(0.0, True, ("Huatai Securities", "Huatan Securities"), "two readings one letter apart are two names"),
    "slip_in_word": Rule(0.0, True, ("Bank of Hebei", "Bank of Hubei"), "two words of the lexicon that mean different things"),
    "slip": Rule(-0.02, False, ("Walmart Inc.", "Wallmart Inc."), "words that are nearly the same"),
    "one_witness": Rule(0.0, True, ("Changxin", "昶昕"), "toneless readings propose, and nothing but common words speaks for it"),
    "own_names_differ": Rule(0.0, True, ("昶昕存储", "Changxin Storage"), "the company has names in the script that was asked for"),
    "place_unsupported": Rule(0.0, True, ("武汉天马微电子", "天马微电子"), "none of the company's names has that place"),
    "other_region": Rule(0.0, True, ("达能", "達能"), "a word that only the other region uses for this company"),
    "form_unsupported": Rule(0.0, True, ("Samsung GmbH", "Samsung"), "none of its names has that form: a subsidiary"),
    "bare_word": Rule(0.0, True, ("Nova", "Nova Ltd."), "a word that names the company only with its legal form"),
    "rival": Rule(0.0, True, ("Chifeng Jilong Gold Mining", "赤峰吉隆黄金矿业"), "another may as well be meant (赤峰黄金)"),
    "other_script": Rule(-0.06, False, ("華東", "华东医药股份有限公司"), "names in the script asked for come first"),
    "by_sound": Rule(-0.1, True, ("埃斯顿", "Estun"), "sounds and initials propose, they do not decide"),
    "short_acronym": Rule(-0.2, True, ("ASE", "ASR"), "acronyms match exactly or not at all"),
    "single_character": Rule(-0.5, True, ("华", "华为"), "one character is no evidence"),
}

_SHORT = 5  # letters
_DIRECTIONS = frozenset({"north", "south", "east", "west", ""})
_ALIKE = 0.6  # of the letters: above it names look like one another
_WHOLE = 0.999  # of a name is all of it
_CLEAR = 0.9  # the value of a reading in one system, or nearly
#: Words that a name may have beside another industry or not: 长鑫存储(技术); but 三安光电发展 is not 三安光电.
_BESIDE_INDUSTRY = frozenset(map(key, ("科技", "技术", "股份")))
_TELL_NOTHING = frozenset(map(key, ("科技", "技术", "集团", "控股", "国际", "实业", "发展", "企业", "工业", "股份", "中国")))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two names are, from 0 to 1; `match` says that they name one company, as far as names can tell."""

    score: float
    match: bool
    features: tuple[Feature, ...]


def replay(features: Sequence[Feature]) -> float:
    """The score that features account for.

    >>> replay(compare("长电科技", "江苏长电科技股份有限公司").features) == compare("长电科技", "江苏长电科技股份有限公司").score
    True
    """
    return round(min(1.0, max(0.0, balance(features))), 4)


def balance(features: Sequence[Feature]) -> float:
    """The sum of the features before it is cut to 0 and 1: what ranks two candidates that both have the score 1."""
    return sum(FEATURES[feature.name].weight * feature.value for feature in features)


def compare(first: str, second: str) -> Comparison:
    """Compare two names as they are written.

    >>> compare("Siemens AG", "Siemens Aktiengesellschaft").match, compare("ASE", "ASR").match
    (True, False)
    """
    return compare_keys(key(first), key(second))


def compare_keys(first: str, second: str, *, strict: bool = False) -> Comparison:
    """Compare two folded names. Strictly, as for a look-up: a slip in a trade name is never a match, even of full legal names."""
    if first == second:
        return judge((Feature("same_key", 1.0, first),) if first else ())
    if max(len(first), len(second)) > LONGEST:
        return judge((Feature("unexplained", 1.0, f"longer than {LONGEST} characters"),))
    return judge(tuple(_features(first, second, strict=strict)))


def judge(features: Sequence[Feature]) -> Comparison:
    """What features amount to."""
    score = replay(features)
    return Comparison(score, score >= MATCH and not any(FEATURES[feature.name].veto for feature in features), tuple(features))


def _features(first: str, second: str, *, strict: bool) -> Iterator[Feature]:
    han = any(map(is_han, first)), any(map(is_han, second))
    shared = share_han(first, second) if all(han) else None
    if min(len(first), len(second)) < 2 or (shared and shared.lone):
        yield Feature("single_character", 1.0, shared.lone if shared and shared.lone else min(first, second, key=len))
    if strict and is_initialism(first) and spells(first, second):
        yield Feature("initialism", 1.0, second)
    alike = Indel.normalized_similarity(first, second)
    if alike > _ALIKE:
        yield Feature("alike", round((alike - _ALIKE) / (1 - _ALIKE), 4), f"{alike:.0%} of their letters in order")
    if shared:
        yield from _same_script(shared, first, second, strict=strict)
        yield from _han_vetoes(parts_of(first), parts_of(second))
    elif any(han):
        latin, other = (second, first) if han[0] else (first, second)
        yield from _across(align(latin, other))
        yield from _places(parts_of(latin), parts_of(other), needed=True)
        if parts_of(latin).group != parts_of(other).group:
            yield Feature("group_differs", 1.0, parts_of(latin).group or parts_of(other).group)
    else:
        words = share_latin(first, second)
        yield from _same_script(words, first, second, strict=strict)
        yield from _latin_vetoes(words, parts_of(first), parts_of(second), strict=strict)


def _same_script(shared: Shared, first: str, second: str, *, strict: bool) -> Iterator[Feature]:
    shorter, longer = sorted(((shared.first, first), (shared.second, second)), key=lambda side: (len(side[1]), -side[0], side[1]))
    yield Feature("shorter_explained", round(shorter[0], 4), shorter[1])
    yield Feature("longer_explained", round(longer[0], 4), longer[1])
    if not strict and (shared.near or not is_han(first[-1:])):
        shared = _without_technology(shared, first, second)
    left = "".join(shared.first_left + shared.second_left) if is_han(first[-1:]) else " ".join(shared.first_left + shared.second_left)
    if left:
        yield Feature("unexplained", 1.0, left)
    if shared.near:
        yield Feature("slip", 1.0, ", ".join(f"{one} = {other}" for one, other in shared.near))


def _without_technology(shared: Shared, first: str, second: str) -> Shared:
    """What is left, but for a word that says nothing where both say what they do: ChangXin Memory (Technologies)."""
    if not (parts_of(first).industry and parts_of(second).industry):
        return shared
    kept = [tuple(word for word in left if word != "technology") for left in (shared.first_left, shared.second_left)]
    return replace(shared, first_left=kept[0], second_left=kept[1])


# -- Han and Han -----------------------------------------------------------------------------------------------


def _han_vetoes(first: Parts, second: Parts) -> Iterator[Feature]:
    stock, other = (first, second) if _is_stock(first.key) else (second, first)
    bare = _is_stock(stock.key) and not _is_stock(other.key) and "有限" not in other.key
    if bare:
        yield Feature("industry_missing", 1.0, "股份")
    if core(first.key) == core(second.key):
        return
    if not bare:
        yield from _industries(first, second)
    yield from _places(first, second, needed=not (first.industry and second.industry))
    branches = {_bracketed(first), _bracketed(second)}
    if len(branches) > 1:
        yield Feature("branch", 1.0, "".join(sorted(branches)))
    if first.group != second.group:
        yield Feature("group_differs", 1.0, first.group or second.group)


def _places(first: Parts, second: Parts, *, needed: bool) -> Iterator[Feature]:
    places = first.means("place"), second.means("place")
    if all(places) and places[0].isdisjoint(places[1]):
        yield Feature("place_differs", 1.0, f"{first.place}, {second.place}")
    elif needed and any(places) and not all(places):
        yield Feature("place_missing", 1.0, first.place or second.place)


def _industries(first: Parts, second: Parts) -> Iterator[Feature]:
    one, other = first.means("industry"), second.means("industry")
    more = (one ^ other) - _BESIDE_INDUSTRY
    if (one - other and other - one) or (one and other and more):
        yield Feature("industry_differs", 1.0, f"{first.industry}, {second.industry}")
    elif bool(one) != bool(other) and _begin_alike(first.trade_name, second.trade_name) and not _is_cut(first, second):
        yield Feature("industry_missing", 1.0, first.industry or second.industry)


def _begin_alike(one: str, other: str) -> bool:
    """Is one trade name the beginning or the end of the other? 京东方 of 京东方A, 联发 of 联发科: where an industry begins is not sure.

    微电子 is the end of 上海微电子: nor is it sure what is a place.
    """
    shorter, longer = sorted(("".join(filter(str.isalnum, name)) for name in (one, other)), key=len)
    return longer.startswith(shorter) or longer.endswith(shorter)


def _is_cut(first: Parts, second: Parts) -> bool:
    """Is one the other but for the last character of its industry? 通富微电 is how an exchange cuts 通富微电子."""
    one, other = sorted((core(first.key), core(second.key)), key=len)
    return len(other) == len(one) + 1 and other.startswith(one)


def _is_stock(key: str) -> bool:
    """Is it a short name of an exchange, 博通股份, which is not 博通?"""
    return key.endswith("股份")


def _bracketed(parts: Parts) -> str:
    """The places that stand in brackets."""
    return "".join(p.text for p in parts.pieces if p.part == "place" and parts.key[p.start - 1 : p.start] == "(")


# -- Latin and Latin -------------------------------------------------------------------------------------------


def _latin_vetoes(shared: Shared, one: Parts, other: Parts, *, strict: bool) -> Iterator[Feature]:
    if not same_form(one.legal_form, other.legal_form):
        yield Feature("legal_form_differs", 1.0, f"{one.legal_form}, {other.legal_form}")
    if shared.near:
        yield from _slips(shared.near, one, other, strict=strict)
    elif (shared.first_left or shared.second_left) and _is_acronym(one) and _is_acronym(other):
        yield Feature("short_acronym", 1.0, f"{one.key}, {other.key}")


def _slips(near: Sequence[tuple[str, str]], one: Parts, other: Parts, *, strict: bool) -> Iterator[Feature]:
    named = [slip for slip in near if not all(map(translations, slip))]
    only = " " not in one.trade_name and " " not in other.trade_name
    same_form = (one.legal_form + one.group) != "" and (one.legal_form, one.group) == (other.legal_form, other.group)
    if named and (strict or (only and not same_form)):
        yield Feature("slip_in_brand", 1.0, named[0][0])
    known = [slip for slip in near if all(map(_is_where, slip)) or (strict and all(map(translations, slip)))]
    apart = [slip for slip in known if translations(slip[0]) != translations(slip[1])]
    if apart:
        yield Feature("slip_in_word", 1.0, ", ".join(f"{mine} = {its}" for mine, its in apart))
    readings = [slip for slip in near if all(segment(word) and not translations(word) for word in slip)]
    if len(readings) == len(near):
        yield Feature("slip_in_reading", 1.0, ", ".join(f"{mine} = {its}" for mine, its in readings))


@cache
def _place_words() -> frozenset[str]:
    return frozenset(without_accents(word) for entry in grammar().places.entries for word in entry.split(" "))


def _is_where(word: str) -> bool:
    """Is a word a place or a direction? One letter makes another one of it: Hebei and Hubei, southern and northern."""
    return word in _place_words() or word.removesuffix("ern").removesuffix("east").removesuffix("west") in _DIRECTIONS


def _is_acronym(parts: Parts) -> bool:
    return len(parts.trade_name) <= _SHORT and parts.trade_name.isalpha()


# -- across scripts --------------------------------------------------------------------------------------------


def _across(found: Alignment) -> Iterator[Feature]:
    links = ", ".join(f"{link.latin} = {link.han} ({link.how})" for link in found.links)
    yield Feature("latin_explained", round(found.latin_share, 4), links)
    yield Feature("han_explained", round(found.han_share, 4), links)
    left = [*found.latin_left, *([found.han_left] if found.han_left else [])]
    if left:
        yield Feature("unexplained", 1.0, " ".join(left))
    left_industries = [words for words in found.industries_left if words]
    if len(left_industries) > 1:
        yield Feature("industry_differs", 1.0, ", ".join(left_industries))
    elif left_industries and not found.industry_linked:
        yield Feature("industry_missing", 1.0, left_industries[0])
    if found.links and not _corroborated(found.links, silent=frozenset() if _is_literal(found) else _TELL_NOTHING):
        yield Feature("one_witness", 1.0, links)
    weak = [link for link in found.links if link.how in ("sound", "initials", "compound") or (link.how == "reading" and link.value < 0.6)]
    if weak or not found.links:
        yield Feature("by_sound", 1.0, ", ".join(f"{link.latin} = {link.han}" for link in weak))


def _is_literal(found: Alignment) -> bool:
    """Is every word of each name translated by the other? Then 中国 tells too: 中国移动 is China Mobile."""
    terms = all(link.how == "term" and link.value == 1 for link in found.links)
    return terms and found.latin_share > _WHOLE and found.han_share > _WHOLE


def _corroborated(links: Sequence[Link], *, silent: frozenset[str]) -> bool:
    """Do two kinds of evidence agree?

    Letters decide. A clear reading does beside a telling word: 航发科技 is not Hongfa Technology, and 中芯国际 is read as 中信国际
    is. Meanings alone need three words, or a place and an industry: Bank of Beijing is 北京银行, Air China is not 华夏航空.
    """
    if any(link.how == "letters" for link in links):
        return True
    told = [link for link in links if link.how == "term" and link.value == 1 and link.han not in silent]
    if sum(len(link.han) for link in links if link.how == "reading" and link.value >= _CLEAR) > 1:
        return bool(told)
    places = grammar().places.entries
    if len(told) > 1 and any(link.latin in places and link.han in places for link in told):
        return True
    return sum(len(link.latin.split()) for link in told) > 2
