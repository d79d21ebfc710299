"""What the pages of the administrators show: accounts, grants, tokens, keys, emergencies. No content, no secret."""

import os
from dataclasses import dataclass, field
from datetime import datetime

from forestall.core.text import N_
from forestall.guard.label import ORDER
from forestall.guard.policy import needs_proof
from forestall.model.account import Account, Action, Emergency, Grant, Passkey, Purpose, Role, Sitting, Token
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.pipeline.exchange_form import KEY_FILE, exchange_key
from forestall.pipeline.ledger_keys import read_keys
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.upkeep import KEYS
from forestall.store.accounts import Accounts
from forestall.store.emergencies import Emergencies
from forestall.store.sign_ins import SignIns
from forestall.web.pages.page import Page


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with what it may do now."""

    account: Account
    """The account."""
    grants: tuple[Grant, ...]
    """Its grants in force."""
    tokens: int
    """Its tokens that can be used."""

    @property
    def roles(self) -> tuple[str, ...]:
        """What it is to the service."""
        return tuple(dict.fromkeys(str(each.role) for each in self.grants))

    @property
    def clearance(self) -> Label | None:
        """The strictest label that any of its grants names; None without grants."""
        return max((each.clearance for each in self.grants), key=ORDER.index, default=None)

    @property
    def until(self) -> datetime | None:
        """When the first of its grants ends by itself."""
        return min((each.until for each in self.grants if each.until is not None), default=None)


@dataclass(frozen=True, slots=True)
class AdminPage:
    """All accounts, and every time that somebody took wider rights."""

    accounts: TableView[AccountRow]
    """The accounts."""
    emergencies: TableView[Emergency]
    """Every emergency."""
    open: bool
    """Whether the service has no accounts, so that whoever is at the machine may do all."""
    keeps: bool
    """Whether the reader may change accounts, once they showed again who they are."""
    changes: bool
    """Whether they may now."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A grant, and an account, as they were typed."""

    role: str = "operator"
    """What they may do."""
    clearance: str = "AMBER"
    """The strictest label."""
    fields: tuple[str, ...] = ()
    """Fields; none: all."""
    jurisdiction: str = ""
    """The authority; none: the whole place."""
    purposes: tuple[str, ...] = ("operations",)
    """For what."""
    days: str = ""
    """For how long [day]; none: no end."""
    reason: str = ""
    """Why."""
    id: str = ""
    """Name to sign in with."""
    name: str = ""
    """Name as people write it."""
    organisation: str = ""
    """The office."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a grant."""

    roles: tuple[str, ...]
    """What somebody may be."""
    labels: tuple[str, ...]
    """Labels, the strictest last."""
    fields: tuple[str, ...]
    """Fields of security."""
    jurisdictions: tuple[tuple[str, str], ...]
    """Authorities of the place with their names."""
    purposes: tuple[str, ...]
    """What somebody may look for."""


@dataclass(frozen=True, slots=True)
class NewAccountPage:
    """The form of a new account."""

    choices: Choices
    """What can be chosen."""
    typed: Typed
    """What was typed."""
    error: str = ""
    """What is wrong with it."""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with all that hangs on it."""

    account: Account
    """The account."""
    grants: TableView[Grant]
    """Every grant it ever had."""
    tokens: TableView[Token]
    """Every token it ever had."""
    sessions: TableView[Sitting] | None
    """Its sessions that run; None for who does not keep accounts."""
    passkeys: tuple[Passkey, ...]
    """Its passkeys."""
    codes: bool
    """Whether it is asked for one-time codes."""
    password: bool
    """Whether it has a password."""
    keeps: bool
    """Whether the reader may change accounts, once they showed again who they are."""
    changes: bool
    """Whether they may now."""
    choices: Choices
    """What can be granted."""
    actions: tuple[str, ...]
    """What a token may be for."""
    now: datetime
    """The present."""
    typed: Typed = field(default_factory=Typed)
    """What was typed into the form of a grant."""
    error: str = ""
    """What is wrong with that."""
    token_error: str = ""
    """What is wrong with the token that was asked for."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key, by its name or its public part."""

    kind: str
    """What it is for, in English."""
    name: str
    """Its name, or its public part."""
    current: bool
    """Whether it is the one in use; others only open what they sealed."""
    change: str
    """The command that changes it."""


