"""Our alerts as a feed: those in force, and what was sent of late, withdrawals too. Who may see which is not here."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from forestall.core.clock import utc
from forestall.core.errors import InputError
from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.pipeline.cap_signing import Signing, cap_xml
from forestall.pipeline.office import Office
from forestall.standards.feeds import atom, rss
from forestall.standards.feeds.feed import Entry, Feed
from forestall.store.messages import Messages
from forestall.warn.whole_file import write_whole

CAP = "application/cap+xml"
KEPT = timedelta(days=7)
"""How long a message stays in the feed after it was sent, if it is not in force any more."""
MOST = 500


def recent(office: Office) -> tuple[Alert, ...]:
    """The messages of a feed, newest first; in a recorded place of late means: before the newest of them."""
    with office.looking() as session:
        newest = Messages(session).newest(MOST)
    if not newest:
        return ()
    since = newest[0].sent - KEPT
    return tuple(each for each in newest if each.sent >= since or (each.expires or since) > newest[0].sent)


def sent(office: Office, identifier: str) -> Alert | None:
    """A message of ours, whether it is in force or not; None when there is none."""
    with office.looking() as session:
        return Messages(session).get(identifier)


def is_public(alert: Alert) -> bool:
    """Whether everybody may read an alert: real or an exercise, scope Public, and no stricter label on it."""
    return alert.scope == "Public" and alert.label in (None, Label.CLEAR) and alert.status in ("Actual", "Exercise")


def feed(place: Place, alerts: Iterable[Alert], address: str, where: Callable[[Alert], str]) -> Feed:
    """A feed of alerts.

    Args:
        place: the place
        alerts: newest first
        address: where the feed is
        where: where the CAP message of an alert is
    """
    profile = place.profile
    entries = tuple(_entry(each, profile.sender, where(each)) for each in alerts)
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return Feed(
        id=f"tag:{_authority(profile.sender)},2026:alerts",
        title=f"{profile.name}: alerts",
        updated=max((entry.updated for entry in entries if entry.updated is not None), default=start),
        entries=entries,
        author=profile.warnings.sender_name or profile.name,
        link=address,
        subtitle=profile.summary,
    )


def _entry(alert: Alert, sender: str, link: str) -> Entry:
    year = utc(alert.sent).year
    return Entry(
        id=f"tag:{_authority(sender)},{year}:{quote(alert.identifier, safe='')}",
        title=alert.headline,
        updated=utc(alert.sent),
        link=link,
        media_type=CAP,
        summary=" ".join(part for part in (alert.description, alert.instruction) if part),
    )


def _authority(sender: str) -> str:
    """The sender as the authority of a tag URI (RFC 4151, 2.1)."""
    return quote(sender, safe="@.-_")


def write_feeds(office: Office, signer: Signing | None, folder: Path, base: str) -> int:
    """Write the public feed as files, the messages first: a feed never names what is not there.

    Args:
        office: the place and its state
        signer: who signs
        folder: where to
        base: address at which the folder will be found

    Returns:
        Number of messages.

    Raises:
        InputError: the folder cannot be written.
    """
    root = base.rstrip("/") + "/"
    found = [each for each in recent(office) if is_public(each)]
    place = office.place()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in found:
            write_whole(folder / f"{each.identifier}.xml", cap_xml(each, signer))
        for name, form in (("alerts.atom", atom.write), ("alerts.rss", lambda made: rss.write(made, root))):
            made = feed(place, found, root + name, lambda alert: f"{root}{alert.identifier}.xml")
            write_whole(folder / name, form(made))
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from error
    return len(found)
