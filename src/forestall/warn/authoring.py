"""Alerts that people write: what they say made into an alert, and what follows one that was sent. Pure.

References name every message on the subject that a receiver may still hold to be in force (CAP 1.2, 3.2.1); a Cancel of
what is over, or an Update of what was cancelled, is refused. Who may write and who must approve is in
`pipeline/authoring.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from forestall.core.clock import iso, utc
from forestall.core.errors import ConflictError, InputError
from forestall.core.ids import digest_id
from forestall.model.alert import Alert, Area, Wording
from forestall.model.place import Place
from forestall.model.profile import Approval, Warnings
from forestall.model.words import Field
from forestall.standards.cap import rules
from forestall.standards.cap.text import time_text
from forestall.warn.channels.cap import to_cap
from forestall.warn.content import shortened
from forestall.warn.language import Language, language_of, primary, spoken
from forestall.warn.translation import withdrawn

RESTRICTED = "Restricted"
REACH = ("Private", RESTRICTED, "Public")
"""Scopes, the one that reaches the fewest first."""
SUBJECT = "office:"
"""What begins the subject of an alert that people wrote on something of their own."""
LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Text:
    """What an alert says in one language; what is left empty comes from the template, if there is one."""

    headline: str = ""
    """One line."""
    description: str = ""
    """What is known."""
    instruction: str = ""
    """What to do."""
    event: str = ""
    """What happens."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wants to warn of."""

    category: str
    """CAP category."""
    urgency: str
    """CAP urgency."""
    severity: str
    """CAP severity."""
    certainty: str
    """CAP certainty."""
    texts: Mapping[str, Text] = field(default_factory=dict)
    """What it says, by language tag; languages of the place that are left out are filled from the template."""
    template: str = ""
    """Template of the event: `flood`, `storm`, …; empty: what it says is all in `texts`."""
    where: str = ""
    """Name of the place in the template; empty: the areas' names."""
    areas: tuple[Area, ...] = ()
    """Where it holds."""
    scope: str = ""
    """Public, Restricted, Private; empty: Restricted, and of an Update that of what it updates."""
    status: str = "Actual"
    """Actual, Exercise, System, Test."""
    field: Field | None = None
    """Field of security."""
    onset: datetime | None = None
    """When the event is expected to begin."""
    expires: datetime | None = None
    """Until when it holds; None: as long as the place says."""
    incidents: tuple[str, ...] = ()
    """Names of incidents it belongs to."""
    note: str = ""
    """Its purpose."""
    addresses: tuple[str, ...] = ()
    """Who a Private alert is for."""
    audience: str = ""
    """For whom it is, in the words of the first language; empty: as the scope says."""


def compose(place: Place, written: Written, at: datetime, subject: str = "") -> Alert:
    """An alert as it would be sent now.

    Args:
        place: the place
        written: what it says
        at: the time
        subject: what it is about; empty: something of its own

    Raises:
        InputError: there is no such template, or too little is said.
        StandardError: it breaks a MUST of CAP 1.2.
    """
    moment = utc(at).replace(microsecond=0)
    settings = place.profile.warnings
    written = replace(written, scope=written.scope or RESTRICTED)
    first, *more = _wordings(place, written)
    about = subject or SUBJECT + digest_id("alert", written, iso(moment)).removeprefix("alert-")
    alert = Alert(
        identifier=_identifier(place, about, moment, None),
        sender=place.profile.sender,
        sent=moment,
        status=written.status,
        msg_type="Alert",
        scope=written.scope,
        category=written.category,
        event=first.event,
        urgency=written.urgency,
        severity=written.severity,
        certainty=written.certainty,
        headline=first.headline,
        description=first.description,
        instruction=first.instruction,
        effective=moment,
        expires=_expiry(written, settings, moment),
        areas=written.areas,
        language=first.language,
        field=written.field,
        subject=about,
        audience=first.audience,
        translations=tuple(more),
        onset=None if written.onset is None else utc(written.onset).replace(microsecond=0),
        incidents=written.incidents,
        note=written.note,
        addresses=written.addresses,
        sender_name=settings.sender_name,
        contact=settings.contact,
        web=settings.web,
        by_hand=True,
    )
    rules.check(to_cap(alert))
    return alert


def following(written: Written, standing: Alert) -> Written:
    """What an Update says, with what it takes over from the alert that it updates.

    Raises:
        InputError: it would not reach everybody who got that alert.
    """
    scope = written.scope or standing.scope
    if scope in REACH and REACH.index(scope) < REACH.index(standing.scope):
        raise InputError(f"scope: {scope}, expected {standing.scope}: it must reach who got {standing.identifier}")
    return replace(
        written,
        scope=scope,
        incidents=written.incidents or standing.incidents,
        addresses=written.addresses or standing.addresses,
        field=written.field or standing.field,
    )


def cancellation(standing: Alert, reason: str, at: datetime) -> Alert:
    """The Cancel of an alert, as it would be sent now; `released` gives it its references.

    Args:
        standing: the last message on the subject
        reason: why, in plain words; it takes the place of the description
        at: the time
    """
    moment = utc(at).replace(microsecond=0)
    over = withdrawn(standing, reason)
    return replace(over, msg_type="Cancel", urgency="Past", sent=moment, effective=moment, onset=None, by_hand=True)