COLUMNS: tuple[Column[AccountRow], ...] = (
    Column("id", N_("Account"), lambda row: row.account.id),
    Column("organisation", N_("Office"), lambda row: row.account.organisation),
    Column("roles", N_("Roles"), lambda row: " ".join(row.roles)),
    Column("clearance", N_("Clearance"), lambda row: None if row.clearance is None else f"TLP:{row.clearance}"),
    Column("where", N_("Where"), lambda row: " ".join(dict.fromkeys(each.jurisdiction or "*" for each in row.grants))),
    Column("until", N_("First ends"), lambda row: row.until, kind=Kind.TIME, note=N_("The first of its grants to end")),
    Column("tokens", N_("Tokens"), lambda row: row.tokens, kind=Kind.COUNT),
    Column("created", N_("Since"), lambda row: row.account.created, kind=Kind.TIME),
    Column("disabled", N_("Closed"), lambda row: row.account.disabled, kind=Kind.TIME),
)

EMERGENCY_COLUMNS: tuple[Column[Emergency], ...] = (
    Column("at", N_("When"), lambda row: row.at, kind=Kind.TIME),
    Column("account", N_("Account"), lambda row: row.account),
    Column("reason", N_("Reason"), lambda row: row.reason),
    Column("due", N_("To be justified by"), lambda row: row.due, kind=Kind.TIME),
    Column("justified", N_("Justified"), lambda row: row.justified, kind=Kind.TIME),
    Column("justification", N_("Justification"), lambda row: row.justification),
)

GRANT_COLUMNS: tuple[Column[Grant], ...] = (
    Column("id", N_("Number"), lambda row: row.id, kind=Kind.COUNT),
    Column("role", N_("Role"), lambda row: str(row.role)),
    Column("clearance", N_("Clearance"), lambda row: f"TLP:{row.clearance}"),
    Column("fields", N_("Fields"), lambda row: "*" if row.fields is None else " ".join(sorted(row.fields))),
    Column("jurisdiction", N_("Where"), lambda row: row.jurisdiction or "*"),
    Column("purposes", N_("Purposes"), lambda row: " ".join(sorted(row.purposes))),
    Column("since", N_("From"), lambda row: row.since, kind=Kind.TIME),
    Column("until", N_("Until"), lambda row: row.until, kind=Kind.TIME),
    Column("given_by", N_("Given by"), lambda row: row.given_by),
    Column("reason", N_("Reason"), lambda row: row.reason),
)

TOKEN_COLUMNS: tuple[Column[Token], ...] = (
    Column("id", N_("Id"), lambda row: row.id),
    Column("name", N_("For"), lambda row: row.name),
    Column("scopes", N_("May"), lambda row: " ".join(sorted(row.scopes))),
    Column("source", N_("Sends as"), lambda row: row.source),
    Column("expires", N_("Until"), lambda row: row.expires, kind=Kind.TIME),
    Column("revoked", N_("Ended"), lambda row: row.revoked, kind=Kind.TIME),
)

SESSION_COLUMNS: tuple[Column[Sitting], ...] = (
    Column("id", N_("Id"), lambda row: row.digest[:16]),
    Column("means", N_("Signed in by"), lambda row: row.means),
    Column("created", N_("Since"), lambda row: row.created, kind=Kind.TIME),
    Column("seen", N_("Last used"), lambda row: row.seen, kind=Kind.TIME),
    Column("expires", N_("Ends"), lambda row: row.expires, kind=Kind.TIME),
    Column("purpose", N_("Purpose"), lambda row: None if row.purpose is None else str(row.purpose)),
)

KEY_COLUMNS: tuple[Column[KeyRow], ...] = (
    Column("kind", N_("Key"), lambda row: row.kind),
    Column("name", N_("Name or public part"), lambda row: row.name),
    Column("current", N_("State"), lambda row: "current" if row.current else "old"),
    Column("change", N_("To change it"), lambda row: row.change),
)


