"""The best of what was compared, and when there is nothing left to look for."""

from __future__ import annotations

from math import inf

from glossary.answers import Feature, Owners, Written
from glossary.score import Comparison, judge
from glossary.top import Top


def scored(points: float, *, veto: bool = True) -> Comparison:
    features = (Feature("same_key", points, ""), *([Feature("unexplained", 1.0, "")] if veto else []))
    return judge(features)


def owned(*entities: str) -> Owners:
    return Owners(entities, entities[0], tuple(Written(entity, entity, "en", "short", "admitted", False) for entity in entities))


def top(*points: float, limit: int = 10) -> Top:
    found = Top(limit)
    for number, value in enumerate(points):
        found.add(f"entity-{number}", scored(value), "name", owned(f"entity-{number}"))
    return found


def test_before_anything_is_compared_all_may_matter() -> None:
    assert Top(10).may_change(-inf, 1000)


def test_where_nothing_is_worth_naming_only_what_is_better_matters_or_as_good_and_no_longer() -> None:
    found = top(0.1, 0.25)
    assert found.may_change(0.26, 9)
    assert found.may_change(0.25, 4)
    assert not found.may_change(0.25, 5)
    assert not found.may_change(0.24, 1)


def test_what_is_far_below_the_best_does_not_matter() -> None:
    found = top(0.8)
    assert found.may_change(0.48, 9)
    assert not found.may_change(0.47, 1)


def test_what_many_are_better_than_does_not_matter_but_a_match_does() -> None:
    found = top(0.9, 0.88, 0.87, limit=2)
    assert found.may_change(0.86, 9)
    assert not found.may_change(0.84, 9)


def test_a_match_that_comes_later_may_lower_the_best() -> None:
    """An entity whose best name was 1.0 with a veto is shown by one that matches with 0.85: then 0.6 of that counts."""
    found = top(1.0)
    assert found.may_change(0.52, 9)
    found.add("entity-0", scored(0.86, veto=False), "other", owned("entity-0"))
    assert found.has_match
    ((entity, (comparison, alias, _)),) = found.ranked()
    assert (entity, comparison.score, alias) == ("entity-0", 0.86, "other")


def test_one_name_of_several_entities_stands_for_each() -> None:
    found = Top(10)
    for entity in ("b", "a"):
        found.add(entity, scored(0.5), "twin", owned("b", "a"))
    assert [entity for entity, _ in found.ranked()] == ["a", "b"]
