"""Texts → names that the glossary lacks, each as a row that an editor may import, with the sentence that says so.

1. Brackets: 长鑫存储（ChangXin Memory，简称“CXMT”）. What stands before or inside is a name of the table, and the other is not: an alias
   for it. Both are unknown: a new entity with two names.
2. Renamings: X, formerly Y; Y 更名为 X.
3. Unknown names that end in a legal form: a new entity.

A proposal wants a reason beyond its place, for brackets hold places, people and products too: a name in the other script must be
explained by readings, meanings or initials (text/alignment), an acronym must be the initials, a name in the same script must be
introduced (简称, formerly). What the table has is not proposed, nor what another entity owns. Nothing is added: the rows are for
`import`, after an editor has read them. New IDs are readable slugs, and the note says that they are new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from glossary.answers import Answer, Mention
from glossary.index import Index
from glossary.model import Alias
from glossary.score import compare
from glossary.text import introductions
from glossary.text.alignment import align
from glossary.text.fold import key
from glossary.text.grammar import grammar, is_han
from glossary.text.introductions import How, Introduced
from glossary.text.names import core, parse
from glossary.text.romanise import romanise
from glossary.text.scripts import simplified_in, traditional_in
from glossary.text.words import is_word

Span = tuple[int, int]
#: How much of both names must be explained for a name of a known entity, and for two names of nobody known.
EXPLAINED, BOTH_UNKNOWN = 0.5, 0.7
_WORTH_ASKING = 0.85  # what a look-up must score that an editor should look at
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&]{1,6}")
_SENTENCE = re.compile(r"[。！？!?\n]|(?<!Ltd)(?<!Inc)(?<!Co)(?<!Corp)\.(?=\s)")
_CONTEXT = 160
_JOINT = re.compile(r",?[ \t]+and[ \t]+|,[ \t]+")
_SLUG = re.compile(r"[^a-z0-9]+")
_KINDS = {"short": "abbreviation", "formerly": "former", "now": "short"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row to look at: the alias, whether its ID is new, and the sentence it was read in."""

    alias: Alias
    is_new: bool
    evidence: str


