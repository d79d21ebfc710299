"""Derivations of the numbers of one risk: probability, rate, ratio, expected loss, loss of one event, matrix, band.

Of the risk as the pass has it, or as somebody supposes it to be. Not here: what raises the likelihood
(`derive_likelihood.py`), what one event brings (`derive_loss.py`), what is supposed (`derive_supposed.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from forestall.assess.likelihood import Likelihood
from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.risk import Interval, Risk
from forestall.model.scenario import Scenario
from forestall.model.suppose import Supposed
from forestall.model.words import Scale
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, stated
from forestall.outlook.wording import age, number, percent, rate, span, times, words
from forestall.pipeline import derive_supposed
from forestall.pipeline.derive_ground import Ground
from forestall.pipeline.derive_likelihood import base_node, likely_of, ratio_node, season_node
from forestall.pipeline.derive_loss import A_YEAR, loss_node

_AT_LEAST_ONE = N_("P = 1 − (b / (b + A))^a, a and b of the Gamma distribution of the rate, A the exposure")
_NEGATIVE_BINOMIAL = "Atwood et al. (2003), NUREG/CR-6823, A.6.5"
_MATRIX = "UK Cabinet Office (2023), National Risk Register, chapter 3"
_BANDS = "Health and Safety Executive (2001), Reducing risks, protecting people, paragraphs 122-132"


@dataclass(frozen=True, slots=True)
class _Case:
    """A risk with what its likelihood rests on."""

    on: Ground
    risk: Risk
    scenario: Scenario
    likely: Likelihood
    supposed: Supposed | None = None
    """What is supposed, and what comes of it; None for the risk as it is."""

    @property
    def base(self) -> Node:
        """How often it comes without any news."""
        scale = None
        if self.supposed is not None:
            scale = derive_supposed.scale(self.on, self.scenario, self.likely, self.supposed)
        return base_node(self.scenario, self.likely, scale)

    @property
    def ratio(self) -> Node:
        """How many times as often as usual."""
        return self._also(ratio_node(self.on, self.scenario, self.likely), derive_supposed.without)

    def loss(self, scale: Scale) -> Node:
        """What one event brings on a scale."""
        node = loss_node(self.on, self.risk, self.scenario, scale)
        return self._also(node, lambda on, asked: derive_supposed.consequence(on, self.scenario, scale, asked))

    def _also(self, node: Node, more: Callable[[Ground, Supposed], tuple[Node, ...]]) -> Node:
        if self.supposed is None:
            return node
        return replace(node, inputs=(*node.inputs, *more(self.on, self.supposed)))


def derive(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a number of a risk came about."""
    risk, scenario = on.risks.get(key), on.scenarios.get(key)
    if risk is None or scenario is None:
        return None
    root = _root(_Case(on, risk, scenario, likely_of(on, scenario)), quantity)
    others = tuple((f"/derivation/risk/{key}/{name}", words(name)) for name in _MAIN if name != quantity)
    return None if root is None else DerivationView(risk.title, f"/register/{key}", root, others)


def supposed(on: Ground, key: str, quantity: str, answer: Supposed, query: str) -> DerivationView | None:
    """How a number of a risk came about that was supposed to be otherwise.

    Args:
        on: the pass, as the reader may see it
        key: the scenario
        quantity: which of its numbers; `change.…` for how it differs from the same number as it is
        answer: what is supposed, and what comes of it
        query: the question as addresses ask it
    """
    risk, scenario = on.risks.get(key), on.scenarios.get(key)
    if risk is None or scenario is None:
        return None
    cut = derive_supposed.ground(on, answer.asked)
    base = derive_supposed.base(likely_of(cut, scenario), answer)
    case = _Case(cut, answer.after.risk, scenario, base, answer)
    own = f"/derivation/risk/{key}/"
    kind, _, of = quantity.partition(".")
    root: Node | None
    if kind == "change":
        was, now = _root(_Case(on, risk, scenario, likely_of(on, scenario)), of), _root(case, of)
        changed = None if now is None else derive_supposed.asking(now, own, query)
        root = None if was is None or changed is None else derive_supposed.change(was, changed)
    elif kind == "hours":
        root = derive_supposed.hours(on, answer)
    else:
        root = _root(case, quantity)
        root = None if root is None else derive_supposed.asking(root, own, query)
    others = tuple((f"{own}{name}?{query}", words(name)) for name in _MAIN if name != quantity)
    said = derive_supposed.question(on, answer.asked)
    return None if root is None else DerivationView(risk.title, f"/register/{key}?{query}#what-if", root, others, said)


