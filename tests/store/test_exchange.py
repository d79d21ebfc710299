"""Objects in collections: order, versions, pages and rights, on both databases, against a plain reading in Python."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.guard.label import Labelled
from forestall.guard.policy import Standing, Subject, condition, decide
from forestall.model.account import Action, Purpose, Role
from forestall.model.exchange import Filters, Outcome, Pulled, Received, Shared, Status
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.database import Database
from forestall.store.exchange import Exchange, Sight

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
HOME = "home.example"
IDS = tuple(f"indicator--68794cd5-28db-429d-ab1e-{number:012x}" for number in range(3))
VERSIONS = ("2016-11-03T12:30:59.000Z", "2016-12-25T12:30:59Z", "2016-12-25T12:30:59.0001Z")
EVERYTHING = Subject(
    "op",
    HOME,
    frozenset(Standing(role, Label.RED, None, None, frozenset(Purpose)) for role in Role),
    Purpose.OPERATIONS,
)


def thing(identity: str, version: str, label: Label = Label.GREEN, **more: object) -> Shared:
    """A version of an object."""
    digest = hashlib.sha256(f"{identity} {version} {more}".encode()).hexdigest()
    given = {"field": Field.CYBER} | more
    return Shared("cyber", identity, version, f'{{"id":"{identity}"}}', digest, label, **given)  # type: ignore[arg-type]


def sight(subject: Subject) -> Sight:
    """What somebody may see."""
    return Sight(condition(subject, Action.READ_FINDINGS), HOME, subject.source)


@pytest.fixture
def database(place: str) -> Iterator[Database]:
    """An empty one of each kind."""
    found = Database(place, writable=True)
    found.prepare()
    yield found
    found.close()


def test_every_object_gets_a_later_number_and_a_later_time_whatever_the_clock_does(database: Database) -> None:
    with database.session() as session:
        exchange = Exchange(session)
        exchange.put([thing(IDS[0], VERSIONS[0]), thing(IDS[1], VERSIONS[0])], AT)
        exchange.put([thing(IDS[2], VERSIONS[0])], AT - timedelta(days=1))
        page = exchange.page("cyber", Filters(), sight(EVERYTHING))
    assert [one.number for one in page.objects] == [1, 2, 3]
    times = [one.added for one in page.objects]
    assert times == sorted(set(times))
    assert times[0] == AT


def test_a_number_is_never_given_out_again(database: Database) -> None:
    with database.session() as session:
        exchange = Exchange(session)
        exchange.put([thing(IDS[0], VERSIONS[0], account="a"), thing(IDS[1], VERSIONS[0], account="a")], AT)
        assert exchange.remove("cyber", Filters(ids=frozenset(IDS)), "a") == 2
        exchange.put([thing(IDS[2], VERSIONS[0])], AT)
        (one,) = exchange.page("cyber", Filters(), sight(EVERYTHING)).objects
    assert one.number == 3
    assert one.added == AT + timedelta(microseconds=2)


def test_what_is_there_is_known_and_what_contradicts_it_is_told(database: Database) -> None:
    with database.session() as session:
        exchange = Exchange(session)
        one, other = thing(IDS[0], "2016-12-25T12:30:59Z"), thing(IDS[0], "2016-12-25T12:30:59.000Z", source="x")
        assert exchange.put([one, one, other], AT) == (Outcome.ADDED, Outcome.KNOWN, Outcome.CONFLICT)
        assert exchange.put([one, other], AT) == (Outcome.KNOWN, Outcome.CONFLICT)


def test_an_object_without_a_version_is_new_only_when_it_changed(database: Database) -> None:
    with database.session() as session:
        exchange = Exchange(session)
        one, other = thing("file--1", ""), thing("file--1", "", source="x")
        assert exchange.put([one, one, other], AT) == (Outcome.ADDED, Outcome.KNOWN, Outcome.ADDED)
        assert exchange.put([other, one], AT) == (Outcome.KNOWN, Outcome.ADDED)
        assert len(exchange.page("cyber", Filters(), sight(EVERYTHING)).objects) == 1


def test_a_page_ends_where_it_would_become_too_large(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forestall.store.exchange.MOST_BYTES", 60)
    with database.session() as session:
        exchange = Exchange(session)
        exchange.put([thing(IDS[0], each) for each in VERSIONS], AT)
        page = exchange.page("cyber", Filters(versions=frozenset({"all"})), sight(EVERYTHING))
    assert (len(page.objects), page.more) == (2, True)


def test_requests_and_places_of_other_servers_are_kept_and_forgotten(database: Database) -> None:
    status = Status("s-1", "op", AT, (Received(IDS[0], VERSIONS[0]), Received("", "", "is none")))
    pulled = Pulled("https://x.example/c/", "2026-01-01T00:00:00Z", "token", AT, 7)
    with database.session() as session:
        exchange = Exchange(session)
        exchange.keep_status(status)
        exchange.keep_pulled(pulled)
        exchange.looked(5)
        assert (exchange.status("s-1", "op"), exchange.status("s-1", "another")) == (status, None)
        assert (exchange.pulled(pulled.url), exchange.pulled("https://y.example/")) == (
            pulled,
            Pulled("https://y.example/"),
        )
        assert exchange.signal() == 5
        exchange.forget_statuses(AT + timedelta(seconds=1))
        assert exchange.status("s-1", "op") is None


LABELS = st.sampled_from(list(Label))
OBJECTS = st.lists(
    st.builds(
        thing,
        st.sampled_from(IDS),
        st.sampled_from(VERSIONS),
        LABELS,
        field=st.sampled_from([None, Field.CYBER, Field.SOCIAL]),
        jurisdiction=st.sampled_from([None, "city", "port"]),
        organisation=st.sampled_from([None, "cert.example"]),
    ),
    max_size=12,
)
SUBJECTS = st.builds(
    lambda role, label, fields, towns, office: Subject(
        "a", office, frozenset({Standing(role, label, fields, towns, frozenset(Purpose))}), Purpose.SHARING
    ),
    st.sampled_from(list(Role)),
    LABELS,
    st.sampled_from([None, frozenset({Field.CYBER})]),
    st.sampled_from([None, frozenset({"city"})]),
    st.sampled_from([HOME, "cert.example"]),
)
WORDS = st.frozensets(
    st.sampled_from(["first", "last", "all", "2016-12-25T12:30:59.000000000000Z"]), min_size=1, max_size=2
)


@pytest.fixture(scope="module")
def one_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for many small examples."""
    folder = tmp_path_factory.mktemp("state")
    found = Database(folder, writable=True)
    found.prepare()
    yield found
    found.close()


