"""The register: every risk in a table with intervals, and the matrix as a way into it.

Not here: drawings (`register_drawing.py`).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from forestall.core.text import N_
from forestall.model.profile import RegisterRules
from forestall.model.risk import Curve, Interval, Risk, Total
from forestall.model.words import Field, Scale
from forestall.outlook.given import Given
from forestall.outlook.pages.table import Column, Kind

_BANDS = ("no criterion", "broadly acceptable", "as low as reasonably practicable", "unacceptable")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A risk in the table."""

    rank: int
    """From 1, by expected loss."""
    risk: Risk
    """The risk."""
    authority: str
    """Who answers for it."""
    raised: bool
    """Its likelihood is as far above the usual as what keeps a warning open."""
    hidden: int = 0
    """Findings that move it and that whoever looks may not see."""

    @property
    def likelihood(self) -> int | None:
        """Its row of the matrix; None when it has no place there."""
        return None if self.risk.standing is None else self.risk.standing.likelihood

    @property
    def impact(self) -> int | None:
        """Its column."""
        return None if self.risk.standing is None else self.risk.standing.impact

    @property
    def band(self) -> str | None:
        """Its band."""
        return None if self.risk.standing is None else self.risk.standing.band


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which risks the list shows; what is empty or 0 leaves nothing out."""

    field: str = ""
    """A field of security."""
    jurisdiction: str = ""
    """An authority."""
    band: str = ""
    """A band of tolerability."""
    row: int = 0
    """Row of the matrix, from 1."""
    column: int = 0
    """Column of the matrix, from 1."""
    text: str = ""
    """Words of its title."""

    @property
    def anything(self) -> bool:
        """Whether something is left out."""
        return self != Wanted()

    def fits(self, row: RegisterRow) -> bool:
        """Whether a risk is shown."""
        risk, at = row.risk, row.risk.standing
        return (
            (not self.field or risk.field == self.field)
            and (not self.jurisdiction or risk.jurisdiction == self.jurisdiction)
            and (not self.band or (at is not None and at.band == self.band))
            and (not self.row or (at is not None and at.likelihood == self.row))
            and (not self.column or (at is not None and at.impact == self.column))
            and (not self.text or self.text.casefold() in risk.title.casefold())
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix."""

    row: int
    """Likelihood, from 1."""
    column: int
    """Impact, from 1."""
    risks: int
    """How many stand in it."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many risks stand where; an entry to the list and no judgement."""

    rows: tuple[tuple[Cell, ...], ...]
    """The most likely first."""
    rules: RegisterRules
    """Thresholds between its rows and columns, and where they come from."""
    placed: int
    """Risks that have a place in it."""

    def chances(self, row: int) -> tuple[float, float]:
        """Probabilities between which a row lies."""
        return (0.0, *self.rules.likelihood, 1.0)[row - 1], (0.0, *self.rules.likelihood, 1.0)[row]

    def losses(self, column: int) -> tuple[float, float | None]:
        """Losses of one event between which a column lies; None for no end."""
        ends = (0.0, *self.rules.impact, None)
        low, high = ends[column - 1], ends[column]
        return (0.0 if low is None else low), high


@dataclass(frozen=True, slots=True)
class Group:
    """A group whose total there is, with its key in addresses."""

    key: str
    """`all`, `field:cyber`, `jurisdiction:city`."""
    name: str
    """As people write it; empty for all."""
    known: bool
    """Whether `name` is a name of the place; else it is a word to be translated."""


def _interval(
    key: str, title: str, of: Callable[[RegisterRow], Interval], kind: Kind, *, note: str = "", hidden: bool = False
) -> tuple[Column[RegisterRow], ...]:
    return (
        Column(key, title, lambda row: of(row).mean, kind=kind, note=note, hidden=hidden),
        Column(f"{key}_low", title, lambda row: of(row).low, kind=kind, hidden=True),
        Column(f"{key}_high", title, lambda row: of(row).high, kind=kind, hidden=True),
    )


