"""Which warnings to send now: opened, changed so that a reader would notice, extended, or withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from forestall.core.clock import iso, utc
from forestall.core.ids import digest_id
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment
from forestall.model.steadiness import Phase, Track
from forestall.standards.cap.text import time_text
from forestall.warn.content import Content
from forestall.warn.inhibition import Candidate, hidden
from forestall.warn.labels import labelled
from forestall.warn.listing import grouped, listed, names
from forestall.warn.moving import Change, changes, remembered, settled
from forestall.warn.steadiness import Step, earliest_close, expired, life, runs_out
from forestall.warn.topic import Topic, ours, topics
from forestall.warn.translation import noted, withdrawn
from forestall.warn.wording import Writer


@dataclass(frozen=True, slots=True)
class Warned:
    """What a pass comes to in warnings."""

    messages: tuple[Alert, ...]
    """Messages of type Alert, Update and Cancel, by subject; none when nothing that a reader would notice changed."""
    tracks: tuple[Track, ...]
    """What the next pass has to remember, by subject."""


def warn(
    place: Place,
    findings: tuple[Finding, ...],
    assessment: Assessment,
    plan: Plan,
    open_alerts: tuple[Alert, ...],
    at: datetime,
    memory: tuple[Track, ...] = (),
    silenced: frozenset[str] = frozenset(),
) -> Warned:
    """The messages to send now, and what to remember.

    Args:
        place: the place
        findings: what was concluded
        assessment: what could happen
        plan: what is to be done about it
        open_alerts: the last message on each subject that is not cancelled
        at: time of the pass
        memory: what the last pass remembered
        silenced: subjects for which nobody is called: none is listed behind them
    """
    moment = utc(at).replace(microsecond=0)
    found, standing, before = _at_hand(place, findings, assessment, open_alerts, memory, moment)
    desk = _Desk(place, findings, found, standing, Writer(place, assessment, plan), moment)
    alone = changes(place, findings, found, before, moment)
    every = settled(alone, hidden(desk.candidates(alone, silenced), place), before, moment)
    messages = (desk.message(subject, every[subject]) for subject in sorted(every))
    tracks = (every[subject].moved.track for subject in sorted(every))
    return Warned(
        tuple(message for message in messages if message is not None),
        tuple(track for track in tracks if track is not None),
    )


def _at_hand(
    place: Place,
    findings: tuple[Finding, ...],
    assessment: Assessment,
    open_alerts: tuple[Alert, ...],
    memory: tuple[Track, ...],
    at: datetime,
) -> tuple[dict[str, Topic], dict[str, Alert], dict[str, Track]]:
    """What could be warned of, what is, and what is remembered; without what people wrote an alert on themselves."""
    sent = sorted(open_alerts, key=lambda alert: alert.sent)
    theirs = {alert.subject for alert in sent if alert.by_hand and not expired(alert, at)}
    standing = {alert.subject: alert for alert in sent if ours(alert.subject) and not alert.by_hand}
    found = {subject: topic for subject, topic in topics(findings, assessment, place).items() if subject not in theirs}
    kept = (track for track in memory if track.subject not in theirs)
    return found, standing, remembered(kept, standing)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Decides on one subject after the other and writes what is to be sent."""

    place: Place
    findings: tuple[Finding, ...]
    found: Mapping[str, Topic]
    standing: Mapping[str, Alert]
    writer: Writer
    at: datetime
    _written: dict[str, tuple[Content, ...]] = field(default_factory=dict)

    def candidates(self, every: Mapping[str, Change], silenced: frozenset[str]) -> list[Candidate]:
        """Subjects that are warned of now, for what is known now: they may be causes and effects."""
        if not self.place.profile.steadiness.inhibit:
            return []
        return [
            self._candidate(subject, subject in silenced)
            for subject, change in every.items()
            if change.told and change.moved.track is not None and change.moved.track.phase in (Phase.OPEN, Phase.HIDDEN)
        ]

    def message(self, subject: str, change: Change) -> Alert | None:
        """What is to be sent on a subject, if anything."""
        message = self._message(subject, change)
        if message is None:
            return None
        for each in (subject, *change.effects):
            message = labelled(message, self.found.get(each), self.findings, self.place.sources)
        return message

    def _message(self, subject: str, change: Change) -> Alert | None:
        standing, step = self.standing.get(subject), change.moved.step
        if step is Step.OPEN:
            return self._sent(subject, self._told(subject, change)[0], standing)
        if standing is None:
            return None
        if step is Step.CLOSE:
            return None if expired(standing, self.at) else self._withdrawn(standing)
        if step is Step.STAY:
            return self._stayed(standing, change) if change.told else self._kept(standing, change.silent)
        return self._held(standing, change) if step is Step.HOLD else None

    def _contents(self, subject: str) -> tuple[Content, ...]:
        """What to say of a subject, and after it the other ways of saying it that are still right."""
        if subject not in self._written:
            topic = self.found[subject]
            self._written[subject] = tuple(grouped(topic, each) for each in self.writer.contents(topic))
        return self._written[subject]

    def _told(self, subject: str, change: Change) -> tuple[Content, ...]:
        """The same with the effects that its warning accounts for."""
        effects = [self._candidate(each) for each in change.effects]
        return tuple(listed(content, effects) for content in self._contents(subject))

    def _candidate(self, subject: str, quiet: bool = False) -> Candidate:
        topic, content = self.found[subject], self._contents(subject)[0]
        label = labelled(self._sent(subject, content, None), topic, self.findings, self.place.sources).label
        return Candidate(topic, content, label, subject in self.standing, quiet)

    def _stayed(self, standing: Alert, change: Change) -> Alert | None:
        contents = self._told(standing.subject, change)
        effects = names([self._candidate(each) for each in change.effects], standing.language)
        named = all(each in standing.description for each in effects)
        if named and not runs_out(standing, self.at) and not _is_news(standing, contents):
            return None
        return self._sent(standing.subject, contents[0], standing)

    def _held(self, standing: Alert, change: Change) -> Alert | None:
        """Extended where it would run out before it may be withdrawn."""
        track = change.moved.track
        if track is None or standing.expires is None:
            return None
        closing = earliest_close(track, self.place.profile.steadiness)
        return self._kept(standing, ()) if standing.expires < closing or change.holding else None

    def _kept(self, standing: Alert, silent: tuple[str, ...]) -> Alert | None:
        """Extended as it was, since nothing is known that would end it."""
        if not runs_out(standing, self.at):
            return None
        following = self._following(standing, "Update")
        return noted(following, "words.blind", sources=", ".join(silent)) if silent else following

    def _withdrawn(self, standing: Alert) -> Alert:
        return replace(
            withdrawn(self._following(standing, "Cancel")),
            urgency="Past",
            effective=self.at,
            expires=standing.expires,
        )

    def _following(self, standing: Alert, msg_type: str) -> Alert:
        """The same message again, sent now."""
        return replace(
            standing,
            identifier=self._identifier(standing.subject, standing),
            sender=self.place.profile.sender,
            sent=self.at,
            msg_type=msg_type,
            expires=self.at + life(self.place.profile.steadiness),
            references=self._references(standing),
        )

    def _sent(self, subject: str, content: Content, before: Alert | None) -> Alert:
        return Alert(
            identifier=self._identifier(subject, before),
            sender=self.place.profile.sender,
            sent=self.at,
            status="Actual",
            msg_type="Update" if before else "Alert",
            scope=content.scope,
            category=content.category,
            event=content.event,
            urgency=content.urgency,
            severity=content.severity,
            certainty=content.certainty,
            headline=content.headline,
            description=content.description(),
            instruction=content.instruction,
            effective=before.effective if before else self.at,
            expires=self.at + life(self.place.profile.steadiness),
            areas=content.areas,
            references=self._references(before) if before else (),
            language=content.language,
            field=content.field,
            subject=subject,
            digest=content.digest(),
            audience=content.audience,
            translations=content.translations,
            sender_name=self.place.profile.warnings.sender_name,
            contact=self.place.profile.warnings.contact,
            web=self.place.profile.warnings.web,
        )

    def _identifier(self, subject: str, before: Alert | None) -> str:
        """Follows from sender, subject, time and the message before it: made again, it is the same."""
        return digest_id(
            "forestall", self.place.profile.sender, subject, iso(self.at), before.identifier if before else ""
        )

    def _references(self, before: Alert) -> tuple[str, ...]:
        """The message before it, and those before that which a receiver may still hold to be in force."""
        since = self.at - life(self.place.profile.steadiness)
        still = (text for text in before.references if _sent_time(text) > since)
        return (*still, f"{before.sender},{before.identifier},{time_text(before.sent)}")


def _is_news(standing: Alert, contents: Iterable[Content]) -> bool:
    """Whether a reader of the standing message would notice a difference to every way of saying it now."""
    return all(
        content.digest() != standing.digest or any(reason not in standing.description for reason in content.reasons)
        for content in contents
    )


def _sent_time(reference: str) -> datetime:
    return datetime.fromisoformat(reference.rsplit(",", 1)[1])
