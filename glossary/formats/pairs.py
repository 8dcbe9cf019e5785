"""What a bilingual format gives: pairs of views, and what the file says of its languages. formats/bitexts.py makes units of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from glossary.formats.views import Rewrite, Span, View

#: Makes rewrites of one view fit for its place, where more has to change than the text (a cell that gets quotes).
Fit = Callable[[View, list[Rewrite]], list[Rewrite]]


def unfitted(view: View, rewrites: list[Rewrite]) -> list[Rewrite]:
    """Nothing more has to change."""
    return rewrites


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit as a format reads it: `source_skip` and `target_skip` are what the format itself marks as no language."""

    id: str
    source: View | None
    target: View
    document: str = ""
    source_skip: tuple[Span, ...] = ()
    target_skip: tuple[Span, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a file in its order, and its languages, "" where it does not say."""

    pairs: tuple[Pair, ...]
    source_lang: str = ""
    target_lang: str = ""
    fit: Fit = unfitted


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as decoded."""

    path: str
    text: str
    encoding: str = "utf-8"
