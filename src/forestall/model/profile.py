"""The place as a whole: what `place.toml` says."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Gt, Le, Lt, MinLen

from forestall.model.jurisdiction import Jurisdiction
from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import FindingKind, Level, Link, Scale, Span


@dataclass(frozen=True, slots=True)
class ImpactScale:
    """One scale on which consequences are counted, and what one unit of it weighs."""

    unit: str
    """What is counted: `persons`, the currency, `person-hours`."""
    weight: Annotated[float, Ge(0)]
    """What one unit weighs against the other scales, in the place's currency: the trade-off, stated."""
    tolerable: Annotated[float | None, Ge(0), Unit("1/year")] = None
    """Expected yearly amount that the place tolerates in all; left out when no criterion is set."""
    source: str = ""
    """Where the weight and the criterion come from."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Risk criteria (ISO 31000, 6.3.4): when a risk is tolerable."""

    individual_limit: Annotated[float, Gt(0), Le(1), Unit("1/year")] = 1e-6
    """Yearly probability of death from a hazardous installation that must not be exceeded at a home."""
    societal_intercept: Annotated[float, Gt(0), Unit("1/year")] = 1e-3
    """Frequency of one or more deaths on the societal criterion line: F(N) = intercept / N^slope."""
    societal_slope: Annotated[float, Gt(0)] = 2.0
    """Slope of the societal criterion line; 2 is averse to large accidents, 1 is neutral."""
    national: str = ""
    """National set that sites and routes are held against as well: `NL`, `UK`, `CH`, `HK`, …; left out: none."""
    source: str = ""
    """Where the criteria come from."""


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """How the register places risks: the risk matrix, and bands of tolerability for one risk."""

    likelihood: tuple[Annotated[float, Gt(0), Lt(1)], ...] = (0.002, 0.01, 0.05, 0.25)
    """Probabilities at which a row of the matrix ends, rising."""
    likelihood_horizon: Annotated[float, Gt(0), Unit("day")] = 1826.0
    """Horizon of those probabilities: five years."""
    impact: Annotated[tuple[Annotated[float, Gt(0)], ...], Unit("currency")] = (1e5, 1e6, 1e7, 1e8)
    """Weighted losses of one event at which a column of the matrix ends, rising."""
    acceptable: Annotated[float | None, Gt(0), Unit("currency/year")] = None
    """Weighted expected yearly loss of one risk below which nothing more need be done."""
    unacceptable: Annotated[float | None, Gt(0), Unit("currency/year")] = None
    """Weighted expected yearly loss of one risk above which it must be lowered whatever that costs."""
    negligible: Annotated[float, Gt(0), Le(1)] = 0.01
    """Share of the societal criterion line below which risk of death is broadly acceptable."""
    source: str = "rows: UK National Risk Register 2023; columns: assumption; negligible: one hundredth of the line"
    """Where the thresholds come from."""


@dataclass(frozen=True, slots=True)
class CommonCause:
    """Something that makes several scenarios more frequent in the same years: a storm year, a year of drought."""

    id: Annotated[str, Key()]
    """Short name."""
    scenarios: Annotated[tuple[str, ...], MinLen(1), Ref("scenario")]
    """Scenarios on which it bears."""
    probability: Annotated[float, Gt(0), Lt(1)]
    """Share of years in which it is there."""
    factor: Annotated[float, Gt(0)]
    """What it multiplies their rates by in those years; the other years have less, so that the mean is kept."""
    source: str = ""
    """Where the numbers come from."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Findings that make one warning together; the first grouping that fits a finding counts."""

    kind: FindingKind
    """Kind of the findings."""
    by: Span
    """One warning for each site, each jurisdiction, or the whole place."""
    rule: str = "*"
    """Pattern of their rule or indicator, `*` and `?` allowed."""