class Discovery:
    """Reads texts one after the other; remembers what it has proposed, so that each name is proposed once."""

    def __init__(self, index: Index, lookup: Callable[[str], Answer]) -> None:
        self._index = index
        self._lookup = lookup
        self._issued: dict[str, str] = {}  # core of a proposed name → its ID
        self._ids: set[str] = set()
        self._told: set[tuple[str, str]] = set()

    def read(self, name: str, text: str, mentions: Sequence[Mention], skip: Iterable[Span] = ()) -> Iterator[Proposal]:
        """The proposals of one text, in the order of their reasons. `name`: their source; `mentions`: those decided in the text."""
        page = _Page(name, text, mentions, tuple(skip))
        for proposal in self._proposals(page):
            entity, name = proposal.alias.id, key(proposal.alias.name)
            is_new = self._index.owners_of_key(name) is None and (entity, name) not in self._told
            if is_new and self._issued.setdefault(core(name), entity) == entity:
                self._told.add((entity, name))
                yield proposal

    def _proposals(self, page: _Page) -> Iterator[Proposal]:
        for bracket in introductions.brackets(page.text):
            if not page.is_hidden(bracket.start, bracket.end):
                yield from self._of_bracket(page, bracket.start, bracket.names)
        for renaming in introductions.renamings(page.text):
            if not page.is_hidden(renaming.left, renaming.right):
                yield from self._of_renaming(page, renaming)
        for span in introductions.full_names(page.text):
            start, end = page.behind_known(*span)
            if not page.is_hidden(start, end) and not page.sure_in(start, end) and page.sure_ending(end) is None:
                yield self._new(page, (start, end), "a name with a legal form that the glossary does not have")

    # -- brackets ----------------------------------------------------------------------------------------------

    def _of_bracket(self, page: _Page, end: int, names: Sequence[Introduced]) -> Iterator[Proposal]:
        before = page.sure_ending(end)
        owners = {m.id for name in names if (m := page.sure_at(name.start, name.end)) is not None}
        if before is not None and before.id is not None:
            for name in names if owners <= {before.id} else ():
                yield from self._of_known(page, before.id, before.text, name)
            return
        span = page.name_before(end)
        inside = next((m for name in names if (m := page.sure_at(name.start, name.end)) is not None), None)
        if inside is not None and inside.id is not None:
            yield from self._before_known(page, inside.id, inside.text, span or self._explained_before(page, inside.text, end))
        else:
            latin = next(
                (page.text[name.start : name.end] for name in names if introductions.is_company(page.text[name.start : name.end])), ""
            )
            span = span or self._explained_before(page, latin, end)
            if span is not None:
                yield from self._both_unknown(page, span, names)

    def _of_known(self, page: _Page, entity: str, before: str, name: Introduced) -> Iterator[Proposal]:
        """A name in the brackets behind one of the table."""
        surface = page.text[name.start : name.end]
        if page.sure_at(name.start, name.end) is not None:
            return
        reason = self._reason(entity, before, surface, name.how)
        if reason:
            yield self._alias(page, entity, (name.start, name.end), name.how, f"in brackets behind {before}: {reason}")

    def _before_known(self, page: _Page, entity: str, inside: str, span: Span | None) -> Iterator[Proposal]:
        """A name before brackets that hold one of the table."""
        if span is None:
            return
        surface = page.text[slice(*span)]
        reason = self._reason(entity, inside, surface, "plain") or _same_company(surface, self._names(entity, surface))
        if reason:
            yield self._alias(page, entity, span, "plain", f"before {inside} in brackets: {reason}")

    def _both_unknown(self, page: _Page, span: Span, names: Sequence[Introduced]) -> Iterator[Proposal]:
        """Two names or more of nobody known."""
        surface = page.text[slice(*span)]
        if not introductions.looks_like_name(surface) or not introductions.is_company(surface):
            return
        accepted = []
        for name in names:
            other = page.text[name.start : name.end]
            reason = _joined(surface, other, name.how, BOTH_UNKNOWN)
            if reason:
                accepted.append((name, reason))
        if not accepted:
            return
        others = (page.text[name.start : name.end] for name, _ in accepted)
        latin = "" if surface.isascii() else next((other for other in others if other.isascii()), "")
        first = self._new(page, span, "explained in brackets", latin)
        yield first
        for name, reason in accepted:
            told = f"{'new ID; ' if first.is_new else ''}in brackets behind {surface}: {reason}"
            yield replace(self._alias(page, first.alias.id, (name.start, name.end), name.how, told), is_new=first.is_new)

    def _explained_before(self, page: _Page, latin: str, end: int) -> Span | None:
        """The Han characters before brackets that a Latin name inside explains to the last one; their beginning is told by it."""
        if not latin.isascii():
            return None
        run = re.search("[㐀-鿿]{2,10}\\Z", page.text[max(0, end - 10) : end])
        for size in range(len(run[0]), 1, -1) if run else ():
            found = align(key(latin), key(page.text[end - size : end]))
            if not found.han_left and not found.latin_left and found.score >= BOTH_UNKNOWN:
                return end - size, end
        return None

    def _reason(self, entity: str, beside: str, surface: str, how: How) -> str:
        """Why a span is a name of an entity; "" where nothing says so."""
        if not surface.isascii() and surface.isalpha() and not beside.isascii() and how == "plain":
            return ""  # one script, and nothing introduces it: a place, a person, a parent
        names = [beside, *self._names(entity, surface)]
        reasons = [reason for name in names if (reason := _joined(name, surface, how, EXPLAINED))]
        return reasons[0] if reasons else ""

    def _names(self, entity: str, surface: str) -> list[str]:
        return [alias.name for alias in self._index.aliases(entity) if alias.kind not in ("ticker", "misspelling")]

    # -- renamings ---------------------------------------------------------------------------------------------

    def _of_renaming(self, page: _Page, renaming: introductions.Renaming) -> Iterator[Proposal]:
        left, right = page.sure_ending(renaming.left), page.sure_beginning(renaming.right)
        if left is None and right is None:
            yield from self._renamed(page, renaming)
        elif right is None and left is not None and left.id is not None:
            span = introductions.name_after(page.text, renaming.right)
            yield from self._other_name(page, left, span, "formerly" if renaming.formerly else "now")
        elif left is None and right is not None and right.id is not None:
            yield from self._other_name(page, right, page.name_before(renaming.left), "now" if renaming.formerly else "formerly")

    def _other_name(self, page: _Page, known: Mention, span: Span | None, how: How) -> Iterator[Proposal]:
        """The other name of a company of the table."""
        if span is not None and known.id is not None and introductions.looks_like_name(page.text[slice(*span)]):
            yield self._alias(
                page, known.id, span, how, f"the {'former' if how == 'formerly' else 'new'} name of {known.text}, says the text"
            )

    def _renamed(self, page: _Page, renaming: introductions.Renaming) -> Iterator[Proposal]:
        """Both names of a company that the table does not have."""
        before, after = page.name_before(renaming.left), introductions.name_after(page.text, renaming.right)
        if before is None or after is None:
            return
        new, old = (before, after) if renaming.formerly else (after, before)
        if not all(introductions.is_company(page.text[slice(*span)]) for span in (new, old)):
            return
        first = self._new(page, new, "renamed, says the text")
        yield first
        note = f"{'new ID; ' if first.is_new else ''}the former name of {first.alias.name}, says the text"
        yield replace(self._alias(page, first.alias.id, old, "formerly", note), is_new=first.is_new)

    # -- rows --------------------------------------------------------------------------------------------------

    def _alias(self, page: _Page, entity: str, span: Span, how: How, note: str) -> Proposal:
        name = page.text[slice(*span)]
        status = "superseded" if how == "formerly" else "admitted"
        return Proposal(Alias(entity, name, page.lang(name), _kind(name, how), status, page.name, note), False, page.sentence(*span))

    def _new(self, page: _Page, span: Span, why: str, latin: str = "") -> Proposal:
        name = page.text[slice(*span)]
        answer = self._lookup(name)
        nearest = answer.candidates[0].id if answer.candidates and answer.candidates[0].score >= _WORTH_ASKING else ""
        known = nearest if answer.verdict == "match" else ""
        entity = known or self._issued.get(core(key(name))) or self._slug(latin or name)
        self._issued[core(key(name))] = entity
        doubt = "" if known or not nearest else f"; or is it {nearest}?"
        note = f"the same as {answer.candidates[0].alias}; {why}" if known else f"new ID{doubt}; {why}"
        alias = Alias(entity, name, page.lang(name), _kind(name, "plain"), "admitted", page.name, note)
        return Proposal(alias, not known, page.sentence(*span))

    def _slug(self, name: str) -> str:
        """A readable ID that is not taken: the core of the name, in letters."""
        pieces = [piece for piece in parse(key(name)).pieces if piece.part != "legal form"]
        words = [romanise(piece.text).replace(" ", "" if is_han(piece.text[0]) else "-") for piece in pieces]
        slug = _SLUG.sub("-", "-".join(words).lower()).strip("-")[:40].strip("-") or "unnamed"
        taken, number = slug, 2
        while taken in self._ids or self._index.aliases(taken):
            taken, number = f"{slug}-{number}", number + 1
        self._ids.add(taken)
        return taken


