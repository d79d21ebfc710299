"""Evidence and verdicts between passes: kept with their entries, once, and never judged by who gave them."""

import dataclasses
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import IntegrityError

from forestall.core.errors import ConflictError, InputError, LimitError, RightsError, StateError
from forestall.model.evidence import Verdict
from forestall.model.words import ObligationState, Proof
from forestall.pipeline.duties import MOST_BYTES, Sent, file_of, give_evidence, give_verdict, within
from forestall.store.evidence import EvidenceStore
from forestall.store.state import State

DONE, OVERDUE = ObligationState.DONE, ObligationState.OVERDUE


def sent(desk: Any, **more: Any) -> Sent:
    return Sent(desk.owed().id, **{"title": "report 7", "effective": "2026-03-09", "file": b"a report", **more})


def test_evidence_waits_until_somebody_else_accepts_it(desk: Any) -> None:
    evidence, waiting = give_evidence(desk.office, "ana", sent(desk))
    assert (waiting.state, waiting.proof) == (OVERDUE, Proof.WAITING)
    zone = ZoneInfo(desk.office.place().profile.time_zone)
    assert (evidence.received, evidence.effective) == (desk.at, datetime(2026, 3, 9, tzinfo=zone))
    _, done = give_verdict(desk.office, "bo", evidence.id, "complete", enough=True)
    assert (done.state, done.proof) == (DONE, Proof.ENOUGH)
    assert desk.ledger()[-4:] == [
        ("evidence", evidence.id),
        ("obligation", done.id),
        ("verdict", evidence.id),
        ("obligation", done.id),
    ]
    desk.at += timedelta(hours=1)
    desk.run()
    assert desk.owed() == done


def test_nobody_judges_their_own_evidence_and_the_database_refuses_it_too(desk: Any) -> None:
    evidence, _ = give_evidence(desk.office, "ana", sent(desk))
    before = desk.ledger()
    with pytest.raises(RightsError, match="nobody judges their own evidence"):
        give_verdict(desk.office, "ana", evidence.id, "fine", enough=True)
    assert desk.ledger() == before
    with pytest.raises((IntegrityError, StateError)), desk.office.changing() as session:
        EvidenceStore(session).judge(Verdict(evidence.id, True, "fine", "ana", desk.at), "ana")


def test_what_is_sent_or_said_again_is_kept_once(desk: Any) -> None:
    first, _ = give_evidence(desk.office, "ana", sent(desk))
    desk.at += timedelta(hours=3)
    again, _ = give_evidence(desk.office, "ana", sent(desk))
    assert again == first
    give_verdict(desk.office, "bo", first.id, "complete", enough=True)
    size = len(desk.ledger())
    give_verdict(desk.office, "bo", first.id, "complete", enough=True)
    assert len(desk.ledger()) == size


def test_a_later_verdict_opens_it_again(desk: Any) -> None:
    evidence, _ = give_evidence(desk.office, "ana", sent(desk))
    give_verdict(desk.office, "bo", evidence.id, "complete", enough=True)
    _, again = give_verdict(desk.office, "cy", evidence.id, "the second page is missing", enough=False)
    assert (again.state, again.proof, again.reason) == (OVERDUE, Proof.REFUSED, "the second page is missing")


def test_a_statement_will_do_only_where_the_duty_says_so(desk: Any) -> None:
    _, done = give_evidence(desk.office, "ana", Sent(desk.owed("note").id, "read", "2026-03-09"))
    assert (done.state, done.proof) == (DONE, Proof.ENOUGH)
    with pytest.raises(InputError, match="file: nothing"):
        give_evidence(desk.office, "ana", sent(desk, file=b""))


BAD = {
    "of no obligation": ({"obligation": "o-0"}, "there is none"),
    "done in the future": ({"effective": "2026-03-20"}, "a time that has come"),
    "at no time": ({"effective": "last week"}, "effective: time 'last week'"),
    "valid until before it": ({"valid_until": "2026-03-01"}, "valid_until"),
    "with an address": ({"title": "report of jo@office.example"}, "person's email"),
    "with a telephone number": ({"title": "call +351 912 345 678"}, "person's phone"),
    "without a title": ({"title": " "}, "title: 0 characters"),
}


@pytest.mark.parametrize(("change", "message"), BAD.values(), ids=BAD.keys())
def test_evidence_that_cannot_be_used_says_why_and_leaves_nothing(
    desk: Any, change: dict[str, str], message: str
) -> None:
    before = desk.ledger()
    with pytest.raises(InputError, match=message):
        give_evidence(desk.office, "ana", dataclasses.replace(sent(desk), **change))
    assert desk.ledger() == before


def test_a_file_that_is_too_large_is_refused(desk: Any) -> None:
    with pytest.raises(LimitError, match="expected at most"):
        give_evidence(desk.office, "ana", sent(desk, file=bytes(MOST_BYTES + 1)))


def test_nothing_is_shown_for_what_was_withdrawn(desk: Any) -> None:
    drill = desk.owed()
    with desk.office.changing() as session:
        from forestall.store.owed import Owed

        Owed(session).change(dataclasses.replace(drill, state=ObligationState.WITHDRAWN))
    with pytest.raises(ConflictError, match="withdrawn"):
        give_evidence(desk.office, "ana", sent(desk))


def test_the_file_is_given_back_as_it_was_sent_and_a_changed_one_is_told(desk: Any) -> None:
    evidence, _ = give_evidence(desk.office, "ana", sent(desk))
    with desk.office.looking() as session:
        assert file_of(session, evidence.id) == (evidence, b"a report")
    with desk.office.changing() as session:
        from forestall.store.evidence_tables import EvidenceFileRow

        session.get(EvidenceFileRow, evidence.sha256).body = b"another"
    with desk.office.looking() as session, pytest.raises(StateError, match="is not what was sent"):
        file_of(session, evidence.id)


def test_a_verdict_that_comes_while_a_pass_runs_is_not_lost(desk: Any) -> None:
    evidence, _ = give_evidence(desk.office, "ana", sent(desk))
    desk.at += timedelta(hours=1)
    with State.open(desk.folder) as kept:
        found = desk.seen(kept)
        _, done = give_verdict(desk.office, "bo", evidence.id, "complete", enough=True)
        desk.publish(kept, *found)
    assert desk.owed() == done
    desk.at += timedelta(hours=1)
    desk.run()
    assert desk.owed().state is DONE
    assert desk.ledger().count(("obligation", done.id)) == 3


def test_a_duty_that_comes_back_goes_on_from_where_it_stood(desk: Any) -> None:
    evidence, _ = give_evidence(desk.office, "ana", sent(desk))
    _, done = give_verdict(desk.office, "bo", evidence.id, "complete", enough=True)
    whole = desk.office.place()
    without = dataclasses.replace(whole, duties=whole.duties[1:])
    for place in (without, without, whole):
        desk.office = dataclasses.replace(desk.office, place=lambda place=place: place)
        desk.at += timedelta(hours=1)
        desk.run()
    assert desk.owed() == done


def test_an_authority_that_is_not_of_the_place_is_told(desk: Any) -> None:
    with pytest.raises(InputError, match="not of this place"):
        within(desk.office.place(), (), "atlantis")
