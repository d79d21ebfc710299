"""For the office itself: what each partner would get now and why not the rest, what it got, and what it told us."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from forestall.core.errors import RightsError
from forestall.guard.sharing import sentence
from forestall.model.account import Action
from forestall.model.partner import Partner
from forestall.model.sharing import Letter, Thing, ThingKind, Told, Withheld
from forestall.pipeline.exchange_form import exchange_key
from forestall.pipeline.exchange_with import Exchanged, exchange
from forestall.pipeline.partner_link import link_to
from forestall.pipeline.rollup import rollup
from forestall.pipeline.sharing import partner_of, preview, receipts
from forestall.pipeline.sharing_in import rollups
from forestall.web.answers import PROBLEMS
from forestall.web.listed import Listed
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, asker_of, require
from forestall.web.routes.exchange import counter_of

router = APIRouter(prefix="/v1/partners", tags=["partners"], route_class=Listed)
_Name = Annotated[str, Path(min_length=1, max_length=128)]


class PartnerOut(BaseModel):
    """Another office, as `partners.toml` says."""

    id: str
    """Short name."""
    name: str
    """Name as people write it."""
    clearance: str
    """The strictest label it may receive."""
    fields: list[str]
    """Fields about which something is shared."""
    direction: str
    """in, out or both."""
    areas: list[str]
    """Jurisdictions it is concerned with; none: all."""
    formats: list[str]
    """Formats in which it takes things."""
    rollup: bool
    """Whether it is told the roll-up."""
    reached: bool
    """Whether we come to its Forestall; otherwise it comes to ours, or letters go by file."""


class LetterOut(BaseModel):
    """Something that goes to a partner, exactly as it goes."""

    kind: str
    """alert or finding."""
    id: str
    """Which."""
    title: str
    """One line."""
    label: str
    """Who may read it, TLP 2.0."""
    field: str | None
    """Its field of security."""
    origin: str | None
    """The partner it came from; none: it is ours."""
    format: str
    """cap, stix or forestall."""
    digest: str
    """SHA-256 of the text."""
    text: str
    """The text itself; empty where it has been given up."""


class WithheldOut(BaseModel):
    """Something that does not go to a partner."""

    kind: str
    """alert or finding."""
    id: str
    """Which."""
    title: str
    """One line."""
    label: str
    """Who may read it, TLP 2.0."""
    field: str | None
    """Its field of security."""
    reasons: list[str]
    """All the reasons."""


class PreviewOut(BaseModel):
    """What a partner would be sent now, and what not."""

    partner: str
    """Which."""
    going: list[LetterOut]
    """What it would be sent, in this order."""
    there: list[LetterOut]
    """What it was sent and has."""
    withheld: list[WithheldOut]
    """What it does not get, and why."""
    hidden: int
    """How many more there are that whoever asks may not see."""


class PostedOut(BaseModel):
    """What became of a letter."""

    number: int
    """Its number in the partner's queue."""
    kind: str
    """alert or finding."""
    id: str
    """Which."""
    label: str
    """Who may read it, TLP 2.0."""
    digest: str
    """SHA-256 of the text."""
    queued: datetime
    """When it came into the queue."""
    sent: datetime | None
    """When it was first handed over."""
    confirmed: datetime | None
    """When the partner said that it has it."""
    withdrawn: datetime | None
    """When it was held back before it was handed over."""
    said: str
    """What the partner said, when it could not use it."""


class ToldOut(BaseModel):
    """What a partner told us last."""

    partner: str
    """Who."""
    made: datetime
    """When it was made."""
    received: datetime
    """When it came."""
    digest: str
    """SHA-256 of the document as it came."""
    document: dict[str, object]
    """What it says."""


class ExchangedOut(BaseModel):
    """What an exchange came to."""

    partner: str
    """With whom."""
    given: int
    """Letters handed over and confirmed."""
    taken: int
    """Letters taken in."""
    told: bool
    """Whether it was told our roll-up."""
    heard: bool
    """Whether it told us its own."""
    trouble: str | None
    """Why it did not come to its end."""


@router.get("", dependencies=[require(Action.READ_PARTNERS)], responses=PROBLEMS)
def partners(service: Served) -> list[PartnerOut]:
    """The partners of the place, by id."""
    return [_told(each) for each in sorted(service.office.place().partners, key=lambda each: each.id)]


@router.get("/rollups", dependencies=[require(Action.READ_PARTNERS)], responses=PROBLEMS)
def heard(service: Served) -> list[ToldOut]:
    """The last roll-up that each partner told us, by partner."""
    return [_rollup(each) for each in rollups(service.office)]


