"""`forestall partner`: what partners get and why not the rest, what they got, and the exchange with them."""

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError

if TYPE_CHECKING:
    from forestall.model.sharing import Letter, Posted, Preview
    from forestall.pipeline.exchange_with import Exchanged

partner = typer.Typer(
    help="Partners: what each would get, what it got, and the exchange with it.", no_args_is_help=True
)

Place = Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)]
Name = Annotated[str, typer.Argument(help="The partner, as partners.toml names it.", metavar="PARTNER")]
State = Annotated[str | None, typer.Option(help="Folder or PostgreSQL URL of the state [default: PLACE/.forestall].")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


@partner.callback()
def _partners() -> None:
    """Partners: what each would get, what it got, and the exchange with it."""


@partner.command("list")
def list_partners(place: Place, json: Json = False) -> None:
    """Show the partners of a place and what was agreed with each."""
    from forestall.place.load import load

    found = sorted(load(place).partners, key=lambda each: each.id)
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "clearance": str(each.clearance),
            "fields": [str(field) for field in each.fields],
            "direction": each.direction,
            "areas": list(each.areas),
            "formats": list(each.formats),
            "rollup": each.rollup,
        }
        for each in found
    ]
    lines = [
        f"{each.id:<24} {each.direction:<5} up to {each.clearance:<17} {', '.join(each.fields)}; "
        f"{', '.join(each.areas) or 'all areas'}; {', '.join(each.formats)}{'; roll-up' if each.rollup else ''}"
        for each in found
    ]
    _say(rows, lines or ["no partners"], json=json)


