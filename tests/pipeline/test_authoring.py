"""Alerts that people write: drafts, a second person, references, the ledger."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from lxml import etree
from sqlalchemy import update as changed

from forestall.core.errors import ConflictError, InputError, RightsError, StandardError, StateError
from forestall.model.alert import Alert, Area
from forestall.model.draft import DraftState
from forestall.model.place import Place
from forestall.model.profile import Approval
from forestall.pipeline import authoring
from forestall.pipeline.office import Office, office
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.standards.cap.lineage import lineage
from forestall.store.book import Book
from forestall.store.draft_tables import DraftRow
from forestall.store.drafts import Drafts
from forestall.store.messages import Messages
from forestall.warn.authoring import Text, Written
from forestall.warn.channels.cap import to_cap, to_xml

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
AREA = Area("Old Mill", circles=((-8.6, 41.2, 3.0),), geocodes=(("jurisdiction", "mill"),))
FLOOD = Written("Met", "Expected", "Severe", "Likely", template="flood", areas=(AREA,), scope="Public")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("town") / "town"
    write_town(folder)
    return load(folder)


def with_rule(place: Place, approval: Approval) -> Place:
    profile = place.profile
    spoken = replace(profile, languages=("en", "fr", "ar"), warnings=replace(profile.warnings, approval=approval))
    return replace(place, profile=spoken)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def free(town: Place, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    with office(tmp_path / "state", clock, lambda: with_rule(town, Approval.NEVER)) as found:
        yield found


@pytest.fixture
def strict(town: Place, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    with office(tmp_path / "state", clock, lambda: with_rule(town, Approval.PUBLIC)) as found:
        yield found


def sent(outcome: authoring.Outcome) -> Alert:
    assert outcome.alert is not None
    return outcome.alert


def entries(found: Office, kind: str) -> list[dict[str, object]]:
    with found.looking() as session:
        book = Book(session)
        head = book.head()
        kept = [book.entry(number) for number in range(head.size if head else 0)]
        return [book.payload(each.index) or {} for each in kept if each.kind == kind]


def test_an_alert_is_sent_at_once_where_nobody_else_is_asked_for(free: Office) -> None:
    outcome = authoring.write(free, "ana", FLOOD, send=True)
    assert (outcome.draft.state, sent(outcome).headline) == (DraftState.SENT, "Flood in Old Mill")
    with free.looking() as session:
        assert Messages(session).open(START) == (sent(outcome),)


def test_it_says_the_same_in_each_language_of_the_place(shared: Path, free: Office) -> None:
    alert = sent(authoring.write(free, "ana", FLOOD, send=True))
    infos = to_cap(alert).info
    assert [info.language for info in infos] == ["en", "fr", "ar"]
    assert [info.headline for info in infos][:2] == ["Flood in Old Mill", "Inondation : Old Mill"]
    assert len({(info.severity, info.area, info.expires) for info in infos}) == 1
    schema = etree.XMLSchema(etree.parse(shared / "data/cap/schema/cap12.xsd"))
    schema.assertValid(etree.fromstring(to_xml(alert)))


def test_everybody_is_told_what_to_do_and_offices_something_else(free: Office) -> None:
    public = sent(authoring.write(free, "ana", FLOOD, send=True))
    inner = sent(authoring.write(free, "ana", replace(FLOOD, scope="Restricted"), send=True))
    assert (public.audience, inner.audience) == (
        "Everybody in the area",
        "Offices and operators that answer for the area",
    )
    assert [public.instruction[:9], inner.instruction[:12]] == ["Stay away", "Check drains"]


def test_own_words_come_before_the_template(free: Office) -> None:
    own = {"fr": Text("Crue du moulin", "Le moulin déborde.", "Montez."), "de": Text("Hochwasser", "Es steigt.")}
    alert = sent(authoring.write(free, "ana", replace(FLOOD, texts=own), send=True))
    said = {each.language: (each.headline, each.instruction) for each in alert.translations}
    assert alert.headline == "Flood in Old Mill"
    assert said["fr"] == ("Crue du moulin", "Montez.")
    assert said["de"] == ("Hochwasser", "")


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"template": ""}, InputError, "at least one language, or a template"),
        ({"template": "comet"}, InputError, "'comet' is not known; expected one of: chemical,"),
        ({"areas": ()}, InputError, "where: expected the name of the place"),
        ({"template": "", "texts": {"en": Text(description="Rain.")}}, InputError, "texts.en: expected at least"),
        ({"severity": "Bad"}, StandardError, "/alert/info[1]/severity: found 'Bad'"),
        ({"scope": "Private"}, StandardError, "/alert/addresses"),
        ({"expires": START}, InputError, "expires: 2026-03-09T06:00:00Z, expected a time after now"),
        ({"expires": START + timedelta(days=31)}, InputError, "within 30 days"),
        ({"areas": (Area("x", polygons=(((1.0, 2.0), (3.0, 4.0)),)),)}, StandardError, "CAP 1.2, 3.2.4"),
    ],
)
def test_what_cannot_be_an_alert_is_told_and_leaves_nothing(
    free: Office, change: dict[str, object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as caught:
        authoring.write(free, "ana", replace(FLOOD, **change))
    assert text in str(caught.value)
    assert (authoring.waiting(free), entries(free, "draft")) == ((), [])


def test_what_the_standard_recommends_is_remarked(free: Office) -> None:
    outcome = authoring.write(free, "ana", replace(FLOOD, status="Exercise"))
    assert outcome.draft.remarks == ("/alert/note: Exercise should name it in its note [CAP 1.2, 3.2.1 status]",)


def test_an_alert_waits_for_a_second_person(strict: Office) -> None:
    outcome = authoring.write(strict, "ana", FLOOD, send=True)
    assert (outcome.alert, outcome.draft.state, outcome.draft.second) == (None, DraftState.WAITING, True)
    with strict.looking() as session:
        assert Messages(session).open(START) == ()


def test_an_author_never_approves_their_own(strict: Office) -> None:
    draft = authoring.write(strict, "ana", FLOOD).draft
    with pytest.raises(RightsError, match="ana wrote it; somebody else has to approve it"):
        authoring.approve(strict, "ana", draft.id)
    assert authoring.drafted(strict, draft.id).state is DraftState.WAITING


def test_the_database_itself_refuses_an_alert_that_its_author_approved(strict: Office) -> None:
    draft = authoring.write(strict, "ana", FLOOD).draft
    forged = {"state": "sent", "decided": START, "decided_by": "ana"}
    with pytest.raises(StateError, match="ck_drafts_two"), strict.changing() as session:
        session.execute(changed(DraftRow).where(DraftRow.id == draft.id).values(**forged))


def test_what_is_not_public_needs_no_second_person_where_the_place_says_so(strict: Office) -> None:
    assert authoring.write(strict, "ana", replace(FLOOD, scope="Restricted"), send=True).alert is not None


def test_a_second_person_sends_it_with_the_time_of_that(strict: Office, clock: Clock) -> None:
    draft = authoring.write(strict, "ana", FLOOD).draft
    clock.pass_by(hours=1)
    alert = sent(authoring.approve(strict, "ben", draft.id))
    assert (alert.sent, alert.effective, alert.expires) == (clock.at, clock.at, START + timedelta(hours=24))
    done = authoring.drafted(strict, draft.id)
    assert (done.state, done.decided_by, done.sent) == (DraftState.SENT, "ben", alert.identifier)


def test_a_draft_is_decided_once(strict: Office) -> None:
    draft = authoring.write(strict, "ana", FLOOD).draft
    authoring.refuse(strict, "ben", draft.id, "Not yet.")
    with pytest.raises(ConflictError, match="is refused since 2026-03-09T06:00:00Z"):
        authoring.approve(strict, "ben", draft.id)
    with pytest.raises(ConflictError, match="is refused since 2026-03-09T06:00:00Z"):
        authoring.refuse(strict, "cem", draft.id, "Again.")


def test_an_author_takes_their_own_draft_back(strict: Office) -> None:
    draft = authoring.write(strict, "ana", FLOOD).draft
    assert authoring.refuse(strict, "ana", draft.id, "Wrong place.").state is DraftState.WITHDRAWN


def test_a_draft_that_waited_too_long_is_not_sent(strict: Office, clock: Clock) -> None:
    draft = authoring.write(strict, "ana", FLOOD).draft
    clock.pass_by(hours=24)
    with pytest.raises(ConflictError, match="expired at"):
        authoring.approve(strict, "ben", draft.id)


def test_a_newer_draft_of_the_same_author_takes_the_place_of_the_older(strict: Office, clock: Clock) -> None:
    first = sent(authoring.approve(strict, "ben", authoring.write(strict, "ana", FLOOD).draft.id))
    clock.pass_by(minutes=5)
    older = authoring.update(strict, "ana", first.identifier, replace(FLOOD, severity="Moderate")).draft
    clock.pass_by(minutes=5)
    newer = authoring.update(strict, "ana", first.identifier, replace(FLOOD, severity="Extreme")).draft
    assert authoring.waiting(strict) == (newer,)
    assert authoring.drafted(strict, older.id).state is DraftState.REPLACED


def test_an_update_and_a_cancel_refer_to_all_that_may_still_be_held_to_be_in_force(free: Office, clock: Clock) -> None:
    first = sent(authoring.write(free, "ana", replace(FLOOD, expires=START + timedelta(hours=3)), send=True))
    clock.pass_by(hours=1)
    second = sent(authoring.update(free, "ben", first.identifier, replace(FLOOD, severity="Extreme"), send=True))
    clock.pass_by(hours=1)
    third = sent(authoring.update(free, "ben", second.identifier, FLOOD, send=True))
    clock.pass_by(hours=2)  # the first has run out
    last = sent(authoring.cancel(free, "ana", third.identifier, "The water is going down.", send=True))
    named = [[one.identifier for one in to_cap(each).references] for each in (first, second, third, last)]
    assert [each.msg_type for each in (first, second, third, last)] == ["Alert", "Update", "Update", "Cancel"]
    assert named == [
        *([], [first.identifier], [first.identifier, second.identifier]),
        [second.identifier, third.identifier],
    ]
    messages = [to_cap(each) for each in (third, first, last, second)]
    assert lineage(messages, clock.at).in_force == ()
    assert [one.identifier for one in lineage(messages, clock.at - timedelta(hours=2)).in_force] == [third.identifier]


def test_a_cancel_says_in_each_language_what_is_over(free: Office) -> None:
    first = sent(authoring.write(free, "ana", FLOOD, send=True))
    over = sent(authoring.cancel(free, "ana", first.identifier, "The water is going down.", send=True))
    assert [over.headline, *(each.headline for each in over.translations)] == [
        *("Over: Flood in Old Mill", "Terminé : Inondation : Old Mill"),
        f"انتهى: {first.translations[1].headline}",
    ]
    assert (over.urgency, over.description, over.instruction) == ("Past", "The water is going down.", "")
    assert to_cap(over).info[0].response_type == ("AllClear",)


def test_an_incident_goes_on_through_updates(free: Office) -> None:
    first = sent(authoring.write(free, "ana", replace(FLOOD, incidents=("Spring flood",)), send=True))
    second = sent(authoring.update(free, "ana", first.identifier, FLOOD, send=True))
    assert to_cap(second).incidents == ("Spring flood",)
    assert b'<incidents>"Spring flood"</incidents>' in to_xml(second)


def test_an_update_reaches_everybody_who_got_the_alert(free: Office) -> None:
    first = sent(authoring.write(free, "ana", FLOOD, send=True))
    assert sent(authoring.update(free, "ana", first.identifier, replace(FLOOD, scope=""), send=True)).scope == "Public"
    with pytest.raises(InputError, match="scope: Restricted, expected Public: it must reach who got"):
        authoring.update(free, "ana", first.identifier, replace(FLOOD, scope="Restricted"))
    inner = sent(authoring.write(free, "ana", replace(FLOOD, scope=""), send=True))
    assert inner.scope == "Restricted"


def test_what_is_over_or_unknown_is_neither_updated_nor_cancelled(free: Office, clock: Clock) -> None:
    first = sent(authoring.write(free, "ana", FLOOD, send=True))
    authoring.cancel(free, "ana", first.identifier, "Over.", send=True)
    with pytest.raises(ConflictError, match="was cancelled; write a new one"):
        authoring.update(free, "ana", first.identifier, FLOOD)
    other = sent(authoring.write(free, "ana", replace(FLOOD, severity="Minor"), send=True))
    clock.pass_by(hours=25)
    with pytest.raises(ConflictError, match="is over since"):
        authoring.cancel(free, "ana", other.identifier, "Over.")
    with pytest.raises(InputError, match="we sent none of that identifier"):
        authoring.cancel(free, "ana", "x", "Over.")
    with pytest.raises(InputError, match="expected why"):
        authoring.cancel(free, "ana", other.identifier, " ")


def test_the_same_alert_written_at_the_same_time_is_the_same(town: Place, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        with office(tmp_path / name, Clock(), lambda: with_rule(town, Approval.NEVER)) as found:
            made.append(to_xml(sent(authoring.write(found, "ana", FLOOD, send=True))))
    assert made[0] == made[1]


def test_every_step_is_in_the_ledger(strict: Office) -> None:
    draft = authoring.write(strict, "ana", FLOOD).draft
    alert = sent(authoring.approve(strict, "ben", draft.id))
    refused = authoring.cancel(strict, "ana", alert.identifier, "Over.").draft
    authoring.refuse(strict, "ben", refused.id, "It is not over.")
    states = [(each["state"], each["author"], each["decided_by"]) for each in entries(strict, "draft")]
    assert states == [
        *(("waiting", "ana", ""), ("sent", "ana", "ben"), ("waiting", "ana", ""), ("refused", "ana", "ben")),
    ]
    assert [each["headline"] for each in entries(strict, "alert")] == ["Flood in Old Mill"]
    assert "ben" not in json.dumps(entries(strict, "alert"))


class Desk(RuleBasedStateMachine):
    """Two people write, approve, update, cancel and wait in any order; what a receiver holds is what we say is open."""

    make: Callable[[], Office]

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.sent = Clock(), list[Alert]()
        self.office = self.start()

    def start(self) -> Office:
        raise NotImplementedError

    def keep(self, action: Callable[[], authoring.Outcome]) -> None:
        try:
            outcome = action()
        except ConflictError:
            return
        if outcome.alert is not None:
            self.sent.append(outcome.alert)

    @rule(who=st.sampled_from(["ana", "ben"]), scope=st.sampled_from(["Public", "Restricted"]), severe=st.booleans())
    def write(self, who: str, scope: str, severe: bool) -> None:
        what = replace(FLOOD, scope=scope, severity="Severe" if severe else "Minor")
        self.keep(lambda: authoring.write(self.office, who, what, send=True))

    @precondition(lambda self: self.sent)
    @rule(who=st.sampled_from(["ana", "ben"]), data=st.data(), hours=st.integers(1, 48))
    def update(self, who: str, data: st.DataObject, hours: int) -> None:
        one = data.draw(st.sampled_from(self.sent))
        what = replace(FLOOD, scope=one.scope, expires=self.clock.at + timedelta(hours=hours))
        self.keep(lambda: authoring.update(self.office, who, one.identifier, what, send=True))

    @precondition(lambda self: self.sent)
    @rule(who=st.sampled_from(["ana", "ben"]), data=st.data())
    def cancel(self, who: str, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.sent))
        self.keep(lambda: authoring.cancel(self.office, who, one.identifier, "Over.", send=True))

    @rule(who=st.sampled_from(["ana", "ben"]), data=st.data(), refused=st.booleans())
    def decide(self, who: str, data: st.DataObject, refused: bool) -> None:
        drafts = authoring.waiting(self.office)
        if not drafts:
            return
        draft = data.draw(st.sampled_from(drafts))
        if refused:
            authoring.refuse(self.office, who, draft.id, "No.")
        elif draft.second and who == draft.author:
            with pytest.raises(RightsError):
                authoring.approve(self.office, who, draft.id)
        else:
            self.keep(lambda: authoring.approve(self.office, who, draft.id))

    @rule(minutes=st.integers(1, 1500))
    def wait(self, minutes: int) -> None:
        self.clock.pass_by(minutes=minutes)

    @invariant()
    def a_receiver_holds_what_is_open(self) -> None:
        with self.office.looking() as session:
            ours = {each.identifier for each in Messages(session).open(self.clock.at)}
        theirs = lineage(map(to_cap, reversed(self.sent)), self.clock.at).in_force
        assert {each.identifier for each in theirs} == ours

    @invariant()
    def nothing_public_went_out_through_one_person(self) -> None:
        with self.office.looking() as session:
            for draft in Drafts(session).last(1000):
                if draft.state is DraftState.SENT and draft.alert.scope == "Public":
                    assert draft.decided_by not in ("", draft.author)


def test_in_any_order_of_steps_receivers_hold_what_we_say_is_open(town: Place, tmp_path: Path) -> None:
    opened = []

    class Tried(Desk):
        def start(self) -> Office:
            self.context = office(tmp_path / f"try-{len(opened)}", self.clock, lambda: with_rule(town, Approval.PUBLIC))
            opened.append(self.context)
            return self.context.__enter__()

        def teardown(self) -> None:
            self.context.__exit__(None, None, None)

    Tried.TestCase.settings = settings(
        max_examples=10, stateful_step_count=15, deadline=None, phases=(Phase.explicit, Phase.generate)
    )
    Tried.TestCase("runTest").runTest()
