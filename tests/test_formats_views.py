"""Views: text that is read, and its places in the source."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glossary.formats.views import BREAK, Viewer, is_in_order

#: Spans of a source of 40 characters: how many are left out before each, how many it has, and what it reads as (None: itself).
parts = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from([None, "x", "xyzw", BREAK])), max_size=8)
SOURCE = "".join(chr(0x4E00 + number) for number in range(40))


def made(spans: list[tuple[int, int, str | None]]) -> Viewer:
    viewer = Viewer(SOURCE)
    at = 0
    for gap, size, text in spans:
        viewer.add(at + gap, at + gap + size, text)
        at += gap + size
    return viewer


@given(parts)
def test_pieces_cover_the_view_in_order(spans: list[tuple[int, int, str | None]]) -> None:
    view = made(spans).view()
    assert is_in_order(view)
    assert view.changed([]) == SOURCE


@given(parts, st.data())
def test_a_change_takes_what_was_read_and_nothing_else(spans: list[tuple[int, int, str | None]], data: st.DataObject) -> None:
    view = made(spans).view()
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    changed = view.changed([(start, end, "!")])
    first, last = view.place(start, end)
    if first == last:  # nothing but what the source does not have
        assert changed == SOURCE
        return
    assert changed.startswith(SOURCE[:first] + "!") and changed.endswith(SOURCE[last:])
    kept = changed[first + 1 : len(changed) - len(SOURCE) + last]
    assert set(kept) <= set(SOURCE[first:last])


def test_a_break_is_not_doubled_and_does_not_begin() -> None:
    viewer = Viewer("ab")
    viewer.add_break(0)
    viewer.add(0, 1)
    viewer.add_break(1)
    viewer.add_break(1)
    viewer.add(1, 2)
    assert viewer.view().text == f"a{BREAK}b"
