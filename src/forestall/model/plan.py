"""The chosen set of measures, and what it leaves."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from forestall.model.marks import Unit
from forestall.model.words import CapabilityKind, Scale


@dataclass(frozen=True, slots=True)
class Choice:
    """What was worked out for one measure."""

    measure: str
    """The measure."""
    title: str
    """What is done."""
    jurisdiction: str
    """Who carries it out."""
    cost: Annotated[float, Unit("currency")]
    """Present value over the planning period, running cost included."""
    alone: Annotated[float, Unit("currency/year")]
    """Weighted expected yearly loss that it takes away by itself."""
    marginal: Annotated[float | None, Unit("currency/year")]
    """What would come back if it alone were left out of the plan; None when not chosen."""
    benefit: Annotated[float, Unit("currency")]
    """Present value of what it takes away over the period, from its effect on; marginal if chosen, else alone."""
    ratio: float | None
    """Benefit over cost; None when it costs nothing."""
    chosen: bool
    """In the plan."""
    why: str
    """Why it was chosen or not, in a sentence."""
    by_scale: Annotated[dict[Scale, float], Unit("1/year")]
    """Expected yearly loss that it takes away by itself on each scale."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A capability of which more is needed than there is."""

    capability: str
    """The capability."""
    title: str
    """What it is."""
    kind: CapabilityKind
    """Which of the six kinds."""
    needed: float
    """How much is needed, in its unit."""
    available: float
    """How much there is."""
    unit: str
    """Its unit."""
    by: str
    """The measure or scenario that needs most."""
    need: Literal["measure", "scenario"]
    """Whether measures that would pay wait for it, or a scenario asks for it."""
    cost: Annotated[float | None, Unit("currency")]
    """What closing it costs; None when money cannot buy it."""


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """A plan that nothing betters in both loss and cost, at its level of development."""

    cost: Annotated[float, Unit("currency")]
    """Present value of what it costs."""
    left: Annotated[float, Unit("currency")]
    """Present value of the expected loss that it leaves over the planning period."""
    measures: tuple[str, ...]
    """Its measures."""
    gap: float
    """Share of the loss by which another plan of that cost could be better at most: the certificate."""
    development: float | None = None
    """What it does for development; None when the place says nothing of it."""
    taken: Annotated[float | None, Unit("currency")] = None
    """Present value of the expected loss that it takes away; None without futures."""
    low: Annotated[float | None, Unit("currency")] = None
    """In nineteen of twenty futures it takes away more than this; None without futures."""
    high: Annotated[float | None, Unit("currency")] = None
    """In nineteen of twenty futures it takes away less than this; None without futures."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a little more of something scarce would bring."""

    name: str
    """`budget`, or the capability."""
    title: str
    """In words."""
    step: float
    """How much more, in its unit."""
    unit: str
    """Its unit."""
    gain: Annotated[float, Unit("currency")]
    """By how much benefit less cost rises with it, over the planning period."""


@dataclass(frozen=True, slots=True)
class RobustPlan:
    """A plan chosen over many futures."""

    kind: Literal["tail", "regret", "satisfice"]
    """Least mean of the worst tenth of futures, least worst regret, or good enough in most futures."""
    measures: tuple[str, ...]
    """Its measures."""
    value: float
    """What was made least [currency]; for `satisfice` the share of futures in which it is good enough."""
    bound: float
    """No plan is better than this, in the same unit."""
    gap: float
    """Share of the value by which another plan could be better at most."""
    mean: Annotated[float, Unit("currency")]
    """Mean loss and cost over all futures."""
    worst: Annotated[float, Unit("currency")]
    """Mean loss and cost over the worst tenth of futures."""
    regret: Annotated[float | None, Unit("currency")] = None
    """How much worse than the best for that future it is at most; None when not worked out."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A quantity past a level."""

    quantity: str
    """What is watched, in words."""
    side: Literal["above", "below"]
    """Which side."""
    level: float
    """The level."""
    unit: str
    """Its unit: `times today's`."""
    indicators: tuple[str, ...] = ()
    """Indicators of the place that speak of it."""


