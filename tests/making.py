"""Small indexes for tests, and strings that are hard to fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from glossary.compiler import compile_index
from glossary.index import Index
from glossary.indexfile import Stamp
from glossary.model import Alias
from glossary.rules import fault_of_name
from glossary.text.tables import fold_version
from glossary.vocabulary import KINDS, ORDINARY_WORD, STATUSES

#: Characters that have met trouble somewhere: they change length, join their neighbours, vanish, or lie in odd places.
HARD = (
    *"abcABsS.… 0½①㈱㍿ﬁßİſΣςÅÅéṩ",
    *"長长鑫台臺吉昇カガかーｶｱ한글가。、「・-—<=>\"'",
    *("\u0301", "\u0323", "\u0338", "\u0307", "\u0345", "´"),  # marks, the iota that becomes a letter, a spacing accent
    *("ﾞ", "ﾟ", "゛", "゜", "\u3099", "\u309a"),  # voicing marks: half-width, spacing, combining
    *("\u1100", "\u1161", "\u11a8", "ﾡ", "ￂ"),  # jamo
    *("𠮷", "𠔻", "𝐀", "𐐀", "⻓", "﨑", "🚀"),
    *("\u200b", "\u200d", "\u00ad", "\ufe0f", "\U000e0100", "\ufeff", "™"),  # deleted
    *("\ue000", "\ue001", "\U00050000", "\uffff", "\ufffe", "\ufffd", "\ud800", "\udfff"),  # no characters at all
    *("ا", "ก", "ि", "क", "٣", "ж"),
    *("\n", "\r", "\t", "\u00a0", "\u3000", "\u2028"),
)

texts = st.one_of(st.text(st.sampled_from(HARD), max_size=16), st.text(max_size=16))


def compiled(aliases: Iterable[Alias], redirects: Mapping[str, str] | None = None) -> Index:
    """An index of some aliases, of no database."""
    return compile_index(aliases, redirects or {}, Stamp(fold_version(), "", 0, ""))


def is_name(text: str) -> bool:
    """May this be stored as a name: what the rules allow, without white space around it?"""
    return fault_of_name(text) is None and text == text.strip()


def aliases_of(names: st.SearchStrategy[str], max_size: int = 8) -> st.SearchStrategy[list[Alias]]:
    """Aliases of few entities, so that keys with several owners are common."""
    alias = st.builds(
        Alias,
        st.sampled_from(["p", "q", "r"]),
        names.filter(is_name),
        lang=st.sampled_from(["en", "zh-Hans", "zh-Hant", "und"]),
        kind=st.sampled_from(KINDS),
        status=st.sampled_from(STATUSES),
        note=st.sampled_from(["", "", f"{ORDINARY_WORD}: so we say"]),
    )
    return st.lists(alias, min_size=1, max_size=max_size)