def admin_page(page: Page) -> AdminPage:
    """All accounts."""
    with page.office.looking() as session:
        every, grants, tokens = Accounts(session).all(), Accounts(session).grants(), SignIns(session).tokens()
        emergencies = Emergencies(session).all()
    rows = [_row(each, grants, tokens, page.now) for each in every]
    return AdminPage(
        page.table("accounts", rows, COLUMNS, identity=lambda row: row.account.id, sort="id"),
        page.table("emergencies", emergencies, EMERGENCY_COLUMNS, identity=lambda row: str(row.id), sort="-at"),
        not hasattr(page.request.app.state, "people"),
        keeps(page),
        page.allows(Action.MANAGE_ACCOUNTS),
    )


def account_page(
    page: Page, name: str, typed: Typed | None = None, error: str = "", token_error: str = ""
) -> AccountPage:
    """One account.

    Raises:
        InputError: there is none of that name.
    """
    with page.office.looking() as session:
        account, secrets = Accounts(session).get(name), Accounts(session).secrets(name)
        grants, tokens = Accounts(session).grants(name), SignIns(session).tokens(name)
        passkeys = SignIns(session).passkeys(name)
        sittings = running(SignIns(session).sittings(name), page.now)
    return AccountPage(
        account=account,
        grants=page.table("grants", grants, GRANT_COLUMNS, identity=lambda row: str(row.id), sort="-id"),
        tokens=page.table("tokens", tokens, TOKEN_COLUMNS, identity=lambda row: row.id),
        sessions=sessions(page, sittings) if keeps(page) else None,
        passkeys=passkeys,
        codes=secrets.totp is not None,
        password=secrets.password is not None,
        keeps=keeps(page),
        changes=page.allows(Action.MANAGE_ACCOUNTS),
        choices=choices(page),
        actions=tuple(sorted(Action)),
        now=page.now,
        typed=typed or Typed(),
        error=error,
        token_error=token_error,
    )


def keys(page: Page) -> TableView[KeyRow]:
    """The keys of this office, never a secret one."""
    folder = page.service.folder
    ring = master_keys(folder, os.environ)
    rows = [
        KeyRow(N_("master key, seals what is kept"), each, each == ring.current.name, "forestall keys rotate")
        for each in reversed(ring.names)
    ]
    if (folder / KEYS).is_file():
        rows += [
            KeyRow(N_("ledger, signs its checkpoints"), str(each.public()), True, "forestall ledger rotate-key")
            for each in read_keys(folder / KEYS)
        ]
    if (folder / KEY_FILE).is_file():
        key = exchange_key(folder, page.place.profile.sender)
        rows.append(KeyRow(N_("exchange, signs what partners get"), str(key.public()), True, ""))
    return page.table("keys", rows, KEY_COLUMNS, identity=lambda row: row.name)


def keeps(page: Page) -> bool:
    """Whether the reader may change accounts, once they showed again who they are."""
    return again(page, Action.MANAGE_ACCOUNTS)


def again(page: Page, action: Action) -> bool:
    """Whether the reader may do something, once they showed again who they are."""
    return page.allows(action) or needs_proof(page.reader(action).subject, action)


def choices(page: Page) -> Choices:
    """What can be chosen for a grant at this place."""
    profile = page.place.profile
    return Choices(
        tuple(Role),
        tuple(ORDER),
        tuple(Field),
        tuple((each.id, each.name) for each in profile.jurisdictions),
        tuple(Purpose),
    )


def running(sittings: tuple[Sitting, ...], now: datetime) -> tuple[Sitting, ...]:
    """Sessions that have not ended."""
    return tuple(each for each in sittings if each.revoked is None and now < each.expires)


def sessions(page: Page, sittings: tuple[Sitting, ...]) -> TableView[Sitting]:
    """Sessions as a table."""
    return page.table("sessions", sittings, SESSION_COLUMNS, identity=lambda row: row.digest[:16])


def _row(account: Account, grants: tuple[Grant, ...], tokens: tuple[Token, ...], now: datetime) -> AccountRow:
    own = tuple(each for each in grants if each.account == account.id and each.holds(now))
    good = (each for each in tokens if each.account == account.id and each.revoked is None and now < each.expires)
    return AccountRow(account, own, sum(1 for _ in good))