def _root(case: _Case, quantity: str) -> Node | None:
    plain, _, detail = quantity.partition(".")
    build = _NUMBERS.get(plain)
    return None if build is None else build(case, detail)


def _probability(case: _Case, detail: str) -> Node | None:
    if detail:
        return None
    horizon = case.on.whole.assessment.horizon
    return _chance(case, horizon, case.likely.exposure, case.risk.probability)


def _chance_of(case: _Case, detail: str) -> Node | None:
    """`chance.1` is the first of the horizons that every risk has."""
    if not detail.isdecimal() or not 1 <= int(detail) <= len(case.risk.chances):
        return None
    one = case.risk.chances[int(detail) - 1]
    return _chance(case, one.horizon, case.likely.exposures[int(detail) - 1], one.probability)


def _chance(case: _Case, days: float, exposure: float, value: Interval) -> Node:
    gives = Derivation(
        N_("probability of at least one event"),
        value.mean,
        "",
        _AT_LEAST_ONE,
        _NEGATIVE_BINOMIAL,
        N_("The interval comes of the base rate alone; that of the likelihood ratios is not in it."),
    )
    of_time = Node(
        Derivation(
            N_("exposure A: ratio and season, added up over the time"),
            exposure,
            "year",
            N_("A = integral over the time of ratio(t) × season(t) dt, the findings fading"),
            N_("Gauss-Legendre quadrature; docs/understand/likelihood.md"),
        ),
        f"{number(exposure)} years",
        Basis.WORKED,
        (
            _horizon(case, days),
            case.ratio,
            season_node(case.on, case.scenario, case.likely),
        ),
    )
    return Node(gives, _with(value, percent), Basis.WORKED, (case.base, of_time))


def _horizon(case: _Case, days: float) -> Node:
    own = days == case.on.whole.place.profile.appraisal.horizon
    return stated(
        N_("how far ahead"),
        days,
        age(days * 24),
        "place.toml, [appraisal] horizon" if own else "assess/likelihood.py",
        "",
        "day",
    )


def _rate(case: _Case, detail: str) -> Node | None:
    if detail:
        return None
    gives = Derivation(
        N_("how often now, while the findings last"),
        case.risk.rate.mean,
        "1/year",
        N_("rate now = base rate × ratio"),
        N_("docs/understand/likelihood.md"),
    )
    inputs = (case.base, case.ratio)
    return Node(gives, _with(case.risk.rate, rate), Basis.WORKED, inputs)


def _ratio(case: _Case, detail: str) -> Node | None:
    return None if detail else case.ratio


def _base(case: _Case, detail: str) -> Node | None:
    return None if detail else case.base


def _season(case: _Case, detail: str) -> Node | None:
    return None if detail else season_node(case.on, case.scenario, case.likely)


def _year(case: _Case) -> Node:
    """Expected events of the coming year."""
    mean = Node(
        Derivation(
            N_("mean of ratio and season over the coming 365 days"),
            case.likely.year_ratio,
            "",
            N_("(1 / 8760 h) × integral of ratio(t) × season(t) dt"),
            N_("docs/understand/likelihood.md"),
        ),
        times(case.likely.year_ratio),
        Basis.WORKED,
        (case.ratio, season_node(case.on, case.scenario, case.likely)),
    )
    return Node(
        Derivation(
            N_("events expected over the coming year"),
            case.likely.rate,
            "1/year",
            N_("rate of the year = base rate × mean of ratio and season"),
            N_("docs/understand/numbers.md"),
        ),
        rate(case.likely.rate),
        Basis.WORKED,
        (case.base, mean),
    )


def _expected(case: _Case, detail: str) -> Node | None:
    if detail not in {str(each) for each in case.risk.expected}:
        return None
    scale = Scale(detail)
    return _expected_node(case, scale, (_year(case), case.loss(scale)))


def _expected_node(case: _Case, scale: Scale, inputs: tuple[Node, ...]) -> Node:
    value = case.risk.expected[scale]
    gives = Derivation(
        A_YEAR[scale],
        value.mean,
        f"{_unit(case, scale)}/year",
        N_("expected loss = events of the year × mean loss of one event"),
        N_("docs/understand/numbers.md"),
    )
    said = _with(value, number)
    return Node(gives, said, Basis.WORKED, inputs, href=f"/derivation/risk/{case.risk.scenario}/expected.{scale}")


def _loss(case: _Case, detail: str) -> Node | None:
    if detail not in {str(each) for each in case.risk.loss}:
        return None
    return case.loss(Scale(detail))