@partner.command()
def preview(
    place: Place,
    name: Name,
    out: Annotated[Path | None, typer.Option(help="Folder to write the texts to, exactly as they would go.")] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Show exactly what a partner would be sent now, and for everything else why not; nothing is changed."""
    from forestall.guard.sharing import sentence
    from forestall.pipeline.sharing import partner_of
    from forestall.pipeline.sharing import preview as previewed
    from forestall.pipeline.sharing_desk import sharing_desk

    with sharing_desk(place, state) as desk:
        other = partner_of(desk.place, name)
        found = previewed(desk.counter.office, other)
    if out is not None:
        _write(out, found.going)
    why = [[sentence(reason, other, each.thing) for reason in each.reasons] for each in found.withheld]
    document = {
        "partner": name,
        "going": [{**_row(each), "text": each.body} for each in found.going],
        "there": [_row(each) for each in found.there],
        "withheld": [
            {"kind": each.thing.kind, "id": each.thing.id, "title": each.thing.title, "reasons": reasons}
            for each, reasons in zip(found.withheld, why, strict=True)
        ],
    }
    _say(document, _preview_lines(found, why), json=json)


@partner.command()
def send(
    place: Place,
    name: Name,
    out: Annotated[Path | None, typer.Option(help="Write the letters to this file, to be carried there.")] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Hand over to a partner what it may have: to its Forestall, or in a file; exit 1 when it cannot be reached."""
    from forestall.model.sharing import Direction

    if out is None:
        _exchange(place, name, state, Direction.OUT, json=json)
        return
    from forestall.pipeline.exchange_form import Form, parcel_document, sealed
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.sharing import hand_over, last_confirmed, offer, partner_of
    from forestall.pipeline.sharing_desk import sharing_desk

    with sharing_desk(place, state) as desk:
        office, other = desk.counter.office, partner_of(desk.place, name)
        offer(office, other)
        parcel = hand_over(office, other, last_confirmed(office, other), desk.key.name, CONSOLE)
        _file(out, sealed(Form.PARCEL, parcel_document(parcel), (desk.key,), parcel.made))
    rows = [{"number": number, **_row(letter)} for number, letter in parcel.letters]
    more = ["there is more: send again once the partner's confirmation is here"] if parcel.more else []
    _say({"file": str(out), "letters": rows}, [f"{out}: {len(rows)} letters", *more], json=json)


@partner.command()
def pull(
    place: Place,
    name: Name,
    source: Annotated[
        Path | None, typer.Option("--from", help="Take the letters in this file.", dir_okay=False)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With --from: write the confirmation to this file.")] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Take in what a partner shares: from its Forestall, or from a file; exit 1 when it cannot be reached."""
    from forestall.model.sharing import Direction

    if source is None:
        _exchange(place, name, state, Direction.IN, json=json)
        return
    from forestall.pipeline.exchange_form import Form, confirmation_document, opened, parcel_of, sealed
    from forestall.pipeline.sharing import partner_of
    from forestall.pipeline.sharing_desk import sharing_desk
    from forestall.pipeline.sharing_in import take_in, take_rollup

    with sharing_desk(place, state) as desk:
        other = partner_of(desk.place, name)
        note = opened(_bytes(source), other)
        if note.form is Form.ROLLUP:
            told = take_rollup(desk.counter, other, note)
            _say({"rollup": told.document}, [f"the roll-up of {name}, made {told.made:%Y-%m-%d %H:%M} UTC"], json=json)
            return
        answer = take_in(desk.counter, other, parcel_of(note))
        if out is not None:
            document = confirmation_document(answer)
            _file(out, sealed(Form.CONFIRMATION, document, (desk.key,), desk.counter.office.now()))
    refused = [f"letter {number} cannot be used: {why}" for number, why in answer.refused]
    lines = [f"all is here up to letter {answer.up_to.number}", *refused]
    _say({"up_to": answer.up_to.number, "refused": dict(answer.refused)}, lines, json=json)


@partner.command()
def receipts(
    place: Place,
    name: Name,
    source: Annotated[
        Path | None, typer.Option("--from", help="First take the confirmation in this file.", dir_okay=False)
    ] = None,
    state: State = None,
    json: Json = False,
) -> None:
    """Show what was shared with a partner, when, and whether it confirmed it; the newest first."""
    from forestall.pipeline.exchange_form import confirmation_of, opened
    from forestall.pipeline.sharing import confirmed, partner_of
    from forestall.pipeline.sharing import receipts as shared
    from forestall.pipeline.sharing_desk import sharing_desk

    with sharing_desk(place, state) as desk:
        other = partner_of(desk.place, name)
        if source is not None:
            confirmed(desk.counter.office, other, confirmation_of(opened(_bytes(source), other)))
        found = shared(desk.counter.office, other)
    rows = [
        {
            "number": each.number,
            **_row(each.letter),
            "queued": each.queued.isoformat(),
            "sent": None if each.sent is None else each.sent.isoformat(),
            "confirmed": None if each.confirmed is None else each.confirmed.isoformat(),
            "withdrawn": None if each.withdrawn is None else each.withdrawn.isoformat(),
            "said": each.said,
        }
        for each in found
    ]
    _say(rows, [_receipt_line(each) for each in found] or ["nothing was shared"], json=json)


@partner.command()
def rollup(
    place: Place,
    name: Annotated[str | None, typer.Argument(help="A partner: what we tell it [default: what we were told].")] = None,
    out: Annotated[Path | None, typer.Option(help="With a partner: write it to this file, signed.")] = None,
    state: State = None,
) -> None:
    """Print, as JSON, the roll-up that a partner is told now, or the last ones that partners told us."""
    from forestall.pipeline.exchange_form import Form, sealed
    from forestall.pipeline.rollup import rollup as made
    from forestall.pipeline.sharing import partner_of
    from forestall.pipeline.sharing_desk import sharing_desk
    from forestall.pipeline.sharing_in import rollups

    with sharing_desk(place, state) as desk:
        office = desk.counter.office
        if name is None:
            _say({each.partner: each.document for each in rollups(office)}, [], json=True)
            return
        document = made(office, partner_of(desk.place, name))
        if out is not None:
            _file(out, sealed(Form.ROLLUP, document, (desk.key,), office.now()))
    _say(document, [], json=True)


@partner.command()
def key(place: Place, state: State = None, json: Json = False) -> None:
    """Print the public key with which this office signs what it hands over; made when there is none."""
    from forestall.pipeline.sharing_desk import sharing_desk

    with sharing_desk(place, state) as desk:
        public = str(desk.key.public())
    _say({"key": public}, [public], json=json)


def _exchange(place: Path, name: str, state: str | None, only: object, *, json: bool) -> None:
    from forestall.model.sharing import Direction
    from forestall.pipeline.exchange_with import exchange
    from forestall.pipeline.partner_link import link_to
    from forestall.pipeline.people import CONSOLE
    from forestall.pipeline.sharing import partner_of
    from forestall.pipeline.sharing_desk import sharing_desk

    with sharing_desk(place, state) as desk:
        other = partner_of(desk.place, name)
        link = link_to(other, desk.place.root)
        done = exchange(desk.counter, other, link, desk.key, CONSOLE, Direction(str(only)))
    _say(_exchanged(done), [_exchanged_line(done)], json=json)
    if done.trouble is not None:
        raise typer.Exit(1)


def _exchanged(done: "Exchanged") -> dict[str, object]:
    return {
        "partner": done.partner,
        "given": done.given,
        "taken": done.taken,
        "told": done.told,
        "heard": done.heard,
        "trouble": done.trouble,
    }


def _exchanged_line(done: "Exchanged") -> str:
    parts = [f"{done.given} letters handed over, {done.taken} taken in"]
    parts += ["roll-up told"] if done.told else []
    parts += ["roll-up heard"] if done.heard else []
    parts += [f"stopped: {done.trouble}"] if done.trouble else []
    return f"{done.partner}: {'; '.join(parts)}"


def _preview_lines(found: "Preview", why: list[list[str]]) -> list[str]:
    lines = [f"{found.partner} would be sent {len(found.going)}:"]
    lines += [
        f"  {each.thing.kind:<8} {each.thing.label:<6} {each.format:<10} {each.thing.title}" for each in found.going
    ]
    lines += [f"it holds {len(found.there)} that it was sent before"] if found.there else []
    lines += [f"and would not get {len(found.withheld)}:"] if found.withheld else []
    for held, reasons in zip(found.withheld, why, strict=True):
        lines.append(f"  {held.thing.kind:<8} {held.thing.title}")
        lines += [f"           {reason}" for reason in reasons]
    return lines


def _row(letter: "Letter") -> dict[str, str]:
    thing = letter.thing
    return {
        "kind": str(thing.kind),
        "id": thing.id,
        "title": thing.title,
        "label": str(thing.label),
        "format": str(letter.format),
        "digest": letter.digest,
    }


def _receipt_line(each: "Posted") -> str:
    letter = each.letter
    if each.withdrawn is not None:
        state = "held back"
    elif each.confirmed is not None:
        state = f"confirmed {each.confirmed:%Y-%m-%d %H:%M}"
    else:
        state = "waits" if each.sent is None else f"sent {each.sent:%Y-%m-%d %H:%M}"
    said = f" ({each.said})" if each.said else ""
    return f"{each.number:>6}  {state:<27} {letter.thing.label:<6} {letter.digest[:12]}  {letter.thing.title}{said}"


def _write(folder: Path, letters: "tuple[Letter, ...]") -> None:
    endings = {"cap": "xml", "stix": "json", "forestall": "json"}
    for number, each in enumerate(letters, 1):
        _file(folder / f"{number:04d}-{each.thing.kind}.{endings[each.format]}", each.body.encode())


def _file(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror})") from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error


def _say(document: object, lines: list[str], *, json: bool) -> None:
    print(jsonlib.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) if json else "\n".join(lines))
