"""Accounts, grants, labels and emergencies over HTTP, for those who keep them."""

from datetime import timedelta
from secrets import token_bytes
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, Field

from forestall.core.clock import iso, utc
from forestall.core.errors import RightsError
from forestall.guard.passkey import CHALLENGE, use_options
from forestall.guard.policy import Subject
from forestall.model.account import Account, Action, Emergency, Grant, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field as Area
from forestall.pipeline import accounts, emergency, labels, who_could
from forestall.store.accounts import Accounts
from forestall.store.emergencies import Emergencies
from forestall.store.sign_ins import SignIns
from forestall.web.rights import people_of, require
from forestall.web.sign_in import challenge_of, desk_of

router = APIRouter(prefix="/v1", tags=["accounts and rights"])
Keeper = Annotated[Subject, require(Action.MANAGE_ACCOUNTS)]
Name = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, le=2**53)]


class GrantWanted(BaseModel):
    """What is to be granted."""

    role: Role
    clearance: Label = Label.GREEN
    fields: frozenset[Area] | None = None
    jurisdiction: str | None = Field(default=None, max_length=128)
    purposes: frozenset[Purpose] = frozenset({Purpose.OPERATIONS})
    hours: int | None = Field(default=None, ge=1, le=24 * 366)
    reason: str = Field(min_length=1, max_length=500)

    def wanted(self) -> accounts.Wanted:
        """The same, as the pipeline takes it."""
        life = None if self.hours is None else timedelta(hours=self.hours)
        return accounts.Wanted(
            self.role, self.clearance, self.fields, self.jurisdiction, self.purposes, life, self.reason
        )


class AccountWanted(BaseModel):
    """A new account."""

    id: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=128)
    organisation: str = Field(min_length=1, max_length=128)
    issuer: str | None = Field(default=None, min_length=1, max_length=500)
    subject: str | None = Field(default=None, min_length=1, max_length=255)
    grant: GrantWanted


class LabelWanted(BaseModel):
    """Another label for a signal."""

    label: Label
    reason: str = Field(min_length=1, max_length=500)


class SignedLabel(LabelWanted):
    """Another label for a signal, signed by a passkey."""

    ticket: str | None = Field(default=None, max_length=64)
    answer: dict[str, object] | None = None


class Reason(BaseModel):
    """Why."""

    reason: str = Field(min_length=1, max_length=2000)


@router.get("/accounts", dependencies=[require(Action.MANAGE_ACCOUNTS)])
def all_accounts(request: Request) -> list[dict[str, object]]:
    """Every account, with what is granted to it."""
    with people_of(request).looking() as session:
        found, grants = Accounts(session).all(), Accounts(session).grants()
    return [{**_account(each), "grants": [_grant(one) for one in grants if one.account == each.id]} for each in found]


@router.post("/accounts", status_code=201)
def add_account(request: Request, keeper: Keeper, wanted: AccountWanted) -> dict[str, object]:
    """Add an account; the answer holds the way of the link with which its owner signs in first."""
    people, by = people_of(request), _who(keeper)
    new = Account(
        wanted.id, wanted.name, wanted.organisation, people.now(), issuer=wanted.issuer, subject=wanted.subject
    )
    given = accounts.add_account(people, by, new, wanted.grant.wanted())
    return {"account": wanted.id, "grant": given.id, "link": f"/sign-in/link#{_link(request, by, new.id)}"}


@router.post("/accounts/{name}/grants", status_code=201)
def add_grant(request: Request, keeper: Keeper, name: Name, wanted: GrantWanted) -> dict[str, object]:
    """Grant an account something more; nobody grants to themselves."""
    if name == _who(keeper):
        raise RightsError("nobody grants rights to their own account: ask another administrator")
    return _grant(accounts.grant(people_of(request), _who(keeper), name, wanted.wanted()))


@router.delete("/grants/{number}")
def end_grant(request: Request, keeper: Keeper, number: Number) -> dict[str, object]:
    """End a grant now."""
    return _grant(accounts.end_grant(people_of(request), _who(keeper), number))


@router.post("/accounts/{name}/end", status_code=204)
def end_account(request: Request, keeper: Keeper, name: Name) -> Response:
    """Let an account no longer sign in; its sessions, tokens and grants end."""
    accounts.disable(people_of(request), _who(keeper), name)
    return Response(status_code=204)


@router.delete("/accounts/{name}/sessions", status_code=204)
def end_sessions(request: Request, keeper: Keeper, name: Name) -> Response:
    """End all sessions of an account; it can sign in again."""
    accounts.end_sessions(people_of(request), _who(keeper), name)
    return Response(status_code=204)


