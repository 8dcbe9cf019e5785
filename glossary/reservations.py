"""What only a table can say against a candidate: the other names of the company, and how it is written there.

score.py compares two names; here the rest of what the index knows of a company is asked. 昶昕存储 is read as Changxin Storage, and is
not that company, for it has Chinese names and they are others. A feature of this module forbids a match, but for `other_script`,
which only ranks: of 華東科技 and 华东医药 the first is meant by 華東.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.answers import Candidate, Feature, Owners, Written
from glossary.index import Index
from glossary.score import compare_keys
from glossary.text.fold import key
from glossary.text.grammar import grammar, is_han
from glossary.text.likeness import parts_of, same_form
from glossary.text.names import core
from glossary.text.scripts import script
from glossary.text.words import is_word

#: Forms that English names of Asian companies take as they please: 股份有限公司 is Co., Ltd., Corp. and Inc.
_LOOSE = frozenset({"co", "corp", "inc", "jsc", "ltd"})
#: Forms of companies that have few owners, often one: what a subsidiary abroad is.
_PRIVATE = frozenset(
    {
        *("bv", "doo", "gk", "gmbh", "kft", "llc", "ltda", "ood", "oy", "private", "pty"),
        *("sarl", "sas", "sdn", "sl", "spzoo", "srl", "sro", "ug", "yk"),
    }
)
#: How many of the best candidates are asked whether they are rivals.
RIVALS = 10
_AS_GOOD = 0.9  # of the score of what matches: a rival that explains all of the name is as good
_HELD = 0.9  # of a rival's name: what the name that matches explains of it
_APART = frozenset({"industry_differs", "place_differs", "single_character"})
_VENTURES = ("实业", "企业")
_BARE = 3  # characters that a Han trade name alone has at most
_NAMES = frozenset({"brand", "short"})


def script_differs(name: str, owners: Owners, entity: str) -> Feature | None:
    """Is a Han name asked for in the script that none of the entity's names of this key is written in?"""
    asked = script(name)
    if not asked:
        return None
    written = [alias.name for alias in owners.aliases if alias.id == entity]
    if any(script(other) in (asked, "") for other in written):
        return None
    return Feature("other_script", 1.0, f"{written[0]} is written in {script(written[0])} characters")


def against_match(index: Index, query: str, number: int) -> Iterator[Feature]:
    """What forbids that a folded name which matches the key of this number is that company."""
    alias, owners = index.keys()[number], index.owners(number)
    names = [written for entity in owners.ids for written in index.aliases(entity) if written.kind != "ticker"]
    if _is_named_otherwise(query, alias, names) or _says_more(query, alias, names):
        yield Feature("own_names_differ", 1.0, alias)
    if place := _elsewhere(query, names):
        yield Feature("place_unsupported", 1.0, f"{place}: in none of its names")
    form = parts_of(query).legal_form
    if form and (_is_other_form(query, names) or _is_other_legal_name(query, alias, names)):
        yield Feature("form_unsupported", 1.0, f"{form}: of none of its names")
    if not form and parts_of(alias).legal_form and _is_left_out(query, alias, names):
        yield Feature("bare_word", 1.0, f"{query}: its name only with a legal form")


def _elsewhere(query: str, names: list[Written]) -> str:
    """A place in the query that no name of the company has, "" for none."""
    pieces = [piece for piece in parts_of(query).pieces if piece.part == "place"]
    known = {place for written in names for place in parts_of(key(written.name)).means("place")} if pieces else set()
    return next((piece.text for piece in pieces if known.isdisjoint(piece.means)), "")


def _is_named_otherwise(query: str, alias: str, names: list[Written]) -> bool:
    """Is a name of the other script like the query, though the company has names in the query's own script, all of them others?

    昶昕存储 is read as Changxin Storage, and would be that company were it not called 长鑫存储.
    """
    is_han_name = _has_han(query)
    return is_han_name != _has_han(alias) and any(_has_han(written.name) == is_han_name for written in names)


def _says_more(query: str, alias: str, names: list[Written]) -> bool:
    """Does a Han name say more of what the company does, or less, than its legal names? 三星电子技术 is not 三星电子株式会社."""
    if not _has_han(query) or not any(written.kind == "legal" and _has_han(written.name) for written in names):
        return False
    asked, known = core(query), core(alias)
    longer = asked != known and (asked.startswith(known) or asked.endswith(_VENTURES) != known.endswith(_VENTURES))
    return longer or parts_of(query).means("industry") != parts_of(alias).means("industry")