@dataclass(frozen=True, slots=True)
class Signpost:
    """What would make another plan better, and which."""

    conditions: tuple[Condition, ...]
    """All of them together."""
    add: tuple[str, ...]
    """Measures to add then."""
    drop: tuple[str, ...]
    """Measures that are then no longer worth it."""
    saves: Annotated[float, Unit("currency")]
    """How much better the other plan is in those futures, on average."""
    density: float
    """Share of the futures within the conditions in which it is better."""
    coverage: float
    """Share of all futures in which it is better that lie within the conditions."""
    costs: Annotated[float, Unit("currency")] = 0.0
    """How much more the other plan costs in those futures, on average; below 0 when it costs less."""


@dataclass(frozen=True, slots=True)
class Fared:
    """How a set of measures fares in futures that it was not chosen for; loss and cost are taken together."""

    measures: tuple[str, ...]
    """The set."""
    mean: Annotated[float, Unit("currency")]
    """Mean over all futures."""
    low: Annotated[float, Unit("currency")]
    """In nineteen of twenty futures it is more than this."""
    high: Annotated[float, Unit("currency")]
    """In nineteen of twenty futures it is less than this."""
    worst: Annotated[float, Unit("currency")]
    """Mean over the worst tenth of futures."""
    regret: Annotated[float, Unit("currency")]
    """How much worse than the best for that future it is at most."""
    regrets: Annotated[tuple[float, ...], Unit("currency")]
    """How much worse it is in each future, in their order; sets that are compared meet the same futures."""
    enough: float
    """Share of futures in which it brings at least nine tenths of what the best for that future would."""


@dataclass(frozen=True, slots=True)
class Robust:
    """How the plan holds in other futures."""

    futures: int
    """Futures for which plans were chosen."""
    plans: tuple[RobustPlan, ...]
    """Plans chosen over all of them."""
    shares: dict[str, float]
    """Measure -> share of futures in whose own best plan it is; only above 0."""
    no_regret: tuple[str, ...]
    """Measures that are so in at least 95 % of futures."""
    signposts: tuple[Signpost, ...]
    """What would make another plan better than the chosen one."""
    settled: bool
    """Whether each future's own plan was proven to the gap asked for."""
    own: Fared | None = None
    """How the chosen plan itself fares in these futures."""


@dataclass(frozen=True, slots=True)
class Steadying:
    """What holding on to the plan before costs."""

    previous: tuple[str, ...]
    """Measures of the plan before."""
    added: tuple[str, ...]
    """Measures that are new."""
    dropped: tuple[str, ...]
    """Measures that are given up."""
    free: tuple[str, ...]
    """The best plan if nothing had been begun."""
    cost: Annotated[float, Unit("currency")]
    """What steadiness costs: benefit less cost of the free plan, less that of the steady one."""
    price: float = 0.25
    """What a change has to be worth, as a share of the cost of its measures."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What a plan made for the worst years does to them; every sum simulated again with the measures in force."""

    share: float
    """Share of the simulated years that are the worst."""
    years: int
    """Years simulated."""
    before: Annotated[float, Unit("currency/year")]
    """Mean weighted loss of the worst years without measures."""
    after: Annotated[float, Unit("currency/year")]
    """The same with the plan."""
    expected: Annotated[float, Unit("currency/year")]
    """The same with the plan that is made for the expected loss."""
    instead: tuple[str, ...]
    """Measures of that plan."""
    gap: float
    """Share by which another plan could be better at most, if a measure takes the same share of every year's loss."""
    fit: float
    """Difference between that assumption and the simulation for the chosen plan, as a share of the loss before."""


