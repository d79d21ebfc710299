"""Who could see a thing on a day: the table of rights, asked about every account as it stood then."""

from dataclasses import dataclass, replace
from datetime import datetime

from forestall.guard.label import Labelled
from forestall.guard.policy import Subject, decide, standings
from forestall.model.account import Account, Action, Grant, Purpose
from forestall.pipeline.people import People
from forestall.store.accounts import Accounts
from forestall.store.labels import Labels


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could."""

    account: str
    """Who."""
    organisation: str
    """Their office."""
    purposes: tuple[Purpose | None, ...]
    """For what; None: for nothing in particular."""
    grants: tuple[int, ...]
    """Their grants in force then."""


def who_could(people: People, action: Action, thing: Labelled, at: datetime) -> tuple[Could, ...]:
    """Everybody who could do something to a thing at a time, by account.

    Args:
        people: the accounts
        action: what
        thing: to what, as it was labelled then
        at: when
    """
    with people.looking() as session:
        accounts, grants = Accounts(session).all(), Accounts(session).grants()
    found = [_could(people, each, grants, action, thing, at) for each in accounts if _was(each, at)]
    return tuple(each for each in found if each.purposes)


def who_could_see_signal(people: People, number: int, at: datetime) -> tuple[Could, ...]:
    """Everybody who could read a signal at a time, with the label it had then.

    Raises:
        InputError: there is no such signal.
    """
    with people.looking() as session:
        labels = Labels(session)
        now = labels.of_signal(number, people.organisation)
        then = labels.label_at("signal", labels.name_of_signal(number), now.label, at)
    return who_could(people, Action.READ_FINDINGS, replace(now, label=then), at)


def _was(account: Account, at: datetime) -> bool:
    return account.created <= at and (account.disabled is None or at < account.disabled)


def _could(
    people: People, account: Account, grants: tuple[Grant, ...], action: Action, thing: Labelled, at: datetime
) -> Could:
    own = tuple(each for each in grants if each.account == account.id and each.holds(at))
    granted = standings(own, people.parents(), at)
    purposes = tuple(
        purpose
        for purpose in (None, *Purpose)
        if decide(Subject(account.id, account.organisation, granted, purpose, fresh=True), action, thing).allowed
    )
    return Could(account.id, account.organisation, purposes, tuple(each.id for each in own))
