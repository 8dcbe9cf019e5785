"""The store against a model of a few lines: a set of names, a table of redirects, a set of pairs, and a stack of states.

Whatever is done, in whatever order, across as many closings: the names are the model's, every ID ever issued leads where the
model says, the journal has an event for each change and none for a refusal, and undoing goes back state by state.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from glossary.errors import GlossaryError, InputError, NotFoundError
from glossary.model import Alias
from glossary.staging import Batch, load
from glossary.store import By, Store
from tests.stores import failures, open_store

BY = By("machine")
IDS = ("a", "b", "c", "d")
ids = st.sampled_from(IDS)
aliases = st.builds(
    Alias,
    ids,
    st.sampled_from(("Acme", "長鑫", "长鑫", "NTC")),
    st.sampled_from(("en", "zh-Hans")),
    st.just("short"),
    st.sampled_from(("preferred", "admitted", "deprecated")),
    st.sampled_from(("desk", "press")),
    st.sampled_from(("", "ordinary word: of a note")),
)
Key = tuple[str, str, str, str]


def key_of(alias: Alias) -> Key:
    return alias.id, alias.name, alias.lang, alias.kind


@dataclass(frozen=True)
class State:
    """What the glossary says: live names by what makes them one, redirects, pairs judged distinct."""

    names: dict[Key, Alias]
    redirects: dict[str, str]
    distinct: frozenset[frozenset[str]]

    def resolve(self, entity: str) -> str:
        while entity in self.redirects:
            entity = self.redirects[entity]
        return entity

    def with_names(self, aliases: list[Alias]) -> State:
        names = dict(self.names)
        for alias in aliases:
            old = names.get(key_of(alias))
            note = alias.note or (old.note if old else "")  # a row without a note leaves the note as it is
            if old is None or (old.status, old.note) != (alias.status, note):
                names[key_of(alias)] = replace(alias, note=note)
        return replace(self, names=names)

    def apart(self, one: str, other: str) -> bool:
        """Were two entities judged distinct, under these IDs or under ones that lead to them now?"""
        return frozenset((one, other)) in {frozenset(self.resolve(entity) for entity in pair) for pair in self.distinct}


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "companies.db"
        self.state = State({}, {}, frozenset())
        self.undoable: list[State] = []  # the state before each event that is not an undo and was not undone
        self.issued: set[str] = set()
        self.revision = 1

    @initialize()
    def create(self) -> None:
        Store.create(self.path, BY)
        self.store = open_store(self.path)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert failures(self.store) == {}
            self.store.database.close()
        self.folder.cleanup()

    def _done(self, state: State) -> None:
        self.undoable.append(self.state)
        self.state = state
        self.revision += 1

    @rule(alias=aliases)
    def add(self, alias: Alias) -> None:
        event = self.store.add(alias, BY)
        state = self.state.with_names([alias])
        assert (event is None) == (state == self.state)
        if event is not None:
            self.issued.add(alias.id)
            self._done(state)

    @rule(rows=st.lists(aliases, max_size=5, unique_by=key_of))
    def load(self, rows: list[Alias]) -> None:
        state = self.state.with_names(rows)
        loaded = load(self.store, Batch("rows.csv", list(enumerate(rows, 2))), BY)
        fresh = {alias.id for alias in rows} - self.issued
        new = state.names.keys() - self.state.names.keys()
        changed = {key for key in self.state.names if state.names[key] != self.state.names[key]}
        assert (loaded.rows, loaded.added, loaded.replaced, loaded.entities) == (len(rows), len(new), len(changed), len(fresh))
        assert loaded.unchanged == len(rows) - len(new) - len(changed)
        self.issued |= fresh
        self._done(state)

    @rule(entity=ids, name=st.sampled_from(("Acme", "長鑫", "长鑫", "NTC")))
    def withdraw(self, entity: str, name: str) -> None:
        gone = {key for key in self.state.names if key[:2] == (entity, name)}
        if self.state.resolve(entity) != entity or entity in self.state.redirects.values():
            return  # whose names these are is tested by itself
        if not gone:
            self._refused(NotFoundError, lambda: self.store.withdraw(entity, name, BY))
            return
        self.store.withdraw(entity, name, BY)
        self._done(replace(self.state, names={key: alias for key, alias in self.state.names.items() if key not in gone}))

    @rule(old=ids, into=ids)
    def merge(self, old: str, into: str) -> None:
        state = self.state
        if not {old, into} <= self.issued:
            self._refused(NotFoundError, lambda: self.store.merge(old, into, BY))
        elif old in state.redirects or state.resolve(into) == old or state.apart(old, state.resolve(into)):
            self._refused(InputError, lambda: self.store.merge(old, into, BY))
        else:
            self.store.merge(old, into, BY)
            self._done(replace(state, redirects={**state.redirects, old: into}))

    @rule(one=ids, other=ids)
    def distinguish(self, one: str, other: str) -> None:
        ends = frozenset((self.state.resolve(one), self.state.resolve(other)))
        if not {one, other} <= self.issued:
            self._refused(NotFoundError, lambda: self.store.distinguish(one, other, BY))
        elif len(ends) == 1 or ends in self.state.distinct:
            self._refused(InputError, lambda: self.store.distinguish(one, other, BY))
        elif not self.state.apart(*ends):  # else it was said of IDs that lead to these: said again or refused, as you like
            self.store.distinguish(one, other, BY)
            self._done(replace(self.state, distinct=self.state.distinct | {ends}))

    def _refused(self, error: type[GlossaryError], change: object) -> None:
        assert callable(change)
        try:
            change()
        except error:
            return
        raise AssertionError(f"{error.__name__} was promised")

    @precondition(lambda self: self.undoable)
    @rule()
    def undo(self) -> None:
        self.store.undo(None, BY)
        self.state = self.undoable.pop()
        self.revision += 1

    @precondition(lambda self: not self.undoable)
    @rule()
    def undo_nothing(self) -> None:
        self._refused(NotFoundError, lambda: self.store.undo(None, BY))

    @rule()
    def reopen(self) -> None:
        self.store.database.close()
        self.store = open_store(self.path)

    @invariant()
    def names_are_those_of_the_model(self) -> None:
        if hasattr(self, "store"):
            assert {key_of(alias): alias for alias in self.store.aliases()} == self.state.names

    @invariant()
    def every_id_ever_issued_resolves(self) -> None:
        for entity in self.issued:
            assert self.store.resolve(entity) == self.state.resolve(entity)
            assert self.store.entity(entity).id == self.state.resolve(entity)

    @invariant()
    def the_journal_accounts_for_every_change(self) -> None:
        if hasattr(self, "store"):
            _, revision, digest = self.store.database.fingerprint()
            assert (revision, digest) == (self.revision, self.store.digest())
            assert [event.number for event in self.store.events()] == list(range(self.revision, 0, -1))


# A failure is shown as it was found: to make it small takes minutes (`GLOSSARY_SHRINK=1` does).
PHASES = [phase for phase in Phase if phase is not Phase.shrink or os.environ.get("GLOSSARY_SHRINK")]
StoreMachine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
test_the_store_does_what_the_model_does = StoreMachine.TestCase
