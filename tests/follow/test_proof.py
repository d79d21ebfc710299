"""What evidence comes to, and where an obligation stands by it."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from forestall.follow.proof import Wanted, shown
from forestall.follow.stage import Work, follow
from forestall.model.duty import Obligation
from forestall.model.evidence import Evidence, Given, Verdict
from forestall.model.words import Need, ObligationState, Proof

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
DONE, OVERDUE, OPEN = ObligationState.DONE, ObligationState.OVERDUE, ObligationState.OPEN


def evidence(name: str = "e1", file: bool = True, until: datetime | None = None, **more: object) -> Evidence:
    sha = "0" * 64 if file else ""
    return Evidence(name, "o", "report", AT, AT, "giver", until, sha, **more)


def judged(name: str = "e1", enough: bool = True) -> Verdict:
    return Verdict(name, enough, "the page is missing" if not enough else "seen", "judge", AT)


CASES = {
    "nothing was given": (Need.VERDICT, (), (), Proof.NONE),
    "nobody judged it": (Need.VERDICT, (evidence(),), (), Proof.WAITING),
    "it was accepted": (Need.VERDICT, (evidence(),), (judged(),), Proof.ENOUGH),
    "it was refused": (Need.VERDICT, (evidence(),), (judged(enough=False),), Proof.REFUSED),
    "evidence alone will do": (Need.EVIDENCE, (evidence(),), (), Proof.ENOUGH),
    "evidence alone will do, but there is no file": (Need.EVIDENCE, (evidence(file=False),), (), Proof.WAITING),
    "a statement will do": (Need.STATEMENT, (evidence(file=False),), (), Proof.ENOUGH),
    "a statement was refused": (Need.STATEMENT, (evidence(file=False),), (judged(enough=False),), Proof.REFUSED),
    "it was valid": (Need.VERDICT, (evidence(until=AT - timedelta(hours=1)),), (judged(),), Proof.STALE),
    "it is valid to this second": (Need.VERDICT, (evidence(until=AT),), (judged(),), Proof.ENOUGH),
    "it is of another version": (Need.VERDICT, (evidence(version="v1"),), (judged(),), Proof.OUTDATED),
    "it is of fewer sites": (Need.VERDICT, (evidence(scope=("a",)),), (judged(),), Proof.OUTDATED),
    "one is refused and one accepted": (
        Need.VERDICT,
        (evidence(), evidence("e2")),
        (judged("e2", False), judged()),
        Proof.ENOUGH,
    ),
    "one is refused and one waits": (
        Need.VERDICT,
        (evidence(), evidence("e2")),
        (judged(enough=False),),
        Proof.WAITING,
    ),
}


@pytest.mark.parametrize(("need", "given", "verdicts", "proof"), CASES.values(), ids=CASES.keys())
def test_what_evidence_comes_to(
    need: Need, given: tuple[Evidence, ...], verdicts: tuple[Verdict, ...], proof: Proof
) -> None:
    found = shown(Wanted(need, "v2", ("a", "b")), Given(given, verdicts), AT)
    assert found.proof is proof
    assert (found.reason != "") == (proof in (Proof.WAITING, Proof.REFUSED, Proof.STALE, Proof.OUTDATED))


def standing(kit: SimpleNamespace, given: Given, known: Obligation | None = None, at: datetime = AT) -> Obligation:
    place = kit.place([kit.yearly("drill", None, date(2026, 3, 1))])
    first = follow(place, kit.plan(), (), (), (), AT)[0]
    rows = tuple(dataclasses.replace(each, obligation=first.id) for each in given.evidence)
    work = Work({first.id: Given(rows, given.verdicts)})
    return follow(place, kit.plan(), (), (), (known or first,), at, work)[0]


def test_nothing_is_done_without_a_verdict_and_a_late_one_counts(kit: SimpleNamespace) -> None:
    waiting = standing(kit, Given((evidence(),)))
    assert (waiting.state, waiting.proof) == (OVERDUE, Proof.WAITING)
    done = standing(kit, Given((evidence(),), (judged(),)), waiting)
    assert (done.state, done.proof, done.shown, done.escalated_to) == (DONE, Proof.ENOUGH, AT, None)


def test_a_verdict_that_is_overturned_opens_it_again(kit: SimpleNamespace) -> None:
    done = standing(kit, Given((evidence(),), (judged(),)))
    again = standing(kit, Given((evidence(),), (judged(enough=False),)), done)
    assert (again.state, again.proof, again.reason) == (OVERDUE, Proof.REFUSED, "the page is missing")


def test_evidence_that_is_no_longer_valid_lowers_the_state_from_that_moment(kit: SimpleNamespace) -> None:
    until = AT + timedelta(days=30)
    given = Given((evidence(until=until),), (judged(),))
    done = standing(kit, given)
    assert done.state is DONE
    assert standing(kit, given, done, until).state is DONE
    stale = standing(kit, given, done, until + timedelta(seconds=1))
    assert (stale.state, stale.proof, stale.due, stale.reopened) == (OVERDUE, Proof.STALE, until, until)
    assert stale.escalated_to == "province"


def test_evidence_of_an_earlier_time_may_lapse_once_a_later_one_is_done(kit: SimpleNamespace) -> None:
    place = kit.place([kit.yearly("drill", "P1M", date(2026, 2, 1))])
    known = follow(place, kit.plan(), (), (), (), AT)
    given = {}
    for each in known[:2]:
        one = evidence(f"e-{each.id}", until=AT + timedelta(days=40) if each is known[0] else None)
        given[each.id] = Given((dataclasses.replace(one, obligation=each.id),), (judged(one.id),))
    known = follow(place, kit.plan(), (), (), known, AT, Work(given))
    assert [each.state for each in known].count(DONE) == 2
    later = follow(place, kit.plan(), (), (), known, AT + timedelta(days=60), Work(given))
    assert [each.proof for each in later if each.state is DONE] == [Proof.ENOUGH]
    assert Proof.STALE not in [each.proof for each in later]


def test_a_long_time_without_a_pass_leaves_no_occurrence_out(kit: SimpleNamespace) -> None:
    place = kit.place([kit.yearly("round", "P1D", date(2026, 3, 1))])
    known = follow(place, kit.plan(), (), (), (), AT)
    later = follow(place, kit.plan(), (), (), known, AT + timedelta(days=100))
    assert len({each.due for each in later}) == len(later) == 9 + 100 + 1
