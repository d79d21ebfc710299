"""What a pass would send where the place asks for a second person: kept as drafts until somebody approves them.

To the machine of steadiness a draft that waits counts as sent, so that it is renewed when what it says is no longer
right, and withdrawn when what it rests on is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from forestall.core.ids import digest_id
from forestall.model.alert import Alert
from forestall.model.draft import PASS, Draft, DraftState
from forestall.model.place import Place
from forestall.warn.authoring import needs_second, remarks


@dataclass(frozen=True, slots=True)
class Held:
    """What becomes of the messages of a pass."""

    sent: tuple[Alert, ...]
    """Those that go out."""
    drafts: tuple[Draft, ...]
    """Drafts that are new or changed."""


def standing(open_alerts: Iterable[Alert], drafts: Iterable[Draft], at: datetime) -> tuple[Alert, ...]:
    """What passes take for sent: alerts in force, but those that wait in their place.

    Args:
        open_alerts: alerts that were really sent
        drafts: drafts that wait
        at: time of the pass
    """
    found = {each.subject: each for each in open_alerts}
    for draft in drafts:
        alert = draft.alert
        if draft.author != PASS or (alert.expires is not None and alert.expires <= at):
            continue
        if alert.msg_type == "Cancel":
            found.pop(alert.subject, None)
        else:
            found[alert.subject] = alert
    return tuple(found[subject] for subject in sorted(found))


def held(
    place: Place,
    messages: Iterable[Alert],
    open_alerts: Iterable[Alert],
    drafts: Iterable[Draft],
    at: datetime,
) -> Held:
    """Which messages of a pass go out, and which wait.

    Args:
        place: the place
        messages: what the pass would send, by subject
        open_alerts: alerts that were really sent and are in force
        drafts: drafts that wait
        at: time of the pass
    """
    real = {each.subject: each for each in open_alerts}
    mine = {each.alert.subject: each for each in drafts if each.author == PASS}
    sent: list[Alert] = []
    changed: list[Draft] = []
    for message in messages:
        before = mine.get(message.subject)
        known = real.get(message.subject)
        if before is not None:
            changed.append(_ended(before, message, at))
        if message.msg_type == "Cancel" and known is None:
            continue  # what was never sent need not be cancelled
        told = _typed(message, known)
        if needs_second(told, place.profile.warnings):
            changed.append(_draft(told, at))
        else:
            sent.append(told)
    return Held(tuple(sent), tuple(changed))


def _typed(message: Alert, known: Alert | None) -> Alert:
    """A message as those see it who got only what was sent; references are made when it is."""
    if message.msg_type == "Cancel":
        return message
    if known is None:
        return replace(message, msg_type="Alert", references=(), effective=message.sent)
    return replace(message, msg_type="Update") if message.msg_type == "Alert" else message


def _draft(message: Alert, at: datetime) -> Draft:
    return Draft(digest_id("draft", PASS, message.identifier), message, PASS, at, True, remarks=remarks(message))


def _ended(draft: Draft, message: Alert, at: datetime) -> Draft:
    over = message.msg_type == "Cancel" and draft.alert.msg_type != "Cancel"
    state = DraftState.WITHDRAWN if over else DraftState.REPLACED
    return replace(draft, state=state, decided=at)