@dataclass(frozen=True, slots=True)
class Inhibition:
    """A warning that accounts for others: they are not sent while it is open, and it lists them.

    An effect that is more severe than its cause, is for other readers, or was sent already, is never hidden.
    """

    how: Link
    """How an effect belongs to its cause."""
    cause: str = "*"
    """Pattern of the cause's subject, `*` and `?` allowed: `finding:grid-*:*`, `risk:flood`."""
    effect: str = "*"
    """Pattern of the effect's subject."""
    source: str = ""
    """Why: where the rule comes from."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How sure a warning must be before it opens, and how long it holds."""

    open_level: Level = Level.HIGH
    """A finding at this level or above opens a warning."""
    close_level: Level = Level.MEDIUM
    """A warning stays open while its finding is at this level or above."""
    open_ratio: Annotated[float, Gt(1)] = 3.0
    """A risk opens a warning when its rate now is this many times its base rate …"""
    open_probability: Annotated[float, Ge(0), Le(1)] = 0.001
    """… and the probability of it within the horizon is at least this: what stays very unlikely opens none."""
    close_ratio: Annotated[float, Gt(1)] = 1.5
    """A risk's warning stays open while the ratio is at least this; below the opening ratio."""
    hold: Annotated[float, Ge(0), Unit("h")] = 12.0
    """A warning once opened holds for at least this long."""
    clear: Annotated[float, Ge(0), Unit("h")] = 0.0
    """A warning closes once too little has spoken for it for this long without a break."""
    confirm: Annotated[int, Ge(1)] = 1
    """Looks, out of the last `confirm_of`, in which enough must speak for a warning before it opens …"""
    confirm_of: Annotated[int, Ge(1), Le(1000)] = 1
    """… and out of how many."""
    look: Annotated[float, Ge(0), Unit("h")] = 0.0
    """Passes within one span of this length count as one look; 0: each pass is a look."""
    half_life: Annotated[float, Ge(0), Unit("h")] = 0.0
    """How soon half of what speaks for a warning is gone where nothing new comes; 0: at once."""
    lapse: Annotated[float, Ge(0), Unit("h")] = 0.0
    """A warning of which nothing could be known for this long runs out; 0: it stays until something is known."""
    group: tuple[Grouping, ...] = ()
    """Which findings make one warning together, besides those of Sigma rules and vulnerabilities at one site."""
    inhibit: tuple[Inhibition, ...] = ()
    """Which warnings are listed in that of their cause instead of being sent; left out: none."""


class Approval(StrEnum):
    """Which alerts go out only once a second person has approved them."""

    NEVER = "never"
    """None: what a pass or an operator sends is sent."""
    PUBLIC = "public"
    """Those with scope Public."""
    ALWAYS = "always"
    """All."""


