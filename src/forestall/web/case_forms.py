"""The forms of reports and cases over HTTP, as the description of the interface (OpenAPI) shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from forestall.model.case import Case, CaseState, Report
from forestall.pipeline.case_intake import LONGEST

_Short = Annotated[str, Field(max_length=300)]


class ReportIn(BaseModel):
    """A report as it is handed in."""

    case_type: str = Field(max_length=64, description="Code of its type; `/v1/case-types` lists them.")
    text: str = Field(max_length=LONGEST, description="What happened.")
    happened: datetime | None = Field(None, description="When; left out: now.")
    lon: float | None = Field(None, description="Longitude [deg].")
    lat: float | None = Field(None, description="Latitude [deg].")
    site: str | None = Field(None, max_length=128, description="The site it concerns.")
    jurisdiction: str | None = Field(None, max_length=128, description="The authority it concerns.")
    address: _Short = Field("", description="Where, in words.")
    harm: float = Field(0.0, description="People hurt.")
    media: _Short = Field("", description="Address of a picture.")
    reference: _Short = Field("", description="By which the sender knows it; the same one is taken once.")
    names: list[_Short] = Field([], max_length=10, description="Names of who reports: taken out of the text, not kept.")
    contact: _Short = Field("", description="How who reports can be reached; sealed apart, deleted on request.")
    same_as: str | None = Field(None, max_length=64, description="The open case that it is another report of.")


class TakenOut(BaseModel):
    """That a report was taken in."""

    report: str
    """Its id."""
    case: str
    """The case that it is part of."""
    state: CaseState
    """Where that stands."""
    jurisdiction: str
    """The authority that works on it."""
    token: str | None
    """For who reported, shown once; null when the report was there before."""


class Suggested(BaseModel):
    """A case that may be the same."""

    case: str
    """Which."""
    state: CaseState
    """Where it stands."""
    score: float
    """How like it is, 0 to 1."""
    metres: int | None
    """How far away."""
    happened: datetime
    """When it happened."""


class Cases(BaseModel):
    """Cases that may be seen."""

    items: list[Case]
    """The one that changed last first."""
    total: int
    """How many there are."""
    next: str | None = None
    """Address of the page after this one; null on the last."""


class CaseOut(BaseModel):
    """A case and what was reported of it."""

    case: Case
    """The case."""
    reports: list[Report]
    """All reports, those of merged cases too."""


class Standing(BaseModel):
    """Where the case of a token stands."""

    case: str
    """Which."""
    state: CaseState
    """Where it stands."""
    outcome: str
    """How it was settled, if it was."""
    changed: datetime
    """When it last changed."""


class AnswerIn(BaseModel):
    """How a case was settled."""

    outcome: str = Field(max_length=LONGEST)
    evidence: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of what shows it.")


class ReasonIn(BaseModel):
    """Why."""

    reason: str = Field(min_length=1, max_length=1000)


class IntoIn(BaseModel):
    """Another case."""

    into: str = Field(max_length=64)


class CauseIn(BaseModel):
    """A cause."""

    cause: str = Field(max_length=64)


class TokenIn(BaseModel):
    """The token of who reported."""

    token: str = Field(min_length=20, max_length=64)
    reason: str = Field("", max_length=1000, description="Why it is not settled.")


class Counts(BaseModel):
    """Counts of a full month; null where one is withheld."""

    counts: dict[str, int | None]
    """By row."""
    total: int | None
    """Of all rows."""
