"""What the pages of warnings show: a message in its languages, its line, who gets it, and the form it is written in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.alert import Alert, Area, Wording
from forestall.model.delivery import Delivery
from forestall.model.place import Place
from forestall.model.words import Field
from forestall.outlook.kinds import CATEGORY as OF_CAP
from forestall.outlook.pages.table import Column, Kind
from forestall.standards.cap.rules import CATEGORY, CERTAINTY, SEVERITY, URGENCY
from forestall.warn.authoring import Text, Written, templates
from forestall.warn.channel import Item, Message
from forestall.warn.delivering import refusal, unconcerned
from forestall.warn.language import available
from forestall.warn.notice import notice
from forestall.web import language

_LANGUAGE_TEXTS = ("headline", "description", "instruction")
_CHOICES = {"category": CATEGORY, "severity": SEVERITY, "urgency": URGENCY, "certainty": CERTAINTY}
_SCOPES = ("Restricted", "Public", "Private")
_PLAIN = ("category", "severity", "urgency", "certainty", "scope", "field", "template", "area", "expires", "note")

_LABELS = {
    "category": N_("Category"),
    "severity": N_("Severity"),
    "urgency": N_("Urgency"),
    "certainty": N_("Certainty"),
    "scope": N_("For whom"),
    "field": N_("Field"),
    "template": N_("Template"),
    "area": N_("Where"),
    "expires": N_("Until"),
    "note": N_("Note"),
    "headline": N_("Headline"),
    "description": N_("What is known"),
    "instruction": N_("What to do"),
}
_HELPS = {
    "template": N_("Fills what is left empty below, in every language of the place."),
    "expires": N_("Left empty: as long as the place says."),
}


@dataclass(frozen=True, slots=True)
class Reached:
    """An audience of the place, and whether a message reaches it."""

    title: str
    """The audience."""
    why_not: str
    """Why it does not get the message; empty when it does."""
    line: str
    """Subject line of what it gets."""
    text: str
    """Text of what it gets."""
    language: str
    """Language of its sentences."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form in which a warning is written."""

    name: str
    """Its name."""
    label: str
    """What it is, in English."""
    kind: str
    """text, area, select or datetime-local."""
    value: str
    """What stands in it."""
    options: tuple[tuple[str, str], ...] = ()
    """Choices."""
    help: str = ""
    """What is to be known of it, in English."""
    language: str = ""
    """Tag of the language in which it is written."""


ALERT_COLUMNS: tuple[Column[Alert], ...] = (
    Column("headline", N_("Warning"), lambda row: row.headline or row.event),
    Column("identifier", N_("Id"), lambda row: row.identifier, hidden=True),
    Column("subject", N_("Subject"), lambda row: row.subject, hidden=True),
    Column("type", N_("Message"), lambda row: row.msg_type),
    Column("severity", N_("Level"), lambda row: row.severity, kind=Kind.LEVEL, order=lambda row: -_severity(row)),
    Column("scope", N_("Scope"), lambda row: row.scope),
    Column("sent", N_("Sent"), lambda row: row.sent, kind=Kind.TIME),
    Column("expires", N_("Until"), lambda row: row.expires, kind=Kind.TIME),
    Column("attention", N_("State"), lambda row: row.attention),
)
DELIVERY_COLUMNS: tuple[Column[Delivery], ...] = (
    Column("audience", N_("Audience"), lambda row: row.audience),
    Column("channel", N_("Channel"), lambda row: row.channel),
    Column("state", N_("State"), lambda row: str(row.state)),
    Column("cause", N_("Cause"), lambda row: str(row.cause)),
    Column("queued", N_("Queued"), lambda row: row.queued, kind=Kind.TIME),
    Column("ended", N_("Ended"), lambda row: row.ended, kind=Kind.TIME),
    Column("attempts", N_("Tries"), lambda row: row.attempts, kind=Kind.COUNT),
    Column("note", N_("What is wrong"), lambda row: row.note),
)


def languages(alert: Alert) -> tuple[Wording, ...]:
    """What a message says, in each of its languages."""
    own = Wording(alert.language, alert.event, alert.headline, alert.description, alert.instruction, alert.audience)
    return (own, *alert.translations)


def reached(place: Place, alert: Alert, at: datetime) -> tuple[Reached, ...]:
    """Every audience of the place with what it would read, or why it would get nothing.

    Args:
        place: the place
        alert: the message
        at: the present
    """
    found = []
    for audience in sorted(place.audiences, key=lambda each: each.id):
        why_not = refusal(audience, alert, place.profile) or unconcerned(audience, alert, place.profile) or ""
        message = Message(
            id=alert.identifier,
            at=at,
            audience=audience.title,
            place=place.profile.name,
            domain=place.profile.sender.rpartition("@")[2],
            language=audience.language or place.profile.languages[0],
            zone=place.profile.time_zone,
            items=(Item(alert, b""),),
        )
        said = notice(message)
        line, text = ("", "") if why_not else (said.line, said.text)
        found.append(Reached(audience.title, why_not, line, text, said.language))
    return tuple(found)


