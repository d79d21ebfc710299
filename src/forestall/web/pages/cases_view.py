"""What the pages of cases and causes show: rows of cases, causes by what they bring, proposals."""

from collections.abc import Mapping
from dataclasses import dataclass

from forestall.core.text import N_
from forestall.follow.cases.ranking import Standing
from forestall.model.case import Case, CaseState, Proposal
from forestall.outlook.pages.table import Column, Kind

_RANK = {CaseState.OPEN: 3, CaseState.ANSWERED: 2, CaseState.CLOSED: 1, CaseState.MERGED: 0}


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a table."""

    case: Case
    """The case."""
    kind: str
    """Name of its type."""
    who: str
    """Name of the authority that works on it."""
    cause: str
    """What lies at its root; empty when that is not known."""
    told: str
    """All its words, for searching."""


COLUMNS: tuple[Column[Row], ...] = (
    Column("text", N_("What was told"), lambda row: row.case.text),
    Column("id", N_("Id"), lambda row: row.case.id, hidden=True),
    Column("type", N_("Type"), lambda row: row.kind),
    Column(
        "state", N_("State"), lambda row: str(row.case.state), kind=Kind.LEVEL, order=lambda row: _RANK[row.case.state]
    ),
    Column("jurisdiction", N_("Who"), lambda row: row.who),
    Column("site", N_("Site"), lambda row: row.case.site),
    Column("happened", N_("Happened"), lambda row: row.case.happened, kind=Kind.TIME),
    Column("harm", N_("People hurt"), lambda row: row.case.harm, kind=Kind.NUMBER),
    Column("returns", N_("Came back"), lambda row: row.case.returns, kind=Kind.COUNT),
    Column("cause", N_("Cause"), lambda row: row.cause),
    Column("received", N_("Received"), lambda row: row.case.received, kind=Kind.TIME, hidden=True),
    Column("changed", N_("Changed"), lambda row: row.case.changed, kind=Kind.TIME, hidden=True),
    Column("outcome", N_("Outcome"), lambda row: row.case.outcome, hidden=True),
    Column("evidence", N_("Evidence"), lambda row: row.case.evidence, hidden=True),
    Column("lon", N_("Longitude"), lambda row: row.case.lon, kind=Kind.NUMBER, hidden=True),
    Column("lat", N_("Latitude"), lambda row: row.case.lat, kind=Kind.NUMBER, hidden=True),
)
CAUSES: tuple[Column[Standing], ...] = (
    Column("title", N_("Cause"), lambda row: row.cause.title),
    Column("id", N_("Id"), lambda row: row.cause.id, hidden=True),
    Column("cases", N_("Cases"), lambda row: row.cases, kind=Kind.COUNT),
    Column("open", N_("Not closed"), lambda row: row.open, kind=Kind.COUNT),
    Column("harm", N_("People hurt"), lambda row: row.harm, kind=Kind.NUMBER),
    Column("rate", N_("Came back after closing"), lambda row: row.rate, kind=Kind.SHARE),
    Column("low", N_("Low"), lambda row: row.low, kind=Kind.SHARE, hidden=True),
    Column("high", N_("High"), lambda row: row.high, kind=Kind.SHARE, hidden=True),
    Column("closings", N_("Closings"), lambda row: row.closings, kind=Kind.COUNT),
    Column(
        "points",
        N_("Sum of ranks"),
        lambda row: row.points,
        kind=Kind.COUNT,
        note=N_("By cases, harm and return rate; 3 is first on all"),
    ),
)
PROPOSALS: tuple[Column[Proposal], ...] = (
    Column("terms", N_("Words that set them apart"), lambda row: ", ".join(row.terms)),
    Column("id", N_("Id"), lambda row: row.id, hidden=True),
    Column("cases", N_("Cases"), lambda row: len(row.cases), kind=Kind.COUNT),
    Column(
        "silhouette",
        N_("Silhouette"),
        lambda row: row.silhouette,
        kind=Kind.NUMBER,
        note=N_("How well they hold together, -1 to 1 (Rousseeuw 1987)"),
    ),
    Column("ids", N_("Which"), lambda row: " ".join(row.cases), hidden=True),
)


def row(case: Case, types: Mapping[str, str], names: Mapping[str, str], causes: Mapping[str, str]) -> Row:
    """A case as a row.

    Args:
        case: the case
        types: names of the types by code
        names: names of the authorities by id
        causes: titles of the causes by id
    """
    kind, who = types.get(case.case_type, case.case_type), names.get(case.jurisdiction, case.jurisdiction)
    cause = causes.get(case.cause or "", "")
    told = " ".join((case.text, case.id, kind, who, case.site or "", case.address, cause)).casefold()
    return Row(case, kind, who, cause, told)


@dataclass(frozen=True, slots=True)
class Fits:
    """Whether a row is looked for."""

    state: str
    """A state, `unsettled`, or empty for all but merged ones."""
    kind: str
    """Code of a type; empty for all."""
    words: tuple[str, ...]
    """With all of these."""

    def __call__(self, row: Row) -> bool:
        """Whether it is."""
        if self.kind and row.case.case_type != self.kind:
            return False
        if self.state == "unsettled":
            if row.case.state not in (CaseState.OPEN, CaseState.ANSWERED):
                return False
        elif row.case.state != (self.state or row.case.state) or (not self.state and row.case.merged_into):
            return False
        return all(word in row.told for word in self.words)
