"""The table of rights: the same in Python and SQL, closed by default, and no leak through what is derived."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, func, insert, select

from forestall.guard import policy
from forestall.guard.label import ORDER, Labelled, derive, lowers, strictest, subtree
from forestall.guard.policy import NOBODY, TABLE, Standing, Subject, condition, decide, may, needs_proof, standings
from forestall.guard.predicate import Attribute
from forestall.model.account import Action, Grant, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.visible import where

LONG = 20 if os.environ.get("FORESTALL_LONG") else 1
TREE: dict[str, str | None] = {"land": None, "north": "land", "south": "land", "port": "south", "quay": "port"}
OFFICES = ("ours", "theirs")
READING = (Action.READ_FINDINGS, Action.READ_ALERTS, Action.READ_SOURCES, Action.COUNT, Action.NOTIFY, Action.EXPORT)

labels = st.sampled_from(list(Label))
fields = st.sampled_from(list(Field))
places = st.sampled_from(sorted(TREE))
things = st.builds(Labelled, labels, st.none() | fields, st.none() | places, st.none() | st.sampled_from(OFFICES))


@st.composite
def _standings(draw: st.DrawFn) -> Standing:
    root = draw(st.none() | places)
    return Standing(
        draw(st.sampled_from(list(Role))),
        draw(labels),
        draw(st.none() | st.frozensets(fields)),
        None if root is None else subtree(root, TREE),
        draw(st.frozensets(st.sampled_from(list(Purpose)))),
    )


subjects = st.builds(
    Subject,
    st.sampled_from(("a", "b")),
    st.none() | st.sampled_from(OFFICES),
    st.frozensets(_standings(), max_size=3),
    st.none() | st.sampled_from(list(Purpose)),
    st.none() | st.frozensets(st.sampled_from(list(Action))),
    st.booleans(),
)

META = MetaData()
ROWS = Table(
    "rows",
    META,
    Column("id", Integer, primary_key=True),
    Column("label", Text),
    Column("field", Text),
    Column("jurisdiction", Text),
    Column("organisation", Text),
)
ENGINE = create_engine("sqlite://")
META.create_all(ENGINE)
COLUMNS = {each: ROWS.c[str(each)] for each in Attribute}


def _oracle(subject: Subject, thing: Labelled) -> bool:
    """Who may read a finding, said once more in plain steps, without the table."""
    if subject.scopes is not None and Action.READ_FINDINGS not in subject.scopes:
        return False
    return any(_opens(each, subject, thing) for each in subject.standings)


def _opens(each: Standing, subject: Subject, thing: Labelled) -> bool:
    staff = each.role in {Role.ANALYST, Role.OPERATOR, Role.DIRECTOR}
    reader = staff or each.role in {Role.LOCAL, Role.AUDITOR, Role.PARTNER}
    if not reader:
        return False
    if thing.label is Label.CLEAR:
        return True
    if ORDER.index(thing.label) > ORDER.index(each.clearance):
        return False
    if each.fields is not None and thing.field not in each.fields:
        return False
    if each.jurisdictions is not None and thing.jurisdiction not in each.jurisdictions:
        return False
    own = subject.organisation is not None and subject.organisation == thing.organisation
    if thing.label is Label.GREEN:
        return True
    if thing.label is Label.AMBER:
        return own or each.role is not Role.PARTNER
    if thing.label is Label.AMBER_STRICT:
        return own and each.role is not Role.PARTNER
    operations = subject.purpose is Purpose.OPERATIONS and Purpose.OPERATIONS in each.purposes
    return own and staff and operations


@given(subjects, things)
@settings(max_examples=200 * LONG)
def test_the_table_decides_as_the_rules_say_in_plain_words(subject: Subject, thing: Labelled) -> None:
    assert decide(subject, Action.READ_FINDINGS, thing).allowed == _oracle(subject, thing)


@given(st.lists(subjects, min_size=1, max_size=4), st.lists(things, max_size=30), st.sampled_from(list(Action)))
@settings(max_examples=60 * LONG)
def test_sql_finds_the_rows_that_python_allows_and_counts_as_many(
    who: list[Subject], rows: list[Labelled], action: Action
) -> None:
    with ENGINE.connect() as connection:
        if rows:
            connection.execute(insert(ROWS), [_row(number, each) for number, each in enumerate(rows)])
        for subject in who:
            clause = where(condition(subject, action), COLUMNS)
            found = set(connection.scalars(select(ROWS.c.id).where(clause)))
            allowed = {number for number, each in enumerate(rows) if decide(subject, action, each).allowed}
            assert found == allowed
            assert connection.scalar(select(func.count()).select_from(ROWS).where(clause)) == len(allowed)
        connection.rollback()


def _row(number: int, thing: Labelled) -> dict[str, object]:
    return {
        "id": number,
        "label": str(thing.label),
        "field": None if thing.field is None else str(thing.field),
        "jurisdiction": thing.jurisdiction,
        "organisation": thing.organisation,
    }


@given(subjects, things)
def test_a_column_that_all_rows_share_is_a_value(subject: Subject, thing: Labelled) -> None:
    shared: Mapping[Attribute, object] = {
        **{each: COLUMNS[each] for each in Attribute if each is not Attribute.ORGANISATION},
        Attribute.ORGANISATION: thing.organisation,
    }
    with ENGINE.connect() as connection:
        connection.execute(insert(ROWS), [_row(1, replace(thing, organisation=None))])
        clause = where(condition(subject, Action.READ_FINDINGS), shared)  # type: ignore[arg-type]
        found = connection.scalar(select(func.count()).select_from(ROWS).where(clause))
        connection.rollback()
    assert found == int(decide(subject, Action.READ_FINDINGS, thing).allowed)


@given(subjects, st.lists(things, min_size=1, max_size=5), st.sampled_from(READING))
@settings(max_examples=200 * LONG)
def test_who_may_see_a_derived_thing_may_see_each_of_its_sources(
    subject: Subject, sources: list[Labelled], action: Action
) -> None:
    if decide(subject, action, derive(sources, TREE)).allowed:
        assert all(decide(subject, action, each).allowed for each in sources)


@given(st.lists(st.lists(things, min_size=1, max_size=3), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_deriving_in_steps_or_in_another_order_never_opens_a_thing(
    groups: list[list[Labelled]], random: object
) -> None:
    once = derive([each for group in groups for each in group], TREE)
    steps = derive([derive(group, TREE) for group in groups], TREE)
    turned = derive([each for group in reversed(groups) for each in reversed(group)], TREE)
    assert once == turned
    assert once.label is steps.label is strictest(each.label for group in groups for each in group)


def _thing(random: Random) -> Labelled:
    return Labelled(
        random.choice(list(Label)),
        random.choice([None, *Field]),
        random.choice([None, *TREE]),
        random.choice([None, *OFFICES]),
    )


def _subject(random: Random) -> Subject:
    root = random.choice([None, *TREE])
    granted = Standing(
        random.choice(list(Role)),
        random.choice([Label.AMBER, Label.AMBER_STRICT, Label.RED]),
        random.choice([None, frozenset(random.sample(list(Field), 3))]),
        None if root is None else subtree(root, TREE),
        frozenset(Purpose),
    )
    return Subject("a", random.choice(OFFICES), frozenset({granted}), random.choice(list(Purpose)))


def test_no_random_derivation_shows_what_its_sources_hide() -> None:
    random = Random(6)
    who = [_subject(random) for _ in range(200)]
    allowed = 0
    for _ in range(5_000 * LONG * (10 if LONG > 1 else 1)):
        sources = [_thing(random) for _ in range(random.randint(1, 4))]
        subject, action = random.choice(who), random.choice(READING)
        if decide(subject, action, derive(sources, TREE)).allowed:
            allowed += 1
            assert all(decide(subject, action, each).allowed for each in sources)
    assert allowed > 200


@given(things, things)
def test_a_derived_thing_is_never_less_strict_than_a_source(one: Labelled, other: Labelled) -> None:
    assert not lowers(one.label, derive([one, other], TREE).label)


@pytest.mark.parametrize("action", [each for each in Action if each is not Action.PROBE])
def test_a_visitor_may_do_nothing_but_probe(action: Action) -> None:
    assert not may(NOBODY, action)
    assert may(NOBODY, Action.PROBE)


@pytest.mark.parametrize("action", [each for each in Action if each is not Action.PROBE])
def test_an_account_without_a_grant_may_do_nothing_but_probe(action: Action) -> None:
    assert not may(Subject("a", "ours", fresh=True, purpose=Purpose.OPERATIONS), action)


def test_every_action_is_somebodys() -> None:
    assert set().union(*(line.actions for line in TABLE)) == set(Action)


def test_administrators_see_no_content() -> None:
    every = Standing(Role.ADMINISTRATOR, Label.RED, None, None, frozenset(Purpose))
    who = Subject("root", "ours", frozenset({every}), Purpose.OPERATIONS, fresh=True)
    assert not any(may(who, action) for action in READING)


def test_what_cannot_be_undone_needs_a_fresh_proof() -> None:
    who = Subject("d", "ours", frozenset({Standing(Role.DIRECTOR, Label.RED, None, None, frozenset())}))
    assert not may(who, Action.LOWER_LABEL)
    assert needs_proof(who, Action.LOWER_LABEL)
    assert may(replace(who, fresh=True), Action.LOWER_LABEL)
    assert not needs_proof(who, Action.MANAGE_ACCOUNTS)


def test_a_token_does_only_what_it_is_for() -> None:
    sender = Standing(Role.OPERATOR, Label.RED, None, None, frozenset(Purpose))
    token = Subject("m", "ours", frozenset({sender}), scopes=frozenset({Action.SEND_SIGNALS}))
    assert [action for action in Action if may(token, action)] == [Action.PROBE, Action.SEND_SIGNALS]


@pytest.mark.parametrize("action", list(Action))
def test_red_is_neither_exported_nor_sent(action: Action) -> None:
    every = frozenset(Standing(role, Label.RED, None, None, frozenset(Purpose)) for role in Role)
    for purpose in (None, *Purpose):
        allowed = decide(Subject("a", "ours", every, purpose), action, Labelled(Label.RED, organisation="ours")).allowed
        assert not (allowed and action in {Action.EXPORT, Action.NOTIFY})


def test_a_grant_holds_from_its_first_moment_and_no_longer_at_its_last() -> None:
    start = datetime(2026, 3, 9, tzinfo=UTC)
    grant = Grant(
        1, "a", Role.LOCAL, Label.AMBER, None, "south", frozenset(), start, start + timedelta(hours=1), "b", "r"
    )
    at = [len(standings((grant,), TREE, start + timedelta(minutes=minute))) for minute in (-1, 0, 59, 60)]
    assert at == [0, 1, 1, 0]
    assert next(iter(standings((grant,), TREE, start))).jurisdictions == {"south", "port", "quay"}


def test_a_ring_of_authorities_is_walked_once() -> None:
    ring: dict[str, str | None] = {"a": "b", "b": "a"}
    assert subtree("a", ring) == {"a", "b"}
    assert (
        derive([Labelled(Label.RED, None, "a", None), Labelled(Label.RED, None, "b", None)], ring).jurisdiction == "a"
    )


def test_a_decision_says_why_without_content() -> None:
    decision = decide(NOBODY, Action.READ_FINDINGS, Labelled(Label.RED, jurisdiction="secret-place"))
    assert decision.because == "nothing grants read_findings of RED to a visitor"
    assert policy.decide(NOBODY, Action.PROBE, Labelled(Label.CLEAR)).allowed