@router.get("/{name}/preview", dependencies=[require(Action.READ_PARTNERS)], responses=PROBLEMS)
def previewed(service: Served, rows: Rows, name: _Name) -> PreviewOut:
    """Exactly what a partner would be sent now, and for everything else why not; nothing is changed."""
    partner = partner_of(service.office.place(), name)
    found = preview(service.office, partner)
    going = [_letter(each) for each in found.going if _seen(rows, each.thing)]
    there = [_letter(each) for each in found.there if _seen(rows, each.thing)]
    withheld = [_withheld(partner, each) for each in found.withheld if _seen(rows, each.thing)]
    every = len(found.going) + len(found.there) + len(found.withheld)
    hidden = every - len(going) - len(there) - len(withheld)
    return PreviewOut(partner=partner.id, going=going, there=there, withheld=withheld, hidden=hidden)


@router.get("/{name}/receipts", dependencies=[require(Action.READ_PARTNERS)], responses=PROBLEMS)
def shared(service: Served, rows: Rows, name: _Name) -> list[PostedOut]:
    """What was shared with a partner, when, and whether it was confirmed; the newest first."""
    found = receipts(service.office, partner_of(service.office.place(), name))
    return [
        PostedOut(
            number=each.number,
            kind=each.letter.thing.kind,
            id=each.letter.thing.id,
            label=each.letter.thing.label,
            digest=each.letter.digest,
            queued=each.queued,
            sent=each.sent,
            confirmed=each.confirmed,
            withdrawn=each.withdrawn,
            said=each.said,
        )
        for each in found
        if _seen(rows, each.letter.thing)
    ]


@router.get("/{name}/rollup", dependencies=[require(Action.READ_PARTNERS)], responses=PROBLEMS)
def told(service: Served, name: _Name) -> dict[str, object]:
    """What a partner would be told in the roll-up now."""
    return rollup(service.office, partner_of(service.office.place(), name))


@router.post("/{name}/exchange", dependencies=[require(Action.SHARE)], responses=PROBLEMS)
async def exchanged(request: Request, service: Served, name: _Name) -> ExchangedOut:
    """Exchange with a partner now, instead of when the service does next."""
    partner = partner_of(service.office.place(), name)
    account = asker_of(request).subject.account
    if account is None:
        raise RightsError("sign in to exchange with a partner")
    link = link_to(partner, service.root)
    key = exchange_key(service.folder, service.place.profile.sender)
    return _exchanged(await run_in_threadpool(exchange, counter_of(service), partner, link, key, account))


def _seen(rows: Reader, thing: Thing) -> bool:
    """Whether whoever asks may see it: a partner's preview shows nobody more than they may read anyway."""
    reader = replace(rows, action=Action.READ_ALERTS if thing.kind is ThingKind.ALERT else Action.READ_FINDINGS)
    where = thing.jurisdictions or (None,)
    return any(reader.may(thing.label, each, thing.field) for each in where)


def _told(partner: Partner) -> PartnerOut:
    return PartnerOut(
        id=partner.id,
        name=partner.name,
        clearance=partner.clearance,
        fields=[str(each) for each in partner.fields],
        direction=partner.direction,
        areas=list(partner.areas),
        formats=list(partner.formats),
        rollup=partner.rollup,
        reached=bool(partner.url),
    )


def _letter(letter: Letter) -> LetterOut:
    thing = letter.thing
    return LetterOut(
        kind=thing.kind,
        id=thing.id,
        title=thing.title,
        label=thing.label,
        field=thing.field,
        origin=thing.origin,
        format=letter.format,
        digest=letter.digest,
        text=letter.body,
    )


def _withheld(partner: Partner, each: Withheld) -> WithheldOut:
    thing = each.thing
    return WithheldOut(
        kind=thing.kind,
        id=thing.id,
        title=thing.title,
        label=thing.label,
        field=thing.field,
        reasons=[sentence(reason, partner, thing) for reason in each.reasons],
    )


def _rollup(each: Told) -> ToldOut:
    return ToldOut(
        partner=each.partner, made=each.made, received=each.received, digest=each.digest, document=each.document
    )


def _exchanged(each: Exchanged) -> ExchangedOut:
    return ExchangedOut(
        partner=each.partner,
        given=each.given,
        taken=each.taken,
        told=each.told,
        heard=each.heard,
        trouble=each.trouble,
    )