@router.post("/accounts/{name}/link", status_code=201)
def new_link(request: Request, keeper: Keeper, name: Name) -> dict[str, str]:
    """A link with which somebody who lost password or passkey signs in once."""
    return {"link": f"/sign-in/link#{_link(request, _who(keeper), name)}"}


@router.delete("/tokens/{number}", status_code=204)
def end_token(request: Request, keeper: Keeper, number: Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]) -> Response:
    """End anybody's token."""
    accounts.revoke_token(people_of(request), _who(keeper), number)
    return Response(status_code=204)


@router.get("/signals/{number}/readers", dependencies=[require(Action.READ_GRANTS)])
def signal_readers(request: Request, number: Number, at: Annotated[AwareDatetime, Query()]) -> list[dict[str, object]]:
    """Who could see a signal at a time, with the label it had then."""
    found = who_could.who_could_see_signal(people_of(request), number, utc(at))
    return [
        {
            "account": each.account,
            "organisation": each.organisation,
            "purposes": [purpose for purpose in each.purposes if purpose is not None],
            "without_purpose": None in each.purposes,
            "grants": each.grants,
        }
        for each in found
    ]


@router.post("/signals/{number}/label/challenge")
def label_challenge(
    request: Request, subject: Annotated[Subject, require(Action.LOWER_LABEL)], number: Number, wanted: LabelWanted
) -> dict[str, object]:
    """What a passkey is asked so that its answer signs the change of a label."""
    people, desk = people_of(request), desk_of(request)
    nonce = token_bytes(CHALLENGE)
    challenge = labels.challenge_of(people, subject, number, wanted.label, wanted.reason, nonce.hex())
    with people.looking() as session:
        known = SignIns(session).passkeys(_who(subject))
    ticket = desk.challenges.put(nonce, people.now())
    return {"ticket": ticket, "options": use_options(desk.site, challenge, known)}


@router.post("/signals/{number}/label")
def change_label(
    request: Request, subject: Annotated[Subject, require(Action.RAISE_LABEL)], number: Number, wanted: SignedLabel
) -> dict[str, object]:
    """Give a signal another label: a stricter one at once, a less strict one signed."""
    signing = None
    if wanted.ticket is not None and wanted.answer is not None:
        nonce = challenge_of(request, wanted.ticket)
        signing = labels.Signing(desk_of(request).site, wanted.answer, nonce.hex())
    change = labels.change_label(people_of(request), subject, number, wanted.label, wanted.reason, signing)
    return {"signal": number, "before": change.before, "after": change.after, "signed": change.signature is not None}


@router.post("/emergencies", status_code=201)
def break_glass(
    request: Request, subject: Annotated[Subject, require(Action.BREAK_GLASS)], reason: Reason
) -> dict[str, object]:
    """Take wider rights for some hours; to be justified within a day."""
    taken, grant = emergency.break_glass(people_of(request), _who(subject), reason.reason)
    return {**_emergency(taken), "grant": _grant(grant)}


@router.post("/emergencies/{number}/justification")
def justify(
    request: Request, subject: Annotated[Subject, require(Action.OWN)], number: Number, reason: Reason
) -> dict[str, object]:
    """Say why it had to be."""
    return _emergency(emergency.justify(people_of(request), _who(subject), number, reason.reason))


@router.get("/emergencies", dependencies=[require(Action.READ_GRANTS)])
def all_emergencies(request: Request) -> list[dict[str, object]]:
    """Every time that somebody took wider rights."""
    with people_of(request).looking() as session:
        return [_emergency(each) for each in Emergencies(session).all()]


def _link(request: Request, by: str, name: str) -> str:
    return accounts.invite(people_of(request), by, name)


def _who(subject: Subject) -> str:
    assert subject.account is not None  # no action of this file is granted to a visitor
    return subject.account


def _account(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "name": account.name,
        "organisation": account.organisation,
        "created": iso(account.created),
        "disabled": None if account.disabled is None else iso(account.disabled),
    }


def _grant(grant: Grant) -> dict[str, object]:
    return {
        "id": grant.id,
        "role": grant.role,
        "clearance": grant.clearance,
        "fields": None if grant.fields is None else sorted(grant.fields),
        "jurisdiction": grant.jurisdiction,
        "purposes": sorted(grant.purposes),
        "since": iso(grant.since),
        "until": None if grant.until is None else iso(grant.until),
        "given_by": grant.given_by,
        "reason": grant.reason,
    }


def _emergency(taken: Emergency) -> dict[str, object]:
    return {
        "id": taken.id,
        "account": taken.account,
        "at": iso(taken.at),
        "reason": taken.reason,
        "due": iso(taken.due),
        "justified": None if taken.justified is None else iso(taken.justified),
        "justification": taken.justification,
    }
