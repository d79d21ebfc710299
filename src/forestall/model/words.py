"""The closed choices of the product: one word for one thing."""

from enum import StrEnum


class Field(StrEnum):
    """A field of security."""

    POLITICAL = "political"
    ECONOMIC = "economic"
    TERRITORIAL = "territorial"
    SOCIAL = "social"
    CYBER = "cyber"


class Scale(StrEnum):
    """What is counted when something happens."""

    DEATHS = "deaths"
    INJURIES = "injuries"
    PEOPLE = "people_affected"
    ECONOMIC = "economic_loss"
    SERVICE = "service_loss"
    ENVIRONMENT = "environment"


class Level(StrEnum):
    """How serious a finding is; the five levels of the Sigma specification."""

    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class CapabilityKind(StrEnum):
    """The six kinds of capability."""

    MATERIALS = "materials"
    TECHNOLOGY = "technology"
    EQUIPMENT = "equipment"
    TALENT = "talent"
    LAW = "law"
    MECHANISM = "mechanism"


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 labels (FIRST, 2022)."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"


class FindingKind(StrEnum):
    """What concluded a finding."""

    SIGMA = "sigma"
    THRESHOLD = "threshold"
    SEASONAL = "seasonal"
    ALERT = "alert"
    VULNERABILITY = "vulnerability"
    SILENCE = "silence"


class SourceKind(StrEnum):
    """How a source is read."""

    AUDITD = "auditd"
    CAP = "cap"
    CSV = "csv"
    EVTX = "evtx"
    INDICATOR = "indicator"
    JSON_LINES = "jsonl"
    KEV = "kev"
    PARQUET = "parquet"
    SYSLOG = "syslog"
    ZEEK = "zeek"


class SourceStatus(StrEnum):
    """How far a source can be relied on; `missing` is no data, never zero."""

    FINE = "fine"
    STALE = "stale"
    DEGRADED = "degraded"
    MISSING = "missing"


class Quality(StrEnum):
    """Why a signal's value should be doubted, or `ok`."""

    OK = "ok"
    MISSING = "missing"
    SUSPECT = "suspect"
    FUTURE = "future"


class ObligationState(StrEnum):
    """Where an obligation stands."""

    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Trigger(StrEnum):
    """What makes a duty into an obligation."""

    CALENDAR = "calendar"
    PLAN = "plan"
    ALERT = "alert"
    FINDING = "finding"
    CASE = "case"
    BREAK_GLASS = "break_glass"


class Each(StrEnum):
    """For what a duty is owed once, where its bearer is a kind and not one authority."""

    AUTHORITY = "authority"
    SITE = "site"
    SITE_AUTHORITY = "site_authority"


class Need(StrEnum):
    """What it takes before something owed counts as done."""

    VERDICT = "verdict"
    EVIDENCE = "evidence"
    STATEMENT = "statement"


class Proof(StrEnum):
    """How far it is shown that something owed was done."""

    NONE = "none"
    WAITING = "waiting"
    REFUSED = "refused"
    STALE = "stale"
    OUTDATED = "outdated"
    ENOUGH = "enough"
    DECLARED = "declared"


class EffectTarget(StrEnum):
    """What kind of thing a measure's effect changes."""

    SCENARIO = "scenario"
    SITE = "site"
    DEPENDENCY = "dependency"
    RELEASE = "release"


class EffectOn(StrEnum):
    """Which quantity of the target a measure's effect changes."""

    FREQUENCY = "frequency"
    CONSEQUENCE = "consequence"
    REPAIR = "repair"
    BUFFER = "buffer"
    RESTART = "restart"
    REQUIRED = "required"
    DURATION = "duration"
    SHELTER = "shelter"


class Span(StrEnum):
    """How much of a place one warning speaks of."""

    SITE = "site"
    JURISDICTION = "jurisdiction"
    PLACE = "place"


class Link(StrEnum):
    """How the effect of a warning belongs to its cause."""

    DEPENDENCY = "dependency"
    """The effect's site is down once the sites of causes are: the dependencies of the place say so."""
    EVENT = "event"
    """They rest on the same signals or records, or the cause is a risk that the effect's findings raise."""
    SITE = "site"
    """They are at the same site, or, without one, in the same jurisdiction."""
    ANYWHERE = "anywhere"
    """The rule says so, wherever they are."""


class SignatureVerdict(StrEnum):
    """What the signature of a message shows."""

    UNSIGNED = "unsigned"
    """There is none."""
    VALID = "valid"
    """The message is as it was signed, by whom we trust, with a certificate that held at receipt."""
    UNTRUSTED = "untrusted"
    """The message is as it was signed, but nobody we trust vouches for the certificate."""
    OUT_OF_DATE = "out_of_date"
    """The certificate, or one above it, did not hold at receipt."""
    WEAK = "weak"
    """Made with SHA-1 or MD5, which can be forged: it proves nothing."""
    BROKEN = "broken"
    """The message is not as it was signed, or the signature cannot be read."""
