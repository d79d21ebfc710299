"""Who works with the service: accounts, what is granted to them, how they show who they are.

The only persons' data that Forestall keeps: of its own operators, so that decisions have an author. What a role may do
is in `guard/policy.py`; how secrets are checked is in `guard/`; rows are kept by `store/accounts.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.label import Label
from forestall.model.words import Field


class Role(StrEnum):
    """What somebody is to the service."""

    SOURCE = "source"
    """A machine that sends signals."""
    PARTNER = "partner"
    """Another office with which warnings are shared."""
    LOCAL = "local"
    """A local authority: its own jurisdiction."""
    ANALYST = "analyst"
    """Reads, counts, exports."""
    OPERATOR = "operator"
    """Works the queue and the quarantine."""
    DIRECTOR = "director"
    """Decides on plans, lowers labels."""
    AUDITOR = "auditor"
    """Reads the ledger and who was granted what."""
    ADMINISTRATOR = "administrator"
    """Keeps the accounts; sees no content."""


class Action(StrEnum):
    """What a request wants to do; each route names one."""

    PROBE = "probe"
    """What needs no account: health, sign-in, the description of the interface."""
    OWN = "own"
    """One's own account, sessions and tokens."""
    SEND_SIGNALS = "send_signals"
    """Send signals."""
    READ_SOURCES = "read_sources"
    """See how sources deliver."""
    READ_QUARANTINE = "read_quarantine"
    """See what was not understood."""
    CHANGE_QUARANTINE = "change_quarantine"
    """Resubmit or drop it."""
    READ_FINDINGS = "read_findings"
    """Read signals and findings."""
    READ_ALERTS = "read_alerts"
    """Read alerts."""
    READ_OUTLOOK = "read_outlook"
    """See the whole outlook."""
    COUNT = "count"
    """Count rows, or see a figure made of them."""
    EXPORT = "export"
    """Take rows away in a file."""
    NOTIFY = "notify"
    """Be told of rows by mail or message."""
    DECIDE = "decide"
    """Decide on plans and obligations."""
    ACKNOWLEDGE = "acknowledge"
    """Acknowledge and silence alerts, work the queue of findings."""
    WARN = "warn"
    """Write, update and cancel an alert."""
    APPROVE = "approve"
    """Approve an alert that somebody else wrote."""
    READ_OBLIGATIONS = "read_obligations"
    """See what is owed, and the evidence."""
    GIVE_EVIDENCE = "give_evidence"
    """Send evidence that something was done."""
    JUDGE_EVIDENCE = "judge_evidence"
    """Say whether evidence that somebody else sent is enough."""
    REPORT_CASE = "report_case"
    """Report a case."""
    READ_CASES = "read_cases"
    """See cases and causes."""
    WORK_CASES = "work_cases"
    """Work on cases and causes."""
    READ_PARTNERS = "read_partners"
    """See what partners get, and what they got."""
    SHARE = "share"
    """Send something to a partner."""
    READ_PLACE = "read_place"
    """See the files of the place, and what is wrong with them."""
    RAISE_LABEL = "raise_label"
    """Give a thing a stricter label."""
    LOWER_LABEL = "lower_label"
    """Give a thing a less strict label."""
    READ_LEDGER = "read_ledger"
    """Read the ledger."""
    READ_GRANTS = "read_grants"
    """See who was granted what, and who could see what when."""
    READ_METRICS = "read_metrics"
    """Read the service's own figures."""
    MANAGE_ACCOUNTS = "manage_accounts"
    """Add accounts, grant and take away."""
    BREAK_GLASS = "break_glass"
    """Take wider rights in an emergency, to be justified."""


