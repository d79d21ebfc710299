"""What people decide about alerts shows in the next pass, is in the ledger, and hides nothing that it should not."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.core.errors import ConflictError, InputError
from forestall.model.alert import Alert
from forestall.model.steadiness import Matcher
from forestall.model.words import Field
from forestall.pipeline.attention import Wanted, acknowledge, alert_in_force, end, overview, silence
from forestall.pipeline.office import Office, office
from forestall.pipeline.run import PassResult, run_pass
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.book import Book
from forestall.store.state import State

NOW = datetime(2031, 3, 10, 6, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture(scope="module")
def passed_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "town"
    write_town(folder)
    passed(folder)
    return folder


@pytest.fixture
def town(passed_town: Path, tmp_path: Path) -> Path:
    shutil.copytree(passed_town, tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(town: Path, clock: Clock) -> Iterator[Office]:
    place = load(town)
    with office(town / ".forestall", clock, lambda: place) as found:
        yield found


@pytest.fixture(scope="module")
def quiet_desk(passed_town: Path) -> Iterator[Office]:
    """The office of a town in which nothing is changed."""
    place = load(passed_town)
    with office(passed_town / ".forestall", Clock(), lambda: place) as found:
        yield found


def passed(town: Path, hours: float = 0.0) -> PassResult:
    at = NOW + timedelta(hours=hours)
    return run_pass(town, out=None, state=None, at=at, now=at, seed=1, progress=lambda _: None)


@pytest.fixture
def first(desk: Office) -> Alert:
    """One of the alerts in force."""
    return overview(desk).alerts[0].alert


def entries(desk: Office, kind: str, subject: str) -> list[dict[str, object]]:
    with desk.looking() as session:
        book = Book(session)
        found = book.find(kind, subject)
        assert found is not None
        payload = book.payload(found.index)
        assert payload is not None
        return [payload]


def test_an_acknowledged_alert_stays_in_force_and_says_so_in_the_next_pass(
    town: Path, desk: Office, clock: Clock, first: Alert
) -> None:
    made = acknowledge(desk, "op", first.identifier, "Calling the site", clock() + timedelta(hours=30))
    given = passed(town, 1).context.given
    shown = {each.subject: each.attention for each in given.alerts_open}
    assert shown[first.subject] == "acknowledged"
    assert made.severity == first.severity
    assert entries(desk, "acknowledgement", first.subject)[0]["why"] == "Calling the site"
    with State.read(town / ".forestall") as state:
        state.verify_ledger()
        assert {each.attention for each in state.open_alerts()} == {""}


def test_a_silence_shows_in_the_next_pass_until_it_ends(town: Path, desk: Office, clock: Clock, first: Alert) -> None:
    made = silence(
        desk, "op", Wanted(Matcher(subject=first.subject), "Works at the site", clock() + timedelta(hours=3))
    )
    assert (made.severity, made.since, made.by) == (first.severity, NOW, "op")
    assert [each.attention for each in passed(town, 1).context.given.alerts_open if each.subject == first.subject] == [
        "silenced"
    ]
    clock.time = NOW + timedelta(hours=2)
    end(desk, "chief", made.id)
    assert entries(desk, "silence", made.id)[0]["ended_by"] == "chief"
    assert {each.attention for each in passed(town, 2).context.given.alerts_open} == {""}
    with pytest.raises(ConflictError):
        end(desk, "chief", made.id)


def test_who_sees_to_what_comes_with_those_about_to_lapse(desk: Office, clock: Clock, first: Alert) -> None:
    soon, later = clock() + timedelta(hours=20), clock() + timedelta(days=20)
    known = acknowledge(desk, "op", first.subject, "Calling", soon)
    quiet = silence(desk, "op", Wanted(Matcher(field=Field.CYBER), "Drill", later, "Severe"))
    found = overview(desk)
    assert (found.acknowledgements, found.silences, found.lapsing) == ((known,), (quiet,), (known,))
    assert overview(desk, timedelta(days=30)).lapsing == (known, quiet)
    assert found.alerts[0].acknowledgements == (known,)
    assert {each.subject for each in found.tracks} == {each.alert.subject for each in found.alerts}
    clock.time = soon
    assert overview(desk).lapsing == ()


def test_a_silence_counts_for_the_authorities_below_its_own(desk: Office, town: Path, clock: Clock) -> None:
    top = next(each.id for each in load(town).profile.jurisdictions if each.parent is None)
    made = silence(desk, "op", Wanted(Matcher(jurisdictions=(top,)), "Drill", clock() + timedelta(hours=1), "Minor"))
    assert set(made.matcher.jurisdictions) == {each.id for each in load(town).profile.jurisdictions}


REFUSED: dict[str, tuple[Callable[[Wanted], Wanted], str]] = {
    "everything": (lambda w: replace(w, matcher=Matcher()), "means every alert"),
    "no reason": (lambda w: replace(w, why=" "), "expected a sentence"),
    "a person's address in the reason": (lambda w: replace(w, why="ask jo.smith@example.org"), "name an office"),
    "an end that is over": (lambda w: replace(w, until=NOW), "expected a time after"),
    "an end that is far": (lambda w: replace(w, until=NOW + timedelta(days=91)), "at most 90 days"),
    "no authority of the place": (lambda w: replace(w, matcher=Matcher(jurisdictions=("moon",))), "expected one of"),
    "no such severity": (lambda w: replace(w, severity="Bad"), "Unknown, Minor, Moderate, Severe, Extreme"),
    "nothing in force and no severity": (lambda w: replace(w, matcher=Matcher(site="nowhere")), "up to which severity"),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_a_silence_that_cannot_be_used_is_refused_with_what_was_expected(
    quiet_desk: Office, change: Callable[[Wanted], Wanted], message: str
) -> None:
    wanted = Wanted(Matcher(field=Field.CYBER), "Drill", NOW + timedelta(hours=1))
    with pytest.raises(InputError, match=message):
        silence(quiet_desk, "op", change(wanted))
    assert overview(quiet_desk).silences == ()


def test_an_alert_that_is_not_in_force_cannot_be_acknowledged(quiet_desk: Office) -> None:
    with pytest.raises(InputError, match="no such alert in force"):
        acknowledge(quiet_desk, "op", "risk:nothing", "Calling")
    with pytest.raises(InputError, match="no such alert in force"):
        alert_in_force(quiet_desk, "risk:nothing")


def test_a_pass_of_the_same_moment_again_sends_and_remembers_the_same(town: Path) -> None:
    with State.read(town / ".forestall") as state:
        before = state.tracks(), state.open_alerts()
    assert not passed(town).new
    with State.read(town / ".forestall") as state:
        assert (state.tracks(), state.open_alerts()) == before
        assert before[0]


def settings(town: Path, text: str) -> None:
    """Writes settings of steadiness into the place."""
    file = town / "place.toml"
    file.write_text(file.read_text("utf-8").replace("[steadiness]\n", f"[steadiness]\n{text}\n"), "utf-8")


def test_what_waits_for_confirmation_is_remembered_between_passes_and_in_the_ledger(tmp_path: Path) -> None:
    town = tmp_path / "town"
    write_town(town)
    settings(town, "confirm = 2\nconfirm_of = 2")
    first = passed(town)
    with State.read(town / ".forestall") as state:
        assert state.open_alerts() == ()
        waiting = [each.subject for each in state.tracks() if each.phase == "pending"]
        assert waiting
        with state.database.session() as session:
            kept = [Book(session).find("warning", subject) for subject in waiting]
    assert all(each is not None and b'"pending"' in each.body for each in kept)
    assert first.context.given.alerts_open == ()
    second = passed(town, 1).context.given.alerts_open
    assert {each.subject for each in second} == set(waiting)
    with State.read(town / ".forestall") as state:
        state.verify_ledger()