@dataclass(frozen=True, slots=True)
class Warnings:
    """How alerts go out: whose approval they need, who signs them, whom readers may ask."""

    approval: Approval = Approval.NEVER
    """Which alerts wait for a second person: `never`, `public` (scope Public) or `always`."""
    life: Annotated[float, Gt(0), Le(720), Unit("h")] = 24.0
    """How long an alert that people write holds when they do not say."""
    sender_name: str = ""
    """Name of the office as readers know it (CAP 1.2, 3.2.2 senderName)."""
    contact: str = ""
    """The office that readers may ask: a desk or a switchboard, never a person."""
    web: str = ""
    """Page on which the office says more."""
    signing_key: str | None = None
    """PEM file with the private key that signs alerts (RSA or EC); left out: `cap/key.pem` in the state, if there."""
    signing_certificate: str | None = None
    """PEM file with its certificate and the chain above it; left out: `cap/certificate.pem` in the state."""
    trusted: tuple[str, ...] = ()
    """PEM files with the certificates of those whose signed alerts are believed, or of who issued these."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which offices work."""

    weekend: tuple[Annotated[int, Ge(1), Le(7)], ...] = (6, 7)
    """ISO weekday numbers on which offices are closed: 1 is Monday."""
    holidays: tuple[date, ...] = ()
    """Dates on which offices are closed."""
    yearly: tuple[str, ...] = ()
    """Days on which offices are closed every year, month and day: `12-25`."""
    easter: tuple[Annotated[int, Ge(-100), Le(100)], ...] = ()
    """Days on which offices are closed, counted from Easter Sunday (Gregorian): -2 is Good Friday, 1 Easter Monday."""
    opens: str | None = None
    """When offices open on a working day, local time, `08:00`; left out: all hours of a working day count."""
    closes: str | None = None
    """When they close, `17:00`."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """How risks are computed and what may be spent on lowering them."""

    years: Annotated[int, Ge(1_000), Le(10_000_000)] = 100_000
    """Years simulated in a pass."""
    samples: Annotated[int, Ge(8), Le(4096)] = 64
    """Consequence samples drawn for each scenario."""
    horizon: Annotated[float, Gt(0), Unit("day")] = 30.0
    """Horizon over which `likelihood now` is stated."""
    outage_horizon: Annotated[float, Gt(0), Le(2160), Unit("h")] = 336.0
    """How long after an event the cascade is followed."""
    outage_cost: Annotated[float, Ge(0), Unit("currency/person-hour")] = 0.0
    """Economic loss of one person without one essential service for one hour."""
    crews: Annotated[int | None, Ge(1)] = None
    """Repair crews in all, one a damaged site at a time; left out: every site is repaired at once."""
    budget: Annotated[float, Ge(0), Unit("currency")] = 0.0
    """What may be spent on measures, over the planning period, running cost included."""
    period: Annotated[float, Gt(0), Le(100), Unit("year")] = 10.0
    """The planning period over which measures cost and bring their benefit."""
    discount: Annotated[float, Ge(0), Le(1), Unit("1/year")] = 0.03
    """Yearly discount rate on cost and benefit."""
    error: Annotated[float | None, Gt(0), Lt(1)] = None
    """Stop once the standard error of the mean yearly loss is this share of it on every scale, at `years` at most."""


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What is done at the door with personal data in logs and reports."""

    drop: tuple[str, ...] = ()
    """Record fields dropped before anything else sees them."""
    pseudonymise: tuple[str, ...] = ()
    """Record fields replaced by keyed pseudonyms, besides the built-in ones."""
    keep: tuple[str, ...] = ()
    """Account names that name a system, not a person, and stay readable."""
    key_file: str | None = None
    """File with the secret of the pseudonyms, 32 bytes in hexadecimal; left out: made once, in PLACE/.forestall."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The place as a whole, and the settings of its outlook."""

    name: str
    """Name of the place."""
    time_zone: str
    """IANA time zone, such as `Europe/Lisbon`."""
    languages: Annotated[tuple[str, ...], MinLen(1)]
    """Language tags (BCP 47) in which people are warned, first one first."""
    currency: str
    """ISO 4217 code of the currency in which all money is given."""
    jurisdictions: Annotated[tuple[Jurisdiction, ...], MinLen(1)]
    """The tree of authorities; exactly one has no parent."""
    scales: dict[Scale, ImpactScale]
    """Impact scales in use, with their weights."""
    sender: str = "forestall.invalid"
    """Sender written into our alerts (CAP 1.2, 3.2.1): a name under a domain the office owns."""
    summary: str = ""
    """One sentence on the place."""
    replay_at: datetime | None = None
    """For a recorded place: the time at which a pass looks when no --at is given."""
    criteria: Criteria = field(default_factory=Criteria)
    """Risk criteria."""
    steadiness: Steadiness = field(default_factory=Steadiness)
    """How sure a warning must be, and how long it holds."""
    warnings: Warnings = field(default_factory=Warnings)
    """How alerts go out."""
    calendar: Calendar = field(default_factory=Calendar)
    """Days on which offices work."""
    appraisal: Appraisal = field(default_factory=Appraisal)
    """How risks are computed and what may be spent."""
    door: DoorRules = field(default_factory=DoorRules)
    """What is done with personal data at the door."""
    register: RegisterRules = field(default_factory=RegisterRules)
    """The risk matrix and the bands of tolerability."""
    common_causes: tuple[CommonCause, ...] = ()
    """What makes several scenarios more frequent in the same years."""
    placeholders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Values that placeholders of Sigma rules stand for, by name: `JumpServers` for `%JumpServers%`, with wildcards."""
    base: str | None = None
    """The map below everything that is drawn: a `.pmtiles` or `.geojson` file of the place; left out: `base.pmtiles` or
    `base.geojson` where there is one, else lands of the world."""