def released(place: Place, alert: Alert, chain: Sequence[Alert], at: datetime) -> Alert:
    """An alert as it is sent: with its time, its type, its references and an identifier that follows from them.

    Args:
        place: the place
        alert: as it was written
        chain: the messages on its subject since the last Cancel, oldest first
        at: the time

    Raises:
        ConflictError: it cancels what is over, or has itself expired before it was sent.
    """
    moment = utc(at).replace(microsecond=0)
    holding = [each for each in chain if each.expires is None or each.expires > moment]
    cancels = alert.msg_type == "Cancel"
    if cancels and not holding:
        raise ConflictError(f"{alert.subject}: nothing on it is in force any more; there is nothing to cancel")
    expires = alert.expires
    if not alert.by_hand and expires is not None:
        expires += moment - alert.sent  # of a pass: as long as it would have held when it was written
    if not cancels and expires is not None and expires <= moment:
        raise ConflictError(f"{alert.subject}: the alert expired at {iso(expires)}, before it was sent")
    last = chain[-1] if chain else None
    effective = moment if cancels or not holding or alert.by_hand else holding[0].effective
    sent = replace(
        alert,
        identifier=_identifier(place, alert.subject, moment, last),
        sent=moment,
        effective=max(effective, alert.effective) if alert.by_hand and not cancels else effective,
        expires=holding[-1].expires if cancels else expires,
        msg_type="Cancel" if cancels else ("Update" if holding else "Alert"),
        references=tuple(f"{each.sender},{each.identifier},{time_text(each.sent)}" for each in holding),
    )
    rules.check(to_cap(sent))
    return sent


def needs_second(alert: Alert, settings: Warnings) -> bool:
    """Whether somebody else than its author has to approve an alert before it is sent."""
    if settings.approval is Approval.PUBLIC:
        return alert.scope == "Public"
    return settings.approval is Approval.ALWAYS


def remarks(alert: Alert) -> tuple[str, ...]:
    """What CAP 1.2 recommends and an alert does not do."""
    return rules.remarks(to_cap(alert))


def templates(tag: str) -> dict[str, str]:
    """The templates there are, with what each is called in a language."""
    language = language_of(tag)
    return {name: language.say(f"events.{name}.event") for name in language.keys("events")}


def _wordings(place: Place, written: Written) -> list[Wording]:
    """What it says, in the place's languages first, then in others that were given."""
    given = {primary(tag): (tag, text) for tag, text in written.texts.items()}
    if not written.template and not given:
        raise InputError("texts: expected what the alert says, in at least one language, or a template")
    order = [primary(tag) for tag in place.profile.languages]
    order += [tag for tag in given if tag not in order]
    spoken_here = {language.tag for language in spoken(place.profile.languages)}
    found: list[Wording] = []
    for tag in order:
        own, text = given.get(tag, (tag, Text()))
        if tag in given or (written.template and tag in spoken_here):
            found.append(_wording(language_of(tag), own, text, written))
    if not found:
        language = language_of(place.profile.languages[0])
        found.append(_wording(language, language.tag, Text(), written))
    if written.audience:
        found[0] = replace(found[0], audience=written.audience)
    return found


def _wording(language: Language, tag: str, text: Text, written: Written) -> Wording:
    event, headline, description = text.event, text.headline, text.description
    if written.template:
        if written.template not in language.keys("events"):
            known = ", ".join(language.keys("events"))
            raise InputError(f"template: {written.template[:40]!r} is not known; expected one of: {known}")
        where = written.where or ", ".join(area.description for area in written.areas)
        if not where and not (headline and description):
            raise InputError("where: expected the name of the place, or an area, for the template")
        group = f"events.{written.template}"
        event = event or language.say(f"{group}.event")
        headline = headline or language.say(f"{group}.headline", where=where)
        description = description or language.say(f"{group}.lead", where=where)
    if not headline:
        raise InputError(f"texts.{tag}: expected at least a headline")
    public = written.scope == "Public"
    group = "public" if public else "instructions"
    speaks = language.tag == primary(tag) and written.category in language.keys(group)
    instruction = text.instruction or (language.say(f"{group}.{written.category}") if speaks else "")
    audience = language.say("audiences.public" if public else "audiences.offices") if speaks else ""
    return Wording(tag, event or headline, shortened(headline), description, instruction, audience)


def _expiry(written: Written, settings: Warnings, at: datetime) -> datetime:
    if written.expires is None:
        return at + timedelta(hours=settings.life)
    expires = utc(written.expires).replace(microsecond=0)
    if not at < expires <= at + LONGEST:
        raise InputError(f"expires: {iso(expires)}, expected a time after now and within {LONGEST.days} days")
    return expires


def _identifier(place: Place, subject: str, at: datetime, before: Alert | None) -> str:
    """Follows from sender, subject, time and the message before it."""
    last = "" if before is None else before.identifier
    return digest_id("forestall", place.profile.sender, subject, iso(at), last)
