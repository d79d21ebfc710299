"""Two plans side by side: what stays, what joins, what leaves, and how both fare when the future differs.

Not here: working a plan out for another budget (`pipeline/plan.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forestall.core.text import N_
from forestall.model.plan import Choice, Fared, Plan
from forestall.outlook.given import Given
from forestall.outlook.pages.plan import Hold, chosen, hold, shares_of
from forestall.outlook.pages.table import Column, Kind
from forestall.outlook.planning import share_removed

STEPS = 20
"""Steps of the slider from nothing to the budget."""
MOST = 2.0
"""How far the slider goes, times the budget."""
_HALF = 0.5


class Change(StrEnum):
    """What becomes of a measure from one plan to the other."""

    STAYS = "stays"
    JOINS = "joins"
    LEAVES = "leaves"


CHANGES = (N_("stays"), N_("joins"), N_("leaves"))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A measure of one of two plans."""

    measure: str
    """Its id."""
    title: str
    """What is done."""
    change: Change
    """What becomes of it."""
    cost: float | None
    """Present value of what it costs; None when the place no longer has it."""
    share: float | None
    """Share of futures in whose own best plan it is; None without futures."""

    @property
    def hold(self) -> Hold:
        """How it holds when the future differs."""
        return hold(self.share)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two plans."""

    key: str
    """Its name in addresses."""
    measures: tuple[str, ...]
    """Its measures."""
    cost: float
    """Present value of what it costs."""
    before: float
    """Weighted expected yearly loss without it."""
    after: float
    """The same with it."""
    fared: Fared | None = None
    """How it fares in futures; None when that was not worked out."""

    @property
    def removed(self) -> float | None:
        """Share of the expected loss that it takes away."""
        return share_removed(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two plans side by side."""

    one: Side
    """The first."""
    other: Side
    """The second."""
    rows: tuple[ChangeRow, ...]
    """Measures of either: what joins, what leaves, what stays."""

    def count(self, change: str) -> int:
        """How many measures stay, join or leave."""
        return sum(row.change == change for row in self.rows)

    @property
    def better(self) -> tuple[int, int] | None:
        """In how many futures the first is better, and the second; None when that was not worked out."""
        if self.one.fared is None or self.other.fared is None:
            return None
        both = list(zip(self.one.fared.regrets, self.other.fared.regrets, strict=True))
        return sum(a < b for a, b in both), sum(b < a for a, b in both)


def side_of(key: str, plan: Plan) -> Side:
    """A plan as a side."""
    return Side(key, chosen(plan), plan.cost, plan.before, plan.after)


def pair(given: Given, one: Side, other: Side, titles: Mapping[str, str] | None = None) -> Pair:
    """Two plans side by side.

    Args:
        given: the pass, for titles, costs and shares of futures
        one: the first
        other: the second
        titles: of measures that the pass no longer has
    """
    choices = {each.measure: each for each in given.plan.choices}
    shares = shares_of(given.plan)
    first, second = frozenset(one.measures), frozenset(other.measures)
    rows = [
        _row(name, _change(name, first, second), choices.get(name), shares, titles or {})
        for name in sorted(first | second)
    ]
    order = (Change.JOINS, Change.LEAVES, Change.STAYS)
    rows.sort(key=lambda row: (order.index(row.change), row.title, row.measure))
    return Pair(one, other, tuple(rows))


def step_of(budget: float) -> float:
    """The step of the slider: a round amount, a twentieth of the budget or a little less [currency]."""
    wanted = budget / STEPS
    if wanted <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(wanted))) - 1)
    return max(1.0, size * max(each for each in (1.0, 2.0, 2.5, 5.0, 6.0) if each * size <= wanted or each == 1.0))


def settled(amount: float, budget: float) -> float:
    """An amount on the slider: the nearest step, between nothing and its end [currency]."""
    step = step_of(budget)
    end = step * int(MOST * budget / step)
    return min(max(step * int(amount / step + _HALF), 0.0), end)


def _change(name: str, first: frozenset[str], second: frozenset[str]) -> Change:
    if name in first and name in second:
        return Change.STAYS
    return Change.JOINS if name in second else Change.LEAVES


def _row(
    name: str, change: Change, choice: Choice | None, shares: Mapping[str, float] | None, titles: Mapping[str, str]
) -> ChangeRow:
    return ChangeRow(
        measure=name,
        title=titles.get(name, name) if choice is None else choice.title,
        change=change,
        cost=None if choice is None else choice.cost,
        share=None if shares is None else shares.get(name, 0.0),
    )


CHANGE_COLUMNS: tuple[Column[ChangeRow], ...] = (
    Column("change", N_("What becomes of it"), lambda row: row.change),
    Column("title", N_("Measure"), lambda row: row.title),
    Column("id", N_("Id"), lambda row: row.measure, hidden=True),
    Column("cost", N_("Cost"), lambda row: row.cost, kind=Kind.MONEY),
    Column("share", N_("Futures"), lambda row: row.share, kind=Kind.SHARE, note=N_("In whose own best plan it is")),
    Column("hold", N_("Steadiness"), lambda row: row.hold),
)