@settings(max_examples=150)
@given(objects=OBJECTS, subject=SUBJECTS, words=WORDS, limit=st.integers(1, 5))
def test_pages_hold_exactly_what_the_policy_decides_one_by_one(
    one_database: Database, objects: list[Shared], subject: Subject, words: frozenset[str], limit: int
) -> None:
    with one_database.session() as session:
        exchange = Exchange(session)
        outcomes = exchange.put(objects, AT)
        kept = [one for one, outcome in zip(objects, outcomes, strict=True) if outcome is Outcome.ADDED]
        found: list[tuple[str, str]] = []
        asked = Filters(versions=words, limit=limit)
        while True:
            page = exchange.page("cyber", asked, sight(subject))
            found += [(one.id, one.version) for one in page.objects]
            if not page.more:
                break
            assert len(page.objects) == limit
            asked = Filters(versions=words, limit=limit, after=page.objects[-1].number)
        session.rollback()
    seen = [one for one in kept if _may(subject, one)]
    assert found == [(one.id, one.version) for one in seen if _chosen(one, seen, words)]


def _may(subject: Subject, one: Shared) -> bool:
    named = Labelled(one.label, one.field, one.jurisdiction, one.organisation or HOME)
    return decide(subject, Action.READ_FINDINGS, named).allowed


def _chosen(one: Shared, seen: list[Shared], words: frozenset[str]) -> bool:
    order = {version: place for place, version in enumerate(VERSIONS)}
    places = [order[other.version] for other in seen if other.id == one.id]
    return (
        "all" in words
        or ("first" in words and order[one.version] == min(places))
        or ("last" in words and order[one.version] == max(places))
        or (one.version == VERSIONS[1] and any(word.startswith("2016-12-25T12:30:59.0000000") for word in words))
    )
