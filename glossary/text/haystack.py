"""Text made ready for a multi-pattern matcher: folded, with its word borders spelt into the letters.

As an Arabic letter has an initial, medial, final and isolated form, every word character here has four: the matcher then
meets a border as one more letter, and chooses the longest match among those that respect the borders. (Filtering afterwards
would lose names: of `arm` and `arm holdin` on "arm holdings" the longest match is `arm holdin`, and `arm` is never seen.)

One table (codes.py) does fold and code in one step for nearly all text; what does not fold one to one goes by
`fold_with_offsets`, piece by piece, with an offset map.

`_haystack.c` does it all in one pass, three times as fast, unless a character folds with its neighbours; numpy serves for
the rest, and everywhere where nothing was compiled (haystack_in_numpy.py). It is imported when it is needed.

`Haystack.text` has the length of the folded text. Nothing here knows of patterns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glossary.text.addresses import addresses
from glossary.text.codes import table
from glossary.text.compiled import COMPILED, Spelt, spell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Haystack:
    """Encoded text; `starts` and `ends` give the source span of each character, None where it is the character itself."""

    text: str
    starts: Codes | None
    ends: Codes | None


def _spelt(text: str, skip: list[tuple[int, int]]) -> Spelt | None:
    """What the extension says, by a table that knows the characters of the text; None where it leaves that to numpy."""
    found = spell(text, table().entries, skip)
    if found is None and COMPILED and table().learn_all_of(text):
        return spell(text, table().entries, skip)
    return found


def haystack(text: str, skip: Iterable[tuple[int, int]] = ()) -> Haystack:
    """The text made ready; spans of `skip` (code points of the text) become unreadable.

    >>> haystack("ＡＳＥ").text == haystack("ase").text, haystack("ase").text == haystack("phase").text[2:]
    (True, False)
    """
    skip = [*skip]
    spelt = _spelt(text, skip)
    if spelt is None:
        from glossary.text.haystack_in_numpy import haystack_in_numpy

        return haystack_in_numpy(text, skip)
    return _as_haystack(spelt)


def document(text: str, skip: Iterable[tuple[int, int]] = ()) -> Haystack:
    """The same, with addresses unreadable too.

    >>> document("ir@jcet.com").text == haystack("ir@jcet.com", [(0, 11)]).text
    True
    """
    skip = [*skip]
    spelt = _spelt(text, skip)
    if spelt is None:
        from glossary.text.haystack_in_numpy import document_in_numpy

        return document_in_numpy(text, skip)
    found = addresses(text) if spelt[2] else []
    return haystack(text, skip + found) if found else _as_haystack(spelt)


def _as_haystack(spelt: Spelt) -> Haystack:
    text, places, _ = spelt
    if places is None:
        return Haystack(text, None, None)
    import numpy as np

    starts = np.frombuffer(places, np.intp)
    return Haystack(text, starts, starts + 1)