def _is_other_form(query: str, names: list[Written]) -> bool:
    """Has the query a legal form that is not one of this company's? Samsung Electronics GmbH and 英特尔有限公司 are subsidiaries.

    Where no name of the company has a form nothing is known of it: forms that private companies have are not taken, others are.
    公司 is said of any; 株式会社 is 股份公司 in Chinese.
    """
    form = parts_of(query).legal_form
    forms = [(parts_of(key(written.name)).legal_form, _has_han(written.name)) for written in names]
    han = {one for one, is_han_name in forms if one and is_han_name and one != "co"}
    latin = {one for one, is_han_name in forms if one and not is_han_name}
    if form == "co" or any(_fits(form, one) for one in han | latin):
        return False
    if not (han or latin):
        return not _PRIVATE.isdisjoint(form.split())
    if _has_han(query):
        return han.isdisjoint(_LOOSE) and not (form == "jsc" and "kk" in han)
    return not (han and set(form.split()) <= _LOOSE)


def _fits(form: str, one: str) -> bool:
    """May two forms be of one company? Pte. Ltd. is not Co., Ltd., though both are limited."""
    return same_form(form, one) and _PRIVATE & {*form.split()} == _PRIVATE & {*one.split()}


def _is_other_legal_name(query: str, alias: str, names: list[Written]) -> bool:
    """Is the query two characters and a legal form, and the company's own legal names are others? 中兴股份有限公司 is not 中兴通讯."""
    bare = core(query)
    if not _has_han(query) or len(bare) > 2 or core(alias) != bare or parts_of(query).legal_form == "co":
        return False
    legal = [key(written.name) for written in names if written.kind == "legal" and _has_han(written.name)]
    return bool(legal) and all(core(name) != bare for name in legal)


def _is_left_out(query: str, alias: str, names: list[Written]) -> bool:
    """Is the query a legal name without its form, and so a word or one that the company's short names avoid?

    Nova Ltd. is not any nova, nor China Electronics Corp. the electronics of China; Edwards Ltd. is called Edwards Vacuum for short,
    and 紫光股份有限公司 紫光股份: 紫光 alone is its parent.
    """
    if core(alias) != query:
        return False
    if len(query) > _BARE if _has_han(query) else " " in query:
        return _is_generic(query)
    return is_word(query) or any(written.kind in _NAMES and _has_han(written.name) == _has_han(query) for written in names)


def _is_generic(query: str) -> bool:
    """Is a Latin name made of places and industries, and of nothing else? Advanced Semiconductor Manufacturing is said of three."""
    tables = (grammar().places, grammar().tails, grammar().plain)
    return not _has_han(query) and all(any(word in table.entries for table in tables) for word in query.split(" "))


def rival(matched: Candidate, others: Sequence[Candidate]) -> Feature | None:
    """Across scripts: is there another candidate that the name may as well be?

    One that explains all of the name nearly as well, or one whose name is a short form of the one that matches: the two listings of
    a company have two IDs, 赤峰吉隆黄金矿业股份有限公司 and 赤峰黄金, and its English name does not say which is meant.
    """
    if all(feature.name != "han_explained" for feature in matched.features):
        return None
    alias = key(matched.alias)
    for other in others:
        if _is_rival(alias, matched.score, other):
            return Feature("rival", 1.0, f"{other.alias} ({other.id}) may be meant")
    return None


def _is_rival(alias: str, score: float, other: Candidate) -> bool:
    name = key(other.alias)
    if _has_han(name) != _has_han(alias):
        return False
    if other.score >= _AS_GOOD * score and all(feature.name != "unexplained" for feature in other.features):
        return True
    if _is_bare(name):
        return False
    found = {feature.name: feature.value for feature in compare_keys(alias, name).features}
    return found.keys().isdisjoint(_APART) and found.get("shorter_explained", found.get("same_key", 0.0)) >= _HELD


def _is_bare(name: str) -> bool:
    """Is a name a trade name alone? 華東 is short for too much."""
    return len(name.removesuffix("股份")) < 3 if _has_han(name) else " " not in name


def _has_han(text: str) -> bool:
    return any(map(is_han, text))
