"""What is late, rolled up the tree."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from forestall.follow.report import report
from forestall.model.duty import Obligation
from forestall.model.words import ObligationState, Proof

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
OVERDUE, OPEN = ObligationState.OVERDUE, ObligationState.OPEN


def owed(name: str, bearer: str, state: ObligationState, days: int = 3, **more: object) -> Obligation:
    due = AT - timedelta(days=days)
    return Obligation(name, name, bearer, "duty:d", due - timedelta(days=2), due, state, **more)


FOUND = (
    owed("a", "city", OVERDUE, escalated_to="province"),
    owed("b", "town", OVERDUE, 9, proof=Proof.WAITING, escalated_to="nation"),
    owed("c", "city", OPEN, -3),
    owed("d", "office of elsewhere", OVERDUE, 1, proof=Proof.REFUSED, reason="a page is missing"),
)


def test_an_authority_answers_for_its_own_and_for_all_below_it(kit: SimpleNamespace) -> None:
    lines = {one.jurisdiction.id: one for one in report(kit.profile.jurisdictions, FOUND, AT).lines}
    assert {name: (one.own[OVERDUE], one.all[OVERDUE], one.passed_here, one.depth) for name, one in lines.items()} == {
        "nation": (0, 2, 1, 0),
        "province": (0, 2, 1, 1),
        "city": (1, 1, 0, 2),
        "town": (1, 1, 0, 2),
    }
    assert lines["province"].all[OPEN] == 1


def test_what_is_late_says_since_when_why_and_whom_it_has_reached(kit: SimpleNamespace) -> None:
    late = report(kit.profile.jurisdictions, FOUND, AT).late
    assert [(one.obligation.id, one.why) for one in late] == [
        ("b", "evidence waits for a verdict"),
        ("a", "no evidence was given"),
        ("d", "evidence is refused: a page is missing"),
    ]
    assert late[0].since == AT - timedelta(days=9)
    assert late[0].passed == (("province", late[0].since), ("nation", late[0].since + timedelta(days=4)))


def test_a_part_of_the_tree_shows_only_what_lies_in_it(kit: SimpleNamespace) -> None:
    found = report(kit.profile.jurisdictions, FOUND, AT, "city")
    assert [one.jurisdiction.id for one in found.lines] == ["city"]
    assert [one.obligation.id for one in found.late] == ["a"]
