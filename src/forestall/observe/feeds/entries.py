"""Entries of Atom (RFC 4287) and RSS 2.0 feeds: which messages there are and where. What the messages say is CAP's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from forestall.core.clock import instant, utc
from forestall.core.errors import InputError
from forestall.observe.feeds.xml_tree import name_of, root_of, text_of

MOST_ENTRIES = 5_000
CAP_TYPE = "application/cap+xml"
CAP_NAMESPACES = (
    "http://www.incident.com/cap/1.0",
    "urn:oasis:names:tc:emergency:cap:1.1",
    "urn:oasis:names:tc:emergency:cap:1.2",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    id: str
    """Its `id` or `guid`; else its link."""
    updated: datetime | None
    """When it was last changed, UTC; None when it does not say, or not in a form that can be read."""
    link: str
    """Where its message is; empty when there is none."""
    message: bytes | None
    """The message itself, when the entry holds it."""

    @property
    def version(self) -> str:
        """What changes when the entry does."""
        return f"{self.id} {'' if self.updated is None else self.updated.isoformat()}"


def entries(data: bytes) -> tuple[Entry, ...]:
    """The entries of a feed, in its order; those with neither link nor message are left out.

    Raises:
        LimitError: it is larger than 32 MB.
        InputError: it is no Atom and no RSS 2.0, or has more than 5,000 entries.
    """
    root = root_of(data)
    kind = name_of(root)
    if kind not in ("feed", "rss", "RDF"):
        raise InputError(f"feed: the root is {kind[:60]}, expected feed (Atom) or rss")
    wanted = "entry" if kind == "feed" else "item"
    found = [element for element in root.iter(etree.Element) if name_of(element) == wanted]
    if len(found) > MOST_ENTRIES:
        raise InputError(f"feed: {len(found):,} entries, expected at most {MOST_ENTRIES:,}")
    read = (_entry(element) for element in found)
    return tuple(entry for entry in read if entry.id and (entry.link or entry.message))


def moment(text: str) -> datetime | None:
    """A time of a feed: RFC 3339 (Atom) or RFC 822 (RSS); None when it is none."""
    try:
        return instant(text)
    except InputError:
        pass
    try:
        found = parsedate_to_datetime(text)
        return utc(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, TypeError, IndexError, OverflowError, InputError):
        return None


def _entry(element: etree._Element) -> Entry:
    parts: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        parts.setdefault(name_of(child), text_of(child))
    link = _link(element)
    when = next((parts[name] for name in ("updated", "pubDate", "date", "published") if parts.get(name)), "")
    return Entry(
        id=(parts.get("id") or parts.get("guid") or link)[:1024],
        updated=moment(when) if when else None,
        link=link,
        message=_message(element),
    )


def _link(element: etree._Element) -> str:
    """A link that says it leads to CAP, else the first that leads anywhere."""
    found: list[tuple[bool, str]] = []
    for child in element.iterchildren(etree.Element):
        if name_of(child) in ("link", "enclosure"):
            url = child.get("href") or child.get("url") or text_of(child)
            is_cap = child.get("type", "") == CAP_TYPE
            if url and (is_cap or name_of(child) == "link"):
                found.append((not is_cap, url))
    return min(found, key=lambda pair: pair[0])[1] if found else ""


def _message(element: etree._Element) -> bytes | None:
    for namespace in CAP_NAMESPACES:
        alert = next(element.iter(f"{{{namespace}}}alert"), None)
        if alert is not None:
            return bytes(etree.tostring(alert, encoding="utf-8", with_tail=False))
    return None