@dataclass(frozen=True, slots=True)
class Step:
    """A turn of the adaptive pathway: what to do when a signpost is passed, and until when it pays."""

    when: tuple[Condition, ...]
    """All of them together; empty for what is done now."""
    add: tuple[str, ...]
    """Measures to begin then."""
    drop: tuple[str, ...]
    """Measures to give up then."""
    lead: Annotated[float, Unit("month")]
    """How long until the last of what is begun works."""
    by: Annotated[float | None, Unit("year")]
    """When the turn no longer pays for the rest of the planning period; None for what is done now."""
    saves: Annotated[float, Unit("currency")]
    """What the turn saves if it is made at once; 0 for what is done now."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The cheapest purchases that close the gaps of one kind of capability."""

    kind: CapabilityKind
    """Which of the six kinds."""
    short: int
    """Capabilities of the kind of which a scenario or waiting measure needs more than there is."""
    buy: dict[str, float]
    """Capability -> units to buy."""
    cost: Annotated[float, Unit("currency")]
    """What that costs."""
    beyond: tuple[str, ...]
    """Capabilities that money cannot buy."""


@dataclass(frozen=True, slots=True)
class StockCover:
    """How long a stock lasts once something has happened."""

    capability: str
    """The stock."""
    scenario: str
    """What has happened."""
    days: Annotated[float | None, Unit("day")]
    """How long it lasts; None when what comes in each day is enough."""


@dataclass(frozen=True, slots=True)
class Stress:
    """What losing something would do to readiness."""

    lost: str
    """A capability, or all that a jurisdiction has."""
    kind: Literal["capability", "jurisdiction"]
    """Which of the two."""
    scenarios: tuple[str, ...]
    """Scenarios that could be met before, and then not."""
    measures: tuple[str, ...]
    """Measures of the plan that could then not be done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The chosen measures under budget and capability limits."""

    budget: Annotated[float, Unit("currency")]
    """What may be spent."""
    cost: Annotated[float, Unit("currency")]
    """Present value of what the plan costs."""
    before: Annotated[float, Unit("currency/year")]
    """Weighted expected yearly loss without it."""
    after: Annotated[float, Unit("currency/year")]
    """The same with it, all measures together in the simulation."""
    left: Annotated[dict[Scale, float], Unit("1/year")]
    """Expected yearly loss that is left on each scale."""
    choices: tuple[Choice, ...]
    """Every measure, chosen ones first, then by ratio."""
    gaps: tuple[Gap, ...]
    """Capabilities that fall short."""
    optimal: bool
    """The solver proved that no better set exists for the benefits it was given."""
    benefit: Annotated[float, Unit("currency")] = 0.0
    """Present value of what it takes away over the period, each measure from its effect on."""
    bought: dict[str, float] = field(default_factory=dict)
    """Capabilities bought within the plan's cost, with how much of each, in its unit."""
    gap: float | None = None
    """Share by which another plan could be better at most, if measures multiply as in the trials; None: not known."""
    fit: float | None = None
    """Difference between that assumption and the simulation for the chosen plan, as a share of the loss."""
    begun: dict[str, float] = field(default_factory=dict)
    """Chosen measure -> when it is begun [year from now]; empty when all are begun at once."""
    front: tuple[FrontPoint, ...] = ()
    """Plans that nothing betters in both loss and cost, by cost."""
    worth: tuple[Worth, ...] = ()
    """What more money and more of each scarce capability would bring."""
    robust: Robust | None = None
    """How it holds in other futures; None when not worked out."""
    steadying: Steadying | None = None
    """What holding on to the plan before costs; None without one."""
    closing: tuple[Closing, ...] = ()
    """The cheapest way to close the gaps, by kind."""
    unmet: tuple[str, ...] = ()
    """Scenarios of which the needs are not met by what is ready."""
    covers: tuple[StockCover, ...] = ()
    """How long stocks last, shortest first; only where a need says what is used each day."""
    stress: tuple[Stress, ...] = ()
    """What losing one capability or all of one jurisdiction would do; only where it does something."""
    remarks: tuple[str, ...] = ()
    """What in the measures contradicts itself, in sentences."""
    tail: Tail | None = None
    """What it does to the worst years; None unless it was made for them."""
    pathway: tuple[Step, ...] = ()
    """What to do now, and then when which signpost is passed, the most pressing first; empty without futures."""