def form_fields(place: Place, typed: Mapping[str, str], tags: Iterable[str], reader: str) -> tuple[FormField, ...]:
    """The form of a warning with what stands in it.

    Args:
        place: the place
        typed: what stands in its fields
        tags: languages in which it can be written
        reader: language in which the choices are named
    """
    said = language.catalogue(reader).text
    known = templates(reader if reader in available() else place.profile.languages[0])
    options: dict[str, tuple[tuple[str, str], ...]] = {
        **{name: tuple((each, said(each)) for each in words) for name, words in _CHOICES.items()},
        "category": tuple((each, said(each + OF_CAP).removesuffix(OF_CAP)) for each in CATEGORY),
        "scope": tuple((each, said(each)) for each in _SCOPES),
        "field": (("", "–"), *((str(each), said(each)) for each in Field)),
        "template": (("", "–"), *sorted(known.items(), key=lambda each: each[1])),
        "area": (("", "–"), *((each.id, each.name) for each in place.profile.jurisdictions)),
    }
    first = [
        FormField(
            name=name,
            label=_LABELS[name],
            kind="select" if name in options else ("datetime-local" if name == "expires" else "text"),
            value=typed.get(name, ""),
            options=options.get(name, ()),
            help=_HELPS.get(name, ""),
        )
        for name in _PLAIN
    ]
    texts = [
        FormField(
            name=f"{name}_{tag}",
            label=_LABELS[name],
            kind="text" if name == "headline" else "area",
            value=typed.get(f"{name}_{tag}", ""),
            language=tag,
        )
        for tag in tags
        for name in _LANGUAGE_TEXTS
    ]
    return (*first, *texts)


def blank() -> dict[str, str]:
    """What a new form begins with."""
    chosen = {"category": "Safety", "severity": "Moderate", "urgency": "Expected", "certainty": "Likely"}
    return chosen | {"scope": "Restricted"}


def typed_of(alert: Alert) -> dict[str, str]:
    """What the form of an Update begins with: what the standing message says."""
    named = [value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"]
    found = {
        "category": alert.category,
        "severity": alert.severity,
        "urgency": alert.urgency,
        "certainty": alert.certainty,
        "scope": alert.scope,
        "field": str(alert.field or ""),
        "area": named[0] if named else "",
        "note": alert.note,
    }
    for said in languages(alert):
        found |= {f"{name}_{said.language}": getattr(said, name) for name in _LANGUAGE_TEXTS}
    return found


def written(place: Place, typed: Mapping[str, str], expires: datetime | None, standing: Alert | None) -> Written:
    """What somebody wants to warn of, from the form.

    Args:
        place: the place
        typed: what stands in the form
        expires: until when
        standing: the message that is updated: its areas stay when the same authority is named

    Raises:
        InputError: the form names something that there is not.
    """
    try:
        field = Field(typed["field"]) if typed.get("field") else None
    except ValueError as error:
        raise InputError(f"field: found {typed['field'][:40]!r}, expected one of: {', '.join(Field)}") from error
    tags = sorted({name.partition("_")[2] for name in typed if name.startswith("headline_")})
    texts = {tag: Text(*(typed.get(f"{name}_{tag}", "").strip() for name in _LANGUAGE_TEXTS)) for tag in tags}
    return Written(
        category=typed.get("category", ""),
        urgency=typed.get("urgency", ""),
        severity=typed.get("severity", ""),
        certainty=typed.get("certainty", ""),
        texts={tag: text for tag, text in texts.items() if text != Text()},
        template=typed.get("template", ""),
        areas=_areas(place, typed.get("area", ""), standing),
        scope=typed.get("scope", ""),
        field=field,
        expires=expires,
        note=typed.get("note", "").strip(),
    )


def _areas(place: Place, key: str, standing: Alert | None) -> tuple[Area, ...]:
    if standing is not None and key in (typed_of(standing)["area"], ""):
        return standing.areas
    if not key:
        return ()
    names = {each.id: each.name for each in place.profile.jurisdictions}
    if key not in names:
        raise InputError(f"area: found {key[:40]!r}, expected one of: {', '.join(sorted(names))}")
    return (Area(names[key], geocodes=(("jurisdiction", key),)),)


def _severity(alert: Alert) -> int:
    return SEVERITY.index(alert.severity) if alert.severity in SEVERITY else len(SEVERITY)
