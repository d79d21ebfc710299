"""Derivations of what moves a risk: the expected loss when one thing stands at its lower or upper end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forestall.assess.likelihood import Likelihood
from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.risk import Risk
from forestall.model.suppose import Swing
from forestall.outlook.pages.derivation import Basis, DerivationView, Node
from forestall.outlook.wording import number, rate, times
from forestall.pipeline.derive_ground import Ground
from forestall.pipeline.derive_likelihood import likely_of

_HERE = "docs/understand/numbers.md"
_ONE_EVENT = N_("mean weighted loss of one event")
_YEAR = N_("events expected over the coming year")
_AS_IS = "as it is"


@dataclass(frozen=True, slots=True)
class _Case:
    """One end of one thing."""

    risk: Risk
    """The risk."""
    likely: Likelihood
    """How often it comes, as it is."""
    value: float
    """The weighted expected loss at this end."""

    @property
    def one_event(self) -> float:
        """Mean weighted loss of one event."""
        return _share(self.risk.weighted.mean, self.likely.rate)

    def opened(self, quantity: str) -> str:
        """Where a number of the risk is opened."""
        return f"/derivation/risk/{self.risk.scenario}/{quantity}"


def swing(on: Ground, key: str, one: Swing, end: str) -> DerivationView | None:
    """How an end of a bar came about.

    Args:
        on: the pass, as the reader may see it
        key: the scenario
        one: the bar
        end: `low` or `high`
    """
    risk, scenario = on.risks.get(key), on.scenarios.get(key)
    if risk is None or scenario is None:
        return None
    value, is_what = (one.low, one.low_is) if end == "low" else (one.high, one.high_is)
    case = _Case(risk, likely_of(on, scenario), value)
    how, inputs = (N_("nothing is taken away"), (_whole(case),)) if is_what == _AS_IS else _HOW[one.kind](case)
    gives = Derivation(one.what, value, "currency/year", how, _HERE, is_what)
    root = Node(gives, on.words.money(value), Basis.WORKED, inputs)
    return DerivationView(risk.title, f"/register/{key}", root)


def _often(case: _Case) -> tuple[str, tuple[Node, ...]]:
    """The rate at its quantile."""
    events = _share(case.value, case.one_event)
    base = Derivation(
        N_("how often without any news, at this quantile"), _share(events, case.likely.year_ratio), "1/year", "", ""
    )
    of_base = Node(base, rate(_share(events, case.likely.year_ratio)), Basis.WORKED, href=case.opened("base_rate"))
    return N_("quantile of the rate of the year × mean weighted loss of one event"), (
        _events(events, of_base, _ratio(case, case.likely.year_ratio)),
        _loss(case, _ONE_EVENT, case.one_event),
    )


def _bad(case: _Case) -> tuple[str, tuple[Node, ...]]:
    """One event at its quantile."""
    loss = _share(case.value, case.likely.rate)
    return N_("rate of the year × quantile of the weighted loss of one event"), (
        _events(case.likely.rate, _base(case), _ratio(case, case.likely.year_ratio)),
        _loss(case, N_("quantile of the weighted loss of one event, over its samples"), loss),
    )


def _finding(case: _Case) -> tuple[str, tuple[Node, ...]]:
    """Without a finding."""
    events = _share(case.value, case.one_event)
    return N_("rate of the year without this finding × mean weighted loss of one event"), (
        _events(events, _base(case), _ratio(case, _share(events, case.likely.base.mean))),
        _loss(case, _ONE_EVENT, case.one_event),
    )


def _part(case: _Case) -> tuple[str, tuple[Node, ...]]:
    """Without a part of the consequence."""
    return N_("expected loss − what this part of the consequence brings"), (
        _whole(case),
        _loss(case, N_("what this part brings in a year"), case.risk.weighted.mean - case.value),
    )


_HOW: Mapping[str, Callable[[_Case], tuple[str, tuple[Node, ...]]]] = {
    "rate": _often,
    "event": _bad,
    "finding": _finding,
    "part": _part,
}
"""By what is moved: the equation, and what goes into it."""


def _share(whole: float, part: float) -> float:
    return whole / part if part > 0 else 0.0


def _whole(case: _Case) -> Node:
    return _loss(case, N_("expected loss a year over all scales"), case.risk.weighted.mean)


def _loss(case: _Case, quantity: str, value: float) -> Node:
    gives = Derivation(quantity, value, "currency", "", "")
    return Node(gives, number(value), Basis.WORKED, href=case.opened("weighted"))


def _events(value: float, base: Node, ratio: Node) -> Node:
    how = N_("rate of the year = base rate × mean of ratio and season")
    return Node(Derivation(_YEAR, value, "1/year", how, _HERE), rate(value), Basis.WORKED, (base, ratio))


def _base(case: _Case) -> Node:
    value = case.likely.base.mean
    gives = Derivation(N_("how often without any news"), value, "1/year", "", "")
    return Node(gives, rate(value), Basis.WORKED, href=case.opened("base_rate"))


def _ratio(case: _Case, value: float) -> Node:
    gives = Derivation(N_("mean of ratio and season over the coming 365 days"), value, "", "", "")
    return Node(gives, times(value), Basis.WORKED, href=case.opened("ratio"))
