"""Which warnings to send now: opened, changed so that a reader would notice, extended, or withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from forestall.core.clock import iso, utc
from forestall.core.ids import digest_id
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment
from forestall.standards.cap.text import time_text
from forestall.warn.blindness import silent_sources
from forestall.warn.content import Content, shortened
from forestall.warn.steadiness import Step, Strength, life, runs_out, step
from forestall.warn.topic import Topic, strength, topics
from forestall.warn.wording import Writer


def warn(
    place: Place,
    findings: tuple[Finding, ...],
    assessment: Assessment,
    plan: Plan,
    open_alerts: tuple[Alert, ...],
    at: datetime,
) -> tuple[Alert, ...]:
    """The messages to send now; none when nothing that a reader would notice has changed.

    Args:
        place: the place
        findings: what was concluded
        assessment: what could happen
        plan: what is to be done about it
        open_alerts: the last message on each subject that is not cancelled
        at: time of the pass

    Returns:
        Messages of type Alert, Update and Cancel, by subject.
    """
    moment = utc(at).replace(microsecond=0)
    found = topics(findings, assessment)
    standing = {alert.subject: alert for alert in sorted(open_alerts, key=lambda alert: alert.sent)}
    desk = _Desk(place, findings, Writer(place, assessment, plan), moment)
    messages = (
        desk.message(subject, found.get(subject), standing.get(subject)) for subject in sorted({*found, *standing})
    )
    return tuple(message for message in messages if message is not None)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Decides on one subject after the other and writes what is to be sent."""

    place: Place
    findings: tuple[Finding, ...]
    writer: Writer
    at: datetime

    def message(self, subject: str, topic: Topic | None, standing: Alert | None) -> Alert | None:
        """What is to be sent on a subject, if anything."""
        how = Strength.WEAK if topic is None else strength(topic, self.place)
        silent = silent_sources(subject, self.place, self.findings) if standing and how is Strength.WEAK else ()
        match step(Strength.UNKNOWN if silent else how, standing, self.at, self.place.profile.steadiness):
            case Step.OPEN if topic is not None:
                return self._sent(subject, self.writer.contents(topic)[0], None)
            case Step.STAY if standing is not None:
                told = topic is not None and how in (Strength.STRONG, Strength.MIDDLING)
                return self._stayed(standing, topic) if topic and told else self._kept(standing, silent)
            case Step.CLOSE if standing is not None:
                return self._withdrawn(standing)
        return None

    def _stayed(self, standing: Alert, topic: Topic) -> Alert | None:
        contents = self.writer.contents(topic)
        if not runs_out(standing, self.at) and not _is_news(standing, contents):
            return None
        return self._sent(standing.subject, contents[0], standing)

    def _kept(self, standing: Alert, silent: tuple[str, ...]) -> Alert | None:
        """Extended as it was, since nothing is known that would end it."""
        if not runs_out(standing, self.at):
            return None
        note = self.writer.language.say("words.blind", sources=", ".join(silent)) if silent else ""
        description = standing.description if note in standing.description else f"{standing.description} {note}"
        return replace(self._following(standing, "Update"), description=description)

    def _withdrawn(self, standing: Alert) -> Alert:
        say = self.writer.language.say
        return replace(
            self._following(standing, "Cancel"),
            urgency="Past",
            headline=shortened(say("words.cancel_headline", headline=standing.headline)),
            description=say("words.cancel", sent=iso(standing.effective)),
            instruction="",
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
