"""Cases from report to confirmation, on a real database: nobody's name is kept, nothing closes by itself."""

import json
import math
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from forestall.core.errors import ConflictError, InputError, RightsError, SignInError
from forestall.guard.keys import KeyRing
from forestall.model.case import CaseState, Channel
from forestall.model.words import Field, Trigger
from forestall.pipeline import cases
from forestall.pipeline.case_causes import add_cause
from forestall.pipeline.case_counts import month_counts
from forestall.pipeline.case_desk import CaseDesk
from forestall.pipeline.case_intake import Taken, Told, report, suggest
from forestall.store.book import Book
from forestall.store.cases import Cases
from forestall.store.resealing import reseal

EVIDENCE = sha256(b"photograph of the new lamp").hexdigest()
Tell = Callable[..., Taken]


def _close(desk: CaseDesk, case: str) -> None:
    cases.answer(desk, "anna", case, "a new lamp was put up", EVIDENCE)
    cases.confirm(desk, "ben", case)


def test_a_report_gets_its_site_authority_field_and_label(tell: Tell) -> None:
    case = tell().case
    assert (case.site, case.jurisdiction, case.field, case.label) == ("school", "town", "social", "AMBER")
    assert case.state is CaseState.OPEN


def test_a_position_far_from_everything_known_is_refused(tell: Tell) -> None:
    with pytest.raises(InputError, match="within 50 km"):
        tell(lon=0.0, lat=0.0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "  "}, "text: found nothing"),
        ({"text": "x" * 4001}, "4,001 characters"),
        ({"lon": 12.3, "lat": None}, "expected both or none"),
        ({"lon": None, "lat": None}, "where: found nothing"),
        ({"lon": math.nan}, "expected -180 to 180"),
        ({"lat": 91.0}, "expected -180 to 180"),
        ({"site": "castle"}, "site: found 'castle'"),
        ({"jurisdiction": "moon"}, "expected one of: district, town"),
        ({"case_type": "wish"}, "expected one of: accident, complaint, dispute, near_miss"),
        ({"harm": -1.0}, "harm: found -1"),
        ({"harm": math.nan}, "harm: found nan"),
        ({"media": "javascript:alert(1)"}, "media: expected"),
    ],
    ids=str,
)
def test_a_report_that_cannot_be_is_refused_with_what_was_expected(
    tell: Tell, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        tell(**wrong)


def test_something_that_is_yet_to_happen_is_refused(tell: Tell, desk: CaseDesk) -> None:
    with pytest.raises(InputError, match="up to now"):
        tell(happened=desk.office.now() + timedelta(minutes=1))


def test_no_name_address_or_number_of_who_reports_is_anywhere_in_the_database(tell: Tell, desk: CaseDesk) -> None:
    taken = tell(
        "I am Berta Kurz, write to berta.kurz@example.org or call +49 30 901820-55; Kurz is my name, short is kurz",
        address="at Berta Kurz's house",
        names=("Berta", "Kurz"),
        contact="berta.kurz@example.org",
    )
    assert taken.case.text.startswith("I am [name] [name], write to email~")
    with desk.office.writing.unbound() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = desk.office.writing.where.file.read_bytes().lower()
    for word in (b"berta", b"kurz", b"example.org", b"901820", taken.token.encode().lower() if taken.token else b"?"):
        assert word not in raw


def test_a_reference_is_taken_once_and_gives_no_second_token(tell: Tell) -> None:
    first, again = tell(reference="web-17"), tell("told otherwise", reference="web-17")
    assert (again.report, again.case.id, again.token) == (first.report, first.case.id, None)


def test_the_same_reference_of_another_sender_is_another_report(tell: Tell) -> None:
    assert tell(reference="17").report != tell(reference="17", by="other").report


def test_the_same_thing_nearby_is_suggested_before_it_is_sent(tell: Tell, desk: CaseDesk) -> None:
    known = tell("street lamp at the school crossing does not light").case
    tell("the bins are full", lon=12.3055, lat=53.9062)
    found = suggest(
        desk, Told("complaint", "the streetlamp at the scool crossing is not lighting", lon=12.3023, lat=53.9041)
    )
    assert [each.case.id for each in found] == [known.id]
    assert 0.5 < found[0].score <= 1
    assert found[0].apart == pytest.approx(12.9, abs=0.5)
    assert len(cases.all_cases(desk)) == 2


def test_another_report_of_a_case_joins_it_and_keeps_the_larger_harm(
    tell: Tell, desk: CaseDesk, clock: Callable[..., None]
) -> None:
    case = tell(harm=1.0).case
    clock.on(minutes=1)  # type: ignore[attr-defined]
    joined = tell("me too", same_as=case.id, harm=3.0)
    assert (joined.case.id, joined.case.harm) == (case.id, 3.0)
    assert [each.text for each in cases.whole(desk, case.id).reports] == ["the lamp at the crossing is out", "me too"]


def test_a_report_does_not_join_a_closed_case_or_one_of_another_kind(tell: Tell, desk: CaseDesk) -> None:
    case = tell().case
    with pytest.raises(ConflictError, match="is a complaint, the report is of the kind accident"):
        tell(case_type="accident", same_as=case.id)
    _close(desk, case.id)
    with pytest.raises(ConflictError, match="is closed"):
        tell("still out", same_as=case.id)


def test_a_case_closes_only_with_outcome_evidence_and_somebody_else(tell: Tell, desk: CaseDesk) -> None:
    case = tell().case.id
    with pytest.raises(ConflictError, match="only what is answered can be confirmed"):
        cases.confirm(desk, "ben", case)
    with pytest.raises(InputError, match="outcome: found nothing"):
        cases.answer(desk, "anna", case, " ", EVIDENCE)
    with pytest.raises(InputError, match="expected a SHA-256"):
        cases.answer(desk, "anna", case, "done", "trust me")
    cases.answer(desk, "anna", case, "done", EVIDENCE)
    with pytest.raises(ConflictError, match="somebody else has to confirm"):
        cases.confirm(desk, "anna", case)
    closed = cases.confirm(desk, "ben", case)
    assert (closed.state, closed.confirmed_by, closed.closings) == (CaseState.CLOSED, "ben", 1)


def test_who_reported_confirms_or_refuses_with_the_token(tell: Tell, desk: CaseDesk) -> None:
    taken = tell()
    assert taken.token is not None
    cases.answer(desk, "anna", taken.case.id, "done", EVIDENCE)
    assert cases.refuse_with_token(desk, taken.token, "it is still dark").state is CaseState.OPEN
    cases.answer(desk, "anna", taken.case.id, "done now", EVIDENCE)
    assert cases.confirm_with_token(desk, taken.token).confirmed_by == "reporter"
    with pytest.raises(SignInError):
        cases.confirm_with_token(desk, taken.token[:-1] + "!")


def test_the_token_of_a_merged_report_speaks_of_the_case_that_it_is_now(tell: Tell, desk: CaseDesk) -> None:
    first, second = tell(), tell("lamp dark")
    assert second.token is not None
    cases.merge(desk, "anna", second.case.id, first.case.id)
    assert cases.case_of_token(desk, second.token).id == first.case.id
    with pytest.raises(ConflictError, match="is merged"):
        cases.answer(desk, "anna", second.case.id, "done", EVIDENCE)


def test_the_same_place_kind_and_cause_within_the_window_opens_a_closed_case_again(
    tell: Tell, desk: CaseDesk, clock: Callable[..., None]
) -> None:
    lamp = add_cause(desk, "anna", "Wiring of the lamp is wet", Field.SOCIAL).id
    old = tell().case.id
    cases.set_cause(desk, "anna", old, lamp)
    _close(desk, old)
    clock.on(days=30)  # type: ignore[attr-defined]
    new = tell("dark again").case.id
    assert cases.whole(desk, old).case.state is CaseState.CLOSED
    assert cases.set_cause(desk, "anna", new, lamp).recurrence_of == old
    again = cases.whole(desk, old).case
    assert (again.state, again.returns, again.outcome, again.confirmed_by) == (CaseState.OPEN, 1, "", "")


@pytest.mark.parametrize(
    ("days", "change"),
    [
        (181, {}),
        (30, {"case_type": "near_miss"}),
        (30, {"lon": 12.3125, "lat": 53.9045}),
    ],
    ids=["after the window", "of another kind", "at another place"],
)
def test_what_is_not_the_same_again_leaves_a_case_closed(
    tell: Tell, desk: CaseDesk, clock: Callable[..., None], days: int, change: dict[str, object]
) -> None:
    lamp = add_cause(desk, "anna", "Wiring of the lamp is wet", Field.SOCIAL).id
    old = tell().case.id
    cases.set_cause(desk, "anna", old, lamp)
    _close(desk, old)
    clock.on(days=days)  # type: ignore[attr-defined]
    cases.set_cause(desk, "anna", tell("dark again", **change).case.id, lamp)
    assert cases.whole(desk, old).case.state is CaseState.CLOSED


def test_a_cause_that_is_found_after_closing_also_shows_what_came_back(
    tell: Tell, desk: CaseDesk, clock: Callable[..., None]
) -> None:
    lamp = add_cause(desk, "anna", "Wiring of the lamp is wet", Field.SOCIAL).id
    old = tell().case.id
    _close(desk, old)
    clock.on(days=3)  # type: ignore[attr-defined]
    new = tell("dark again").case.id
    cases.set_cause(desk, "anna", new, lamp)
    assert cases.set_cause(desk, "anna", old, lamp).state is CaseState.OPEN
    assert cases.whole(desk, new).case.recurrence_of == old


def test_a_contact_is_sealed_read_with_a_reason_and_deleted_with_its_key(tell: Tell, desk: CaseDesk) -> None:
    taken = tell(contact="desk 4, green door")
    assert taken.token is not None
    with pytest.raises(RightsError, match="expected a reason"):
        cases.contacts_of(desk, "anna", taken.case.id, " ")
    assert cases.contacts_of(desk, "anna", taken.case.id, "to ask for a photograph") == ("desk 4, green door",)
    assert cases.forget_contact(desk, taken.token)
    assert not cases.forget_contact(desk, taken.token)
    assert cases.contacts_of(desk, "anna", taken.case.id, "again") == ()
    with sqlite3.connect(desk.office.writing.where.file) as connection:
        assert connection.execute("SELECT count(*) FROM data_keys WHERE unit LIKE 'contact/%'").fetchone() == (0,)
    assert cases.case_of_token(desk, taken.token).id == taken.case.id


def test_a_new_master_key_reaches_contacts(tell: Tell, desk: CaseDesk) -> None:
    taken = tell(contact="desk 4, green door")
    wider = desk.ring().with_new()
    with desk.office.changing() as session:
        assert reseal(session, wider, lambda account: account) == 1
    only_new = KeyRing([wider.current])
    other = CaseDesk(desk.office, desk.door, lambda: only_new)
    assert cases.contacts_of(other, "anna", taken.case.id, "check") == ("desk 4, green door",)


def test_every_change_is_in_the_ledger_and_the_text_is_not(tell: Tell, desk: CaseDesk) -> None:
    taken = tell("a very particular lamp")
    _close(desk, taken.case.id)
    cases.reopen(desk, "anna", taken.case.id, "not yet")
    with desk.office.looking() as session:
        book, found = Book(session), []
        head = book.head()
        assert head is not None
        for index in range(head.size):
            kept = book.entry(index)
            found.append((kept.kind, kept.subject))
            assert b"particular" not in kept.body
    assert found == [("case", f"case/{taken.case.id}")] * 4


def test_the_table_itself_refuses_a_closed_case_without_confirmation(tell: Tell, desk: CaseDesk) -> None:
    case = tell().case.id
    connection = sqlite3.connect(desk.office.writing.where.file)
    with pytest.raises(sqlite3.IntegrityError, match="ck_cases_closed"):
        connection.execute("UPDATE cases SET state = 'closed' WHERE id = ?", (case,))
    connection.close()


def test_cases_are_occasions_for_duties_without_a_word_of_what_was_told(tell: Tell, desk: CaseDesk) -> None:
    case = tell("a secret lamp").case
    with desk.office.looking() as session:
        (occasion,) = cases.occasions(session, desk.office.place())
    assert (occasion.trigger, occasion.id, occasion.since) == (Trigger.CASE, case.id, case.received)
    assert "secret" not in json.dumps([occasion.title, occasion.site, occasion.jurisdiction])


def test_counts_that_leave_are_withheld_when_they_are_small(
    tell: Tell, desk: CaseDesk, clock: Callable[..., None]
) -> None:
    for number in range(7):
        tell(f"complaint {number}", jurisdiction="town")
    for number in range(2):
        tell(f"other {number}", jurisdiction="district")
    with pytest.raises(InputError, match="expected one that has ended"):
        month_counts(desk, 2026, 3, "jurisdiction")
    clock.on(days=30)  # type: ignore[attr-defined]
    table = month_counts(desk, 2026, 3, "jurisdiction")
    assert dict(table.counts) == {"district": None, "town": None}
    assert table.total == 9


def test_reports_survive_a_restart_and_are_the_same_in_every_reading(
    tell: Tell, desk: CaseDesk, tmp_path: Path
) -> None:
    case = tell().case
    with desk.office.looking() as session:
        assert Cases(session).get(case.id) == case


def test_every_channel_is_kept(desk: CaseDesk) -> None:
    for channel in Channel:
        taken = report(desk, "desk", Told("complaint", f"by {channel}", site="school"), channel)
        assert cases.whole(desk, taken.case.id).reports[0].channel is channel
