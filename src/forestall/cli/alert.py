"""`forestall alert`: write, approve, update and cancel alerts; read and verify those of others."""

import json as jsonlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.cli.alert_attention import app as attention
from forestall.cli.alert_options import Places, from_file, moment
from forestall.cli.alert_reading import read, verify
from forestall.core.errors import InputError
from forestall.model.words import Field

if TYPE_CHECKING:
    from forestall.model.draft import Draft
    from forestall.pipeline.authoring import Outcome
    from forestall.pipeline.office import Office
    from forestall.warn.authoring import Written

alert = typer.Typer(
    help="Alerts: write, approve, update, cancel, see to them; read and verify those of others.", no_args_is_help=True
)
alert.registered_commands.extend(attention.registered_commands)  # they stand beside ours
alert.command()(read)
alert.command()(verify)

Place = Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)]
State = Annotated[str | None, typer.Option(help="Folder or PostgreSQL URL of the state [default: PLACE/.forestall].")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Id = Annotated[str, typer.Argument(help="Identifier of an alert of ours.", metavar="IDENTIFIER")]
DraftId = Annotated[str, typer.Argument(help="Id of the draft.", metavar="DRAFT")]
Reason = Annotated[str, typer.Option(help="Why, in plain words.")]
Send = Annotated[bool, typer.Option("--send", help="Send it at once, where the place asks for no second person.")]
File = Annotated[Path | None, typer.Option("--from", help="JSON file that says all of it, in any language.")]
Template = Annotated[str, typer.Option(help="Template of the event: `forestall alert templates` lists them.")]
Category = Annotated[str, typer.Option(help="CAP category: Met, Geo, Fire, CBRNE, Infra, Health, …")]
Urgency = Annotated[str, typer.Option(help="Immediate, Expected, Future, Past, Unknown.")]
Severity = Annotated[str, typer.Option(help="Extreme, Severe, Moderate, Minor, Unknown.")]
Certainty = Annotated[str, typer.Option(help="Observed, Likely, Possible, Unlikely, Unknown.")]
Scope = Annotated[
    str, typer.Option(help="Public, Restricted or Private [default: Restricted, of an Update as before].")
]
Status = Annotated[str, typer.Option(help="Actual, Exercise, System or Test.")]
Language = Annotated[str | None, typer.Option(help="Language of the texts given here [default: the place's first].")]
Event = Annotated[str, typer.Option(help="What happens, in few words.")]
Headline = Annotated[str, typer.Option(help="One line.")]
Description = Annotated[str, typer.Option(help="What is known.")]
Instruction = Annotated[str, typer.Option(help="What to do [default: as the category and the readers ask for].")]
AreaName = Annotated[str, typer.Option("--area", help="The area in words.")]
Circle = Annotated[list[str] | None, typer.Option(help="`LAT,LON KM`; again for more.")]
Polygon = Annotated[list[str] | None, typer.Option(help="`LAT,LON LAT,LON LAT,LON …`; again for more.")]
Geocode = Annotated[list[str] | None, typer.Option(help="NAME=VALUE, such as jurisdiction=east; again for more.")]
Fields = Annotated[Field | None, typer.Option(help="Field of security.")]
Expires = Annotated[str | None, typer.Option(help="Until when it holds, ISO 8601 [default: as the place says].")]
Onset = Annotated[str | None, typer.Option(help="When the event is expected to begin, ISO 8601.")]
Incident = Annotated[list[str] | None, typer.Option(help="Name of an incident it belongs to; again for more.")]
Note = Annotated[str, typer.Option(help="Its purpose; an Exercise names it here.")]


@alert.callback()
def _alerts() -> None:
    """Alerts: write, approve, update, cancel, see to them; read and verify those of others."""


@alert.command()
def draft(
    place: Place,
    category: Category = "",
    urgency: Urgency = "Unknown",
    severity: Severity = "Unknown",
    certainty: Certainty = "Unknown",
    template: Template = "",
    event: Event = "",
    headline: Headline = "",
    description: Description = "",
    instruction: Instruction = "",
    language: Language = None,
    area: AreaName = "",
    circle: Circle = None,
    polygon: Polygon = None,
    geocode: Geocode = None,
    scope: Scope = "",
    status: Status = "Actual",
    field: Fields = None,
    onset: Onset = None,
    expires: Expires = None,
    incident: Incident = None,
    note: Note = "",
    updates: Annotated[str, typer.Option(help="Identifier of the alert that it updates.")] = "",
    file: File = None,
    send: Send = False,
    state: State = None,
    json: Json = False,
) -> None:
    """Write an alert, or the Update of one; it waits until it is approved or sent."""
    from forestall.warn.authoring import Text, Written

    if file is None and not category:
        raise InputError("--category: expected a CAP category, such as Met, or all of it with --from")
    said = Text(headline, description, instruction, event)
    where = Places(area, tuple(circle or ()), tuple(polygon or ()), tuple(geocode or ()))
    with _office(place, state) as office:
        own = language or office.place().profile.languages[0]
        written = Written(
            *(category, urgency, severity, certainty),
            texts={own: said} if said != Text() else {},
            template=template,
            areas=where.areas(),
            scope=scope,
            status=status,
            field=field,
            onset=moment(onset),
            expires=moment(expires),
            incidents=tuple(incident or ()),
            note=note,
        )
        outcome = _drafted(office, written if file is None else from_file(file), updates, send=send)
    _tell(outcome, json=json)


@alert.command()
def update(
    place: Place,
    identifier: Id,
    file: Annotated[Path, typer.Option("--from", help="JSON file that says all of it.")],
    send: Send = False,
    state: State = None,
    json: Json = False,
) -> None:
    """Write the Update of an alert in force from a file; `draft --updates` takes options instead."""
    from forestall.pipeline import authoring
    from forestall.pipeline.people import CONSOLE

    with _office(place, state) as office:
        outcome = authoring.update(office, CONSOLE, identifier, from_file(file), send=send)
    _tell(outcome, json=json)


@alert.command()
def cancel(
    place: Place, identifier: Id, reason: Reason, send: Send = False, state: State = None, json: Json = False
) -> None:
    """Write the Cancel of an alert in force."""
    from forestall.pipeline import authoring
    from forestall.pipeline.people import CONSOLE

    with _office(place, state) as office:
        outcome = authoring.cancel(office, CONSOLE, identifier, reason, send=send)
    _tell(outcome, json=json)


@alert.command()
def approve(place: Place, draft_id: DraftId, state: State = None, json: Json = False) -> None:
    """Send a draft; what was written at this console needs an account's approval where the place asks for two."""
    from forestall.pipeline import authoring
    from forestall.pipeline.people import CONSOLE

    with _office(place, state) as office:
        outcome = authoring.approve(office, CONSOLE, draft_id)
    _tell(outcome, json=json)


@alert.command()
def refuse(place: Place, draft_id: DraftId, reason: Reason, state: State = None, json: Json = False) -> None:
    """Refuse a draft, or take one's own back."""
    from forestall.pipeline import authoring
    from forestall.pipeline.people import CONSOLE

    with _office(place, state) as office:
        done = authoring.refuse(office, CONSOLE, draft_id, reason)
    _say(done, f"draft {done.id} is {done.state}", json=json)


@alert.command()
def drafts(place: Place, state: State = None, json: Json = False) -> None:
    """Show drafts that wait."""
    from forestall.pipeline import authoring

    with _office(place, state) as office:
        found = authoring.waiting(office)
    _say(found, "\n".join(map(_line, found)) or "no draft waits", json=json)


@alert.command()
def show(place: Place, identifier: Id, state: State = None, json: Json = False) -> None:
    """Print an alert of ours as CAP, signed where the office has a key."""
    from forestall.pipeline.alert_feed import sent
    from forestall.pipeline.cap_signing import cap_xml, signing, state_folder

    with _office(place, state) as office:
        found = sent(office, identifier)
        signer = signing(office.place(), state_folder(place, state or str(place / ".forestall")))
    if found is None:
        raise InputError(f"alert {identifier!r}: we sent none of that identifier")
    _say(found, cap_xml(found, signer).decode(), json=json)


@alert.command()
def feed(
    place: Place,
    out: Annotated[Path, typer.Option(help="Folder for the feeds and the messages.", file_okay=False)],
    base: Annotated[str, typer.Option(help="Address at which the folder will be found, such as https://example.org/.")],
    state: State = None,
) -> None:
    """Write the public feed as files: alerts.atom, alerts.rss, and each message beside them."""
    from forestall.pipeline.alert_feed import write_feeds
    from forestall.pipeline.cap_signing import signing, state_folder

    with _office(place, state) as office:
        signer = signing(office.place(), state_folder(place, state or str(place / ".forestall")))
        count = write_feeds(office, signer, out, base)
    print(f"{out}: alerts.atom, alerts.rss and {count} messages")


@alert.command()
def templates(
    language: Annotated[str, typer.Option(help="Language of their names.")] = "en", json: Json = False
) -> None:
    """Show the templates of events."""
    from forestall.warn.authoring import templates as known

    found = known(language)
    _say(found, "\n".join(f"{name:<10} {title}" for name, title in found.items()), json=json)


def _drafted(office: "Office", written: "Written", updates: str, *, send: bool) -> "Outcome":
    from forestall.pipeline import authoring
    from forestall.pipeline.people import CONSOLE

    if updates:
        return authoring.update(office, CONSOLE, updates, written, send=send)
    return authoring.write(office, CONSOLE, written, send=send)


@contextmanager
def _office(root: Path, state: str | None) -> "Iterator[Office]":
    from forestall.core.clock import now
    from forestall.pipeline.office import office
    from forestall.place.load import load

    place = load(root)
    with office(state or root / ".forestall", now, lambda: place) as found:
        yield found


def _tell(outcome: "Outcome", *, json: bool) -> None:
    told = outcome.draft
    lines = [f"draft {told.id}: {told.state}"]
    if outcome.alert is not None:
        lines = [f"{outcome.alert.msg_type} {outcome.alert.identifier} is sent: {outcome.alert.headline}"]
    elif told.second:
        lines.append("somebody else has to approve it before it is sent")
    else:
        lines.append(f"`forestall alert approve PLACE {told.id}` sends it")
    _say(told, "\n".join([*lines, *(f"remark: {each}" for each in told.remarks)]), json=json)


def _line(one: "Draft") -> str:
    who = "needs a second person" if one.second else "may be sent"
    return f"{one.id}  {one.alert.msg_type:<6} {one.alert.scope:<10} {one.author}, {who}: {one.alert.headline}"


def _say(found: object, text: str, *, json: bool) -> None:
    if not json:
        print(text)
        return
    from pydantic_core import to_jsonable_python

    print(jsonlib.dumps(to_jsonable_python(found), indent=2, ensure_ascii=False))