def _weighted(case: _Case, detail: str) -> Node | None:
    if detail:
        return None
    gives = Derivation(
        N_("expected loss a year over all scales"),
        case.risk.weighted.mean,
        "currency/year",
        N_("sum over the scales of weight × expected loss of the scale"),
        N_("docs/understand/numbers.md"),
        N_("The weights are a choice of the place, and theirs who made it."),
    )
    said = f"{case.on.words.money(case.risk.weighted.mean)} ({span(case.risk.weighted)})"
    parts = tuple(_part(case, scale) for scale in case.risk.expected)
    return Node(gives, said, Basis.WORKED, (_year(case), *parts))


def _part(case: _Case, scale: Scale) -> Node:
    """What one scale adds to the weighted loss."""
    rule = case.on.whole.place.profile.scales[scale]
    amount = case.risk.expected[scale].mean * rule.weight
    weight = stated(
        N_("weight of one unit"),
        rule.weight,
        case.on.words.money(rule.weight),
        f"place.toml, [scales.{scale}]",
        rule.source,
        "currency",
    )
    loss = _expected_node(case, scale, (case.loss(scale),))
    gives = Derivation(words(scale), amount, "currency/year", N_("weight × expected loss"), "")
    return Node(gives, case.on.words.money(amount), Basis.WORKED, (weight, loss))


def _unit(case: _Case, scale: Scale) -> str:
    known = case.on.whole.place.profile.scales.get(scale)
    return "" if known is None else known.unit


def _impact(case: _Case, detail: str) -> Node | None:
    """The worst case of one event, and its column of the matrix."""
    at = case.risk.standing
    if detail or at is None:
        return None
    gives = Derivation(
        N_("reasonable worst case of one event"),
        at.impact_loss,
        "currency",
        N_("95 %% quantile of the weighted loss of one event"),
        _MATRIX,
    )
    rules = case.on.whole.place.profile.register
    ends = ", ".join(number(each) for each in at.impact_thresholds)
    column = stated(N_("columns of the matrix end at"), ends, ends, "place.toml, [register] impact", rules.source)
    losses = tuple(case.loss(scale) for scale in case.risk.loss)
    return Node(gives, case.on.words.money(at.impact_loss), Basis.WORKED, (column, *losses))


def _likelihood(case: _Case, detail: str) -> Node | None:
    """The row of the matrix: it takes the base rate, for the matrix is about years."""
    at = case.risk.standing
    if detail or at is None:
        return None
    rules = case.on.whole.place.profile.register
    ends = ", ".join(percent(each) for each in at.likelihood_thresholds)
    gives = Derivation(
        N_("row of the matrix"), float(at.likelihood), "", N_("rows whose end the probability passes"), _MATRIX
    )
    inputs = (
        stated(N_("rows of the matrix end at"), ends, ends, "place.toml, [register] likelihood", rules.source),
        stated(N_("how far ahead"), at.likelihood_horizon, age(at.likelihood_horizon * 24), "place.toml, [register]"),
        case.base,
    )
    return Node(gives, str(at.likelihood), Basis.WORKED, inputs)


def _band(case: _Case, detail: str) -> Node | None:
    at = case.risk.standing
    if detail or at is None:
        return None
    rules, money = case.on.whole.place.profile.register, case.on.words.money
    gives = Derivation(N_("band"), at.band, "", N_("the worse of what loss and deaths say"), _BANDS)
    limits = [
        stated(name, value, money(value), "place.toml, [register]", rules.source)
        for name, value in ((N_("acceptable up to"), rules.acceptable), (N_("unacceptable from"), rules.unacceptable))
        if value is not None
    ]
    weighted = _weighted(case, "")
    deaths = [] if at.societal is None else [_societal(at.societal)]
    return Node(gives, at.band, Basis.WORKED, (*limits, *deaths, *([weighted] if weighted else [])))


def _societal(value: float) -> Node:
    gives = Derivation(
        N_("largest share of the societal line that is reached"),
        value,
        "",
        N_("max over N of F(N) × N^slope / intercept"),
        _BANDS,
    )
    return Node(gives, times(value), Basis.WORKED)


def _with(value: Interval, write: Callable[[float], str]) -> str:
    return f"{write(value.mean)} ({span(value, write)})"


_NUMBERS: dict[str, Callable[[_Case, str], Node | None]] = {
    "probability": _probability,
    "chance": _chance_of,
    "rate": _rate,
    "ratio": _ratio,
    "base_rate": _base,
    "season": _season,
    "weighted": _weighted,
    "expected": _expected,
    "loss": _loss,
    "impact": _impact,
    "likelihood": _likelihood,
    "band": _band,
}
_MAIN = ("probability", "rate", "ratio", "base_rate", "weighted", "likelihood", "impact", "band")