class _Page:
    """A text with its mentions."""

    def __init__(self, name: str, text: str, mentions: Sequence[Mention], skip: tuple[Span, ...]) -> None:
        self.name = name
        self.text = text
        self._mentions = mentions
        self._skip = skip
        self._simplified = len(simplified_in(text)) >= len(traditional_in(text))

    def is_hidden(self, start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in self._skip)

    def sure_ending(self, end: int) -> Mention | None:
        """The sure mention that ends at a place, but for closing quotation marks."""
        while end and self.text[end - 1] in ' \t”"」』》':
            end -= 1
        return next((m for m in self._mentions if m.end == end and m.id is not None), None)

    def sure_beginning(self, start: int) -> Mention | None:
        while start < len(self.text) and self.text[start] in ' \t“"「『《':
            start += 1
        return next((m for m in self._mentions if m.start == start and m.id is not None), None)

    def sure_at(self, start: int, end: int) -> Mention | None:
        """The sure mention that is a span."""
        return next((m for m in self._mentions if (m.start, m.end) == (start, end) and m.id is not None), None)

    def sure_in(self, start: int, end: int) -> bool:
        """Is the span, or more, a sure mention?"""
        return any(m.start <= start and end <= m.end and m.id is not None for m in self._mentions)

    def behind_known(self, start: int, end: int) -> Span:
        """The span without a sure mention that it begins with, joined to the rest by a comma or "and"."""
        known = next((m for m in self._mentions if m.start == start and m.end < end and m.id is not None), None)
        joint = _JOINT.match(self.text, known.end) if known else None
        return (joint.end(), end) if joint else (start, end)

    def name_before(self, end: int) -> Span | None:
        """What may be a name before a place: a longer name that was decided, or what its form says."""
        unknown = next((m for m in self._mentions if m.end == end and m.id is None and not m.ids), None)
        return (unknown.start, unknown.end) if unknown else introductions.name_before(self.text, end)

    def lang(self, name: str) -> str:
        if not any(map(is_han, name)):
            return "en"
        simplified, traditional = len(simplified_in(name)), len(traditional_in(name))
        if simplified == traditional:
            return "zh-Hans" if self._simplified else "zh-Hant"
        return "zh-Hans" if simplified > traditional else "zh-Hant"

    def sentence(self, start: int, end: int) -> str:
        """The sentence around a span, on one line."""
        first = max([0, start - _CONTEXT, *(m.end() for m in _SENTENCE.finditer(self.text, max(0, start - _CONTEXT), start))])
        stop = _SENTENCE.search(self.text, end, min(len(self.text), end + _CONTEXT))
        return " ".join(self.text[first : stop.start() + 1 if stop else end + _CONTEXT].split())


