"""Derivations of what cases and causes come to: counts down to the cases, the return rate with its interval, the rank.

Who may see which case is decided where the request comes in: only those are handed in here.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forestall.core.text import N_
from forestall.follow.cases.ranking import Standing
from forestall.model.case import Case, CaseState, Report
from forestall.model.derivation import Derivation
from forestall.outlook.pages.derivation import Basis, DerivationView, Node
from forestall.outlook.wording import number, percent
from forestall.pipeline.owed_shown import Said

_CAUSE = ("cases", "open", "harm", "closings", "rate", "points")
_CASE = ("harm", "closings", "returns")
_HERE = "docs/do/cases.md"
_WILSON = "Wilson (1927), doi:10.1080/01621459.1927.10502953"
_BORDA = "Borda count; follow/cases/ranking.py"


@dataclass(frozen=True, slots=True)
class _Cause:
    """A cause among all that are ranked, with its cases."""

    of: Standing
    ranked: Sequence[Standing]
    cases: Sequence[Case]

    def href(self, quantity: str) -> str:
        """Address of one of its numbers."""
        return f"/derivation/cause/{self.of.cause.id}/{quantity}"


def cause(of: Standing, ranked: Sequence[Standing], cases: Sequence[Case], quantity: str) -> DerivationView | None:
    """How a number of a cause came about.

    Args:
        of: the cause with what it brought
        ranked: all causes that are ranked together
        cases: the cases that may be seen
        quantity: which number
    """
    build = _BUILD.get(quantity)
    if build is None or (quantity == "rate" and not of.closings):
        return None
    mine = [each for each in cases if each.cause == of.cause.id and each.state is not CaseState.MERGED]
    one = _Cause(of, ranked, mine)
    names = [each for each in _CAUSE if each != quantity and (each != "rate" or of.closings)]
    others = tuple((one.href(each), each) for each in names)
    return DerivationView(of.cause.title, f"/causes/{of.cause.id}", build(one), others)


def _each(cases: Sequence[Case], value: Callable[[Case], float]) -> tuple[Node, ...]:
    return tuple(
        Node(
            Derivation(each.text, value(each), "", "", ""),
            number(value(each)),
            Basis.OBSERVED,
            time=each.happened,
            ident=each.id,
            href=f"/cases/{each.id}",
        )
        for each in cases
    )


def _counted(one: _Cause, quantity: str, what: str, how: str, value: float, of: Callable[[Case], float]) -> Node:
    counted = [each for each in one.cases if of(each)]
    return Node(
        Derivation(what, value, "", how, _HERE),
        number(value),
        Basis.WORKED,
        _each(counted, of),
        href=one.href(quantity),
    )


def _cases(one: _Cause) -> Node:
    how = N_("cases with this cause; reports of one event count once")
    return _counted(one, "cases", N_("cases"), how, float(one.of.cases), lambda _: 1.0)


def _open(one: _Cause) -> Node:
    how = N_("cases with this cause that are not closed")
    return _counted(
        one, "open", N_("not closed"), how, float(one.of.open), lambda each: float(each.state is not CaseState.CLOSED)
    )


def _harm(one: _Cause) -> Node:
    how = N_("sum over its cases of the people hurt")
    return _counted(one, "harm", N_("people hurt"), how, one.of.harm, lambda each: each.harm)


def _closings(one: _Cause) -> Node:
    how = N_("sum over its cases of how often each was closed")
    return _counted(one, "closings", N_("closings"), how, float(one.of.closings), lambda each: float(each.closings))


def _returns(one: _Cause) -> Node:
    gives = Derivation(
        N_("returns"), float(one.of.returns), "", N_("sum over its cases of how often each came back"), _HERE
    )
    counted = [each for each in one.cases if each.returns]
    return Node(gives, number(float(one.of.returns)), Basis.WORKED, _each(counted, lambda each: float(each.returns)))


def _rate(one: _Cause) -> Node:
    gives = Derivation(
        N_("came back after closing"),
        one.of.rate,
        "",
        N_("returns / closings, with its 90 %% score interval"),
        _WILSON,
        N_("At most one: a case can come back more than once."),
    )
    said = f"{percent(one.of.rate)} ({percent(one.of.low)} – {percent(one.of.high)})"
    return Node(gives, said, Basis.WORKED, (_returns(one), _closings(one)), href=one.href("rate"))


def _points(one: _Cause) -> Node:
    """Its place by cases, by harm and by the lower end of the return rate."""
    scales: tuple[tuple[str, Callable[[Standing], float], Node], ...] = (
        (N_("place by cases"), lambda each: float(each.cases), _cases(one)),
        (N_("place by people hurt"), lambda each: each.harm, _harm(one)),
        (N_("place by return rate"), _surely, _rate(one) if one.of.closings else _closings(one)),
    )
    parts = []
    for name, value, node in scales:
        place = 1 + sum(value(each) > value(one.of) for each in one.ranked)
        gives = Derivation(
            name, float(place), "", N_("1 + causes that bring more; of rates the lower end of the interval counts"), ""
        )
        parts.append(Node(gives, f"{place} / {len(one.ranked)}", Basis.WORKED, (node,)))
    gives = Derivation(N_("sum of ranks"), float(one.of.points), "", N_("sum of its places"), _BORDA)
    return Node(gives, f"{one.of.points}", Basis.WORKED, tuple(parts), href=one.href("points"))


def _surely(one: Standing) -> float:
    return 0.0 if math.isnan(one.low) else one.low


_BUILD: dict[str, Callable[[_Cause], Node]] = {
    "cases": _cases,
    "open": _open,
    "harm": _harm,
    "closings": _closings,
    "rate": _rate,
    "points": _points,
}


def case(of: Case, reports: Sequence[Report], history: Sequence[Said], quantity: str) -> DerivationView | None:
    """How a number of a case came about: people hurt, how often it was closed, how often it came back.

    Args:
        of: the case
        reports: what was reported of it
        history: what the ledger says of it
        quantity: which number
    """
    if quantity not in _CASE:
        return None
    others = tuple((f"/derivation/case/{of.id}/{each}", each) for each in _CASE if each != quantity)
    root = _hurt(of, reports) if quantity == "harm" else _often(of, history, quantity)
    return DerivationView(of.text, f"/cases/{of.id}", root, others)


def _hurt(of: Case, reports: Sequence[Report]) -> Node:
    gives = Derivation(N_("people hurt"), of.harm, "persons", N_("the most that one report says"), _HERE)
    told = tuple(
        Node(
            Derivation(each.text, each.harm, "persons", "as given", ""),
            number(each.harm),
            Basis.OBSERVED,
            time=each.received,
            ident=each.id,
        )
        for each in reports
    )
    return Node(gives, number(of.harm), Basis.WORKED, told)


def _often(of: Case, history: Sequence[Said], quantity: str) -> Node:
    value = float(of.closings if quantity == "closings" else of.returns)
    how = (
        N_("times that somebody else confirmed how it was settled")
        if quantity == "closings"
        else N_("times that it was opened again after it had been closed")
    )
    gives = Derivation(N_("closings") if quantity == "closings" else N_("returns"), value, "", how, _HERE)
    said = tuple(
        Node(
            Derivation(str(each.content.get("did", each.kind)), f"{each.number}", "", "", N_("ledger")),
            "",
            Basis.OBSERVED,
            time=each.at,
            ident=f"{each.number}",
            href=f"/ledger/{each.number}",
        )
        for each in history
    )
    return Node(gives, number(value), Basis.WORKED, said)