class Purpose(StrEnum):
    """What something is looked at for."""

    OPERATIONS = "operations"
    PLANNING = "planning"
    AUDIT = "audit"
    SHARING = "sharing"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody, or a machine, that can sign in."""

    id: str
    """Name to sign in with."""
    name: str
    """Name as people write it."""
    organisation: str
    """The office it belongs to."""
    created: datetime
    """Since when, UTC."""
    disabled: datetime | None = None
    """Since when it can no longer sign in, UTC."""
    issuer: str | None = None
    """Of an account at another office's sign-in service: that service (OpenID Connect `iss`)."""
    subject: str | None = None
    """Its name there (OpenID Connect `sub`)."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """How an account shows who it is, as it is kept."""

    password: str | None = None
    """Argon2id hash with its parameters."""
    totp: bytes | None = None
    """Sealed key of its one-time codes (RFC 6238)."""
    totp_step: int | None = None
    """Time step of the last code that was taken; none before it is taken again."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted to an account, for a time; kept for ever."""

    id: int
    """Its number."""
    account: str
    """To whom."""
    role: Role
    """What they may do."""
    clearance: Label
    """The strictest label they may see."""
    fields: frozenset[Field] | None
    """Fields of security; None for all."""
    jurisdiction: str | None
    """The authority whose part of the place, with all below it; None for the whole place."""
    purposes: frozenset[Purpose]
    """For what."""
    since: datetime
    """From when, UTC."""
    until: datetime | None
    """Until when, UTC; None for no end."""
    given_by: str
    """The account that granted it, or `console`."""
    reason: str
    """Why."""
    ended_by: str | None = None
    """The account that ended it before its time."""

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at a time: from `since` on, before `until`."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Token:
    """A secret with which a program acts for an account; the secret itself is not kept."""

    id: str
    """Its public part."""
    account: str
    """Whose it is."""
    name: str
    """What it is for."""
    digest: str
    """SHA-256 of the secret, hexadecimal."""
    scopes: frozenset[Action]
    """What it may be used for, of what the account may do."""
    source: str | None
    """The source it sends as; None when it may name one."""
    created: datetime
    """Since when, UTC."""
    expires: datetime
    """Until when, UTC."""
    revoked: datetime | None = None
    """When it was revoked, UTC."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session of a browser; its secret is not kept."""

    digest: str
    """SHA-256 of the secret, hexadecimal."""
    account: str
    """Whose it is."""
    means: str
    """How they showed who they are: `password`, `link`, either `+totp`; `passkey`; `oidc`, `oidc+mfa`."""
    created: datetime
    """Since when, UTC."""
    seen: datetime
    """When it was last used, UTC, to a few minutes."""
    proved: datetime
    """When they last showed who they are, UTC."""
    expires: datetime
    """Until when at most, UTC."""
    purpose: Purpose | None = None
    """What they said they look for."""
    revoked: datetime | None = None
    """When it was ended, UTC."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key of an account (WebAuthn level 2)."""

    id: str
    """Credential id, base64url."""
    account: str
    """Whose it is."""
    name: str
    """What they call it."""
    public_key: bytes
    """COSE key."""
    sign_count: int
    """Counter of its last use; a lower one shows a copy."""
    created: datetime
    """Since when, UTC."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link with which somebody signs in once, to set a password or a passkey."""

    digest: str
    """SHA-256 of its secret, hexadecimal."""
    account: str
    """For whom."""
    expires: datetime
    """Until when, UTC."""
    used: datetime | None = None
    """When it was used, UTC."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """That somebody took wider rights, and whether they have said why they had to."""

    id: int
    """Its number."""
    account: str
    """Who."""
    grant: int
    """What they took."""
    at: datetime
    """When, UTC."""
    reason: str
    """What they said then."""
    due: datetime
    """By when it is to be justified, UTC."""
    justified: datetime | None = None
    """When it was, UTC."""
    justification: str | None = None
    """How."""


@dataclass(frozen=True, slots=True)
class LabelChange:
    """That a thing was given another label."""

    kind: str
    """What sort of thing: `signal`, …"""
    thing: str
    """Which."""
    before: Label
    """Its label until then."""
    after: Label
    """Its label since."""
    by: str
    """The account that did it."""
    at: datetime
    """When, UTC."""
    reason: str
    """Why."""
    signature: bytes | None = None
    """Answer of the account's passkey over the act, and its nonce, as JSON; None for an account without passkeys."""