def _kind(name: str, how: How) -> str:
    if how == "formerly":
        return "former"
    if core(key(name)) != key(name):
        return "legal"
    return "abbreviation" if _ACRONYM.fullmatch(name) and sum(map(str.isupper, name)) > 1 else "short"


def _joined(one: str, other: str, how: How, enough: float) -> str:
    """What joins two names, in words; "" where nothing does."""
    if how in ("short", "formerly", "now") and introductions.looks_like_name(other):
        return {"short": "the text calls it so for short", "formerly": "its former name", "now": "its new name"}[how]
    if how == "short" and (_ACRONYM.fullmatch(other) or _is_shortened(one, other)):
        return "the text calls it so for short"
    if _ACRONYM.fullmatch(other) and other.isupper() and one.isascii():
        return "its initials" if _initials(one, other) else ""
    if one.isascii() == other.isascii():
        is_part = one.isascii() and f" {other} " in f" {one} " and key(other) not in grammar().places.entries
        return "some of its words, in order" if is_part else ""
    latin, han = (one, other) if one.isascii() else (other, one)
    found = align(key(core(key(latin)) or latin), key(core(key(han)) or han))
    if found.score < enough or not found.links or found.latin_left or found.han_left:
        return ""
    return ", ".join(f"{link.latin} = {link.han} ({link.how})" for link in found.links)


def _is_shortened(full: str, short: str) -> bool:
    """Is a Han name made of characters of another, in their order: 长鑫科技 of 长鑫科技集团股份有限公司?

    >>> _is_shortened("宁波南大光电材料有限公司", "宁波南大光电"), _is_shortened("宁波南大光电材料有限公司", "公司")
    (True, False)
    """
    rest = iter(full)
    return 2 < len(short) < len(full) and not short.isascii() and all(character in rest for character in short)


def _initials(full: str, acronym: str) -> bool:
    """Are the letters those that the words of a Latin name begin with, or that its words in one are made of (CXMT)?

    >>> _initials("ChangXin Memory Technologies", "CXMT"), _initials("Intel", "INTC")
    (True, False)
    """
    words = [word for word in re.findall(r"[A-Z][a-z]*|[a-z]+|\d+", full) if not is_word(word) or word[0].isupper()]
    letters = "".join(word[0] for word in words if word[0].isupper()).lower()
    wanted = acronym.lower()
    rest = iter(letters)
    return len(wanted) > 1 and letters[:1] == wanted[0] and all(letter in rest for letter in wanted) and len(letters) <= len(wanted) + 3


def _same_company(surface: str, names: Iterable[str]) -> str:
    """Does a full name match one of the table as a look-up would?"""
    same = next((name for name in names if compare(surface, name).match), None)
    return f"the same as {same}" if same else ""
