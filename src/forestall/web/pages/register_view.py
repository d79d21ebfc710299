"""What the pages of the register show: the list with its ways in, and one risk with what was asked of it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from forestall.core.text import N_
from forestall.model.risk import Chance, Curve, Tail, Total
from forestall.model.suppose import Supposed, Swing
from forestall.model.words import Field, Scale
from forestall.outlook.pages.register import (
    Group,
    Matrix,
    PointRow,
    RegisterRow,
    Wanted,
)
from forestall.outlook.pages.register_drawing import Exceedance, Tornado
from forestall.outlook.pages.side_tables import (
    Loss,
    Share,
)
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.pipeline.derive_supposed import WINDS
from forestall.pipeline.suppose import (
    Telling,
    Then,
)

_BANDS = ("unacceptable", "as low as reasonably practicable", "broadly acceptable", "no criterion")


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The list, and ways into it."""

    table: TableView[RegisterRow]
    """The risks that are wanted."""
    wanted: Wanted
    """Which those are."""
    matrix: Matrix
    """Where they all stand."""
    fields: tuple[Field, ...]
    """Fields that have risks."""
    authorities: tuple[tuple[str, str], ...]
    """Authorities that have risks, by id and name."""
    groups: tuple[Group, ...]
    """Groups whose totals there are."""
    scales: tuple[Scale, ...]
    """Scales of the place."""
    group: str
    """The group whose curve is shown."""
    scale: Scale
    """Its scale."""
    unit: str
    """Unit of that scale."""
    curve: Curve | None
    """The curve; None when there is none that may be seen."""
    drawing: Exceedance | None
    """The same as a drawing."""
    points: TableView[PointRow]
    """Its points as numbers."""
    total: Total | None
    """Expected loss, rare years and what moves them."""
    tails: TableView[Tail]
    """Its rare years."""
    drivers: TableView[Share]
    """What drives it."""
    moved: TableView[Share]
    """What makes it uncertain."""
    titles: dict[str, str]
    """Risks by scenario, as people call them."""
    bands: tuple[str, ...] = _BANDS
    """Bands of tolerability."""

    @property
    def group_name(self) -> Group | None:
        """The group as people name it."""
        return next((each for each in self.groups if each.key == self.group), None)


@dataclass(frozen=True, slots=True)
class Typed:
    """The question as it was typed."""

    factor: str
    """What the rate is multiplied by."""
    measures: tuple[str, ...]
    """Measures ticked."""
    without: tuple[str, ...]
    """Findings taken away."""
    period: str
    """Day or night."""
    stability: str
    """Pasquill class."""
    wind: str
    """Where the wind comes from [deg]."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field."""

    @property
    def asked(self) -> bool:
        """Whether anything is asked."""
        return bool(self.measures or self.without or self.period or self.stability or self.wind or self.factor)

    @property
    def query(self) -> str:
        """The question as addresses ask it."""
        one = {"factor": self.factor, "period": self.period, "stability": self.stability, "wind": self.wind}
        many = {"measure": self.measures, "without": self.without}
        return urlencode({**{name: each for name, each in one.items() if each}, **many}, doseq=True)


@dataclass(frozen=True, slots=True)
class RiskPage:
    """One risk."""

    row: RegisterRow
    """The risk, as in the list."""
    why: str
    """How its numbers were come by."""
    sites: tuple[tuple[str, str], ...]
    """Where it strikes, by id and name."""
    matrix: Matrix
    """The place's matrix."""
    telling: Telling
    """What moves it, and what can be supposed of it."""
    tornado: Tornado | None
    """What moves it, drawn."""
    findings: tuple[tuple[str, str], ...]
    """Findings behind its likelihood that the reader may see, by id and title."""
    typed: Typed
    """What was asked."""
    supposed: Supposed | None
    """The answer; None when nothing was asked, or something is wrong."""
    drawing: Exceedance | None
    """Its exceedance curve, with that of the answer."""
    swings: TableView[Swing]
    """What moves it, as numbers."""
    brings: TableView[Loss]
    """What it brings."""
    chances: TableView[Chance]
    """How likely it is."""
    history: TableView[Then]
    """How it went."""
    forecasts: tuple[tuple[str, str, str, str], ...]
    """What was said of it and what came: made, horizon, probability, outcome."""
    units: dict[Scale, str]
    """Units of the scales."""

    @property
    def wind_options(self) -> list[tuple[str, str]]:
        """Winds that can be chosen."""
        return [(f"{value:g}", name) for value, name in WINDS.items()]


HISTORY: tuple[Column[Then], ...] = (
    Column("at", N_("Pass"), lambda row: row.at, kind=Kind.TIME),
    Column("weighted", N_("Expected a year"), lambda row: row.risk.weighted.mean, kind=Kind.MONEY),
    Column("weighted_low", N_("Expected a year"), lambda row: row.risk.weighted.low, kind=Kind.MONEY, hidden=True),
    Column("weighted_high", N_("Expected a year"), lambda row: row.risk.weighted.high, kind=Kind.MONEY, hidden=True),
    Column("probability", N_("Probability"), lambda row: row.risk.probability.mean, kind=Kind.SHARE),
    Column("ratio", N_("Against usual"), lambda row: row.risk.ratio, kind=Kind.NUMBER),
    Column("because", N_("What moved it"), lambda row: "; ".join(row.moved.because) if row.moved else None),
)