COLUMNS: tuple[Column[RegisterRow], ...] = (
    Column("rank", N_("Rank"), lambda row: row.rank, kind=Kind.COUNT, note=N_("By expected loss a year")),
    Column("title", N_("Risk"), lambda row: row.risk.title),
    Column("scenario", N_("Id"), lambda row: row.risk.scenario, hidden=True),
    Column("hazard", N_("Hazard"), lambda row: row.risk.hazard, hidden=True),
    Column("field", N_("Field"), lambda row: row.risk.field),
    Column("authority", N_("Authority"), lambda row: row.authority, hidden=True),
    Column("ratio", N_("Against usual"), lambda row: row.risk.ratio, kind=Kind.NUMBER),
    *_interval("base_rate", N_("Usually a year"), lambda row: row.risk.base_rate, Kind.NUMBER, hidden=True),
    *_interval("probability", N_("Probability"), lambda row: row.risk.probability, Kind.SHARE),
    *_interval("weighted", N_("Expected a year"), lambda row: row.risk.weighted, Kind.MONEY),
    Column("likelihood", N_("Row"), lambda row: row.likelihood, hidden=True),
    Column("impact", N_("Column"), lambda row: row.impact, hidden=True),
    Column(
        "band",
        N_("Band"),
        lambda row: row.band,
        kind=Kind.LEVEL,
        order=lambda row: _BANDS.index(row.band) if row.band else None,
        note=N_("Against the criteria of the place"),
    ),
    Column("driver", N_("What moves it most"), lambda row: row.risk.drivers[0].what if row.risk.drivers else None),
    Column("hidden", N_("Findings that you may not see"), lambda row: row.hidden, kind=Kind.COUNT, hidden=True),
)


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point of a curve."""

    index: int
    """Its place in the curve, from 0."""
    loss: float
    """Level of loss."""
    year: float
    """Share of years worse than that."""
    low: float
    """5 % quantile of it."""
    high: float
    """95 % quantile of it."""
    once: float | None
    """Share of years with one event worse than that; None when it was not worked out."""
    often: float | None
    """How often one event is worse than that [1/year]; None when it was not worked out."""


POINTS: tuple[Column[PointRow], ...] = (
    Column("loss", N_("Loss"), lambda row: row.loss, kind=Kind.NUMBER),
    Column("year", N_("Years worse than that"), lambda row: row.year, kind=Kind.SHARE),
    Column("low", N_("Low"), lambda row: row.low, kind=Kind.SHARE, hidden=True),
    Column("high", N_("High"), lambda row: row.high, kind=Kind.SHARE, hidden=True),
    Column("once", N_("Years with one event worse"), lambda row: row.once, kind=Kind.SHARE),
    Column(
        "often", N_("Events worse than that"), lambda row: row.often, kind=Kind.NUMBER, note=N_("F-N curve, a year")
    ),
)


def points(curve: Curve | None) -> tuple[PointRow, ...]:
    """The points of a curve, the smallest loss first; none of no curve."""
    if curve is None:
        return ()
    whole = zip(curve.loss, curve.probability, curve.low, curve.high, strict=True)
    once, often = (each if len(each) == len(curve.loss) else None for each in (curve.occurrence, curve.frequency))
    return tuple(
        PointRow(at, *each, None if once is None else once[at], None if often is None else often[at])
        for at, each in enumerate(whole)
    )


def register_rows(given: Given) -> tuple[RegisterRow, ...]:
    """Every risk that may be seen, by weighted expected loss."""
    least = given.place.profile.steadiness.close_ratio
    return tuple(
        RegisterRow(
            rank,
            each,
            given.jurisdiction(each.jurisdiction),
            each.ratio >= least,
            given.hidden.get(each.scenario, 0),
        )
        for rank, each in enumerate(given.assessment.risks, 1)
    )


def matrix(given: Given) -> Matrix:
    """The matrix with its counts, by the thresholds of the place."""
    rules = given.place.profile.register
    at = [each.standing for each in given.assessment.risks if each.standing is not None]
    counts = Counter((each.likelihood, each.impact) for each in at)
    rows = tuple(
        tuple(Cell(row, column, counts[row, column]) for column in range(1, len(rules.impact) + 2))
        for row in range(len(rules.likelihood) + 1, 0, -1)
    )
    return Matrix(rows, rules, len(at))


def groups(given: Given) -> tuple[Group, ...]:
    """The groups whose totals the reader may see, in the order in which they were worked out."""
    keys = dict.fromkeys((each.group, each.name) for each in given.assessment.totals)
    return tuple(_group(given, group, name) for group, name in keys)


def _group(given: Given, group: str, name: str) -> Group:
    if group == "all":
        return Group("all", N_("the whole place"), False)
    if group == "field":
        return Group(f"field:{name}", str(Field(name)), False)
    return Group(f"jurisdiction:{name}", given.jurisdiction(name), True)


def scales(given: Given) -> tuple[Scale, ...]:
    """The scales of the place, in their order."""
    return tuple(each for each in Scale if each in given.place.profile.scales)


def total_of(given: Given, group: str, scale: Scale) -> Total | None:
    """The total of a group on a scale; None when there is none that may be seen."""
    return next((each for each in given.assessment.totals if _key(each) == group and each.scale == scale), None)


def curve_of(given: Given, group: str, scale: Scale) -> Curve | None:
    """The curve of a group on a scale; None when no simulated year has a loss, or it may not be seen."""
    return next((each for each in given.assessment.curves if _key(each) == group and each.scale == scale), None)


def _key(each: Total | Curve) -> str:
    return "all" if each.group == "all" else f"{each.group}:{each.name}"
