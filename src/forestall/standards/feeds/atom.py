"""Atom feeds: RFC 4287, https://www.rfc-editor.org/rfc/rfc4287. Bytes to a `Feed` and back."""

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from forestall.core.errors import StandardError
from forestall.standards.feeds.feed import Entry, Feed
from forestall.standards.feeds.tree import counted, parsed, said, text_of

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_A = f"{{{NAMESPACE}}}"
_CAP = ("application/cap+xml", "application/common-alerting-protocol+xml")
_DEFAULT: Any = {None: NAMESPACE}
_SHARED = frozenset({"author", "category", "contributor", "id", "link", "rights", "title", "updated"})
_OF_FEED = _SHARED | {"entry", "generator", "icon", "logo", "subtitle"}
_OF_ENTRY = _SHARED | {"content", "published", "source", "summary"}
_ONCE = ("id", "title", "updated")


def read(data: bytes) -> Feed:
    """An Atom feed; markup of other namespaces is passed over (6.3).

    Raises:
        LimitError: it is too large.
        StandardError: it is no XML, or breaks a MUST of RFC 4287.
    """
    root = parsed(data, "RFC 4287, 2")
    if root.tag != _A + "feed":
        raise StandardError(f"the root is {root.tag:.100}", path="/", clause="RFC 4287, 2", hint=f"expected {_A}feed")
    _check(root, "/feed", _OF_FEED, "RFC 4287, 4.1.1")
    entries = counted(root.findall(_A + "entry"))
    return Feed(
        id=text_of(root.find(_A + "id")),
        title=text_of(root.find(_A + "title")),
        updated=_time(root.find(_A + "updated"), "/feed/updated"),
        entries=tuple(_entry(entry, f"/feed/entry[{number}]") for number, entry in enumerate(entries, start=1)),
        author=text_of(root.find(f"{_A}author/{_A}name")),
        link=next((link.get("href", "") for link in root.findall(_A + "link") if link.get("rel") == "self"), ""),
        subtitle=text_of(root.find(_A + "subtitle")),
    )


def write(feed: Feed) -> bytes:
    """A feed as Atom; the same feed always gives the same bytes."""
    root = etree.Element(_A + "feed", nsmap=_DEFAULT)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _time_text(feed.updated))
    _add(etree.SubElement(root, _A + "author"), "name", feed.author or feed.title)
    if feed.link:
        etree.SubElement(root, _A + "link", rel="self", type=MEDIA_TYPE, href=feed.link)
    for entry in feed.entries:
        node = etree.SubElement(root, _A + "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "updated", _time_text(entry.updated))
        etree.SubElement(node, _A + "link", rel="alternate", type=entry.media_type, href=entry.link)
        if entry.summary:
            _add(node, "summary", entry.summary)
    return said(root)


def _entry(node: etree._Element, path: str) -> Entry:
    _check(node, path, _OF_ENTRY, "RFC 4287, 4.1.2")
    content = node.find(_A + "content")
    link = _link(node.findall(_A + "link"))
    if content is None and link is None:
        raise StandardError("has neither content nor a link to it", path=path, clause="RFC 4287, 4.1.2")
    inside = content[0] if content is not None and len(content) == 1 else None
    if content is not None and content.get("src"):
        link = content
    return Entry(
        id=text_of(node.find(_A + "id")),
        title=text_of(node.find(_A + "title")),
        updated=_time(node.find(_A + "updated"), f"{path}/updated"),
        link="" if link is None else link.get("href") or link.get("src") or "",
        media_type="" if link is None else link.get("type", ""),
        summary=text_of(node.find(_A + "summary")),
        content=b"" if inside is None else bytes(etree.tostring(inside, method="c14n", exclusive=True)),
    )


def _link(links: list[etree._Element]) -> etree._Element | None:
    """The link to the thing itself: one of a CAP media type, else the first alternate (4.2.7.2: also without `rel`)."""
    alternate = [link for link in links if link.get("rel", "alternate") == "alternate"]
    return next((link for link in links if link.get("type") in _CAP), alternate[0] if alternate else None)


def _check(node: etree._Element, path: str, known: frozenset[str], clause: str) -> None:
    """That an element holds what it must, once, and of Atom's own names only those that may stand there."""
    tags = [child.tag.removeprefix(_A) for child in node if child.tag.startswith(_A)]
    for tag in tags:
        if tag not in known:
            raise StandardError("may not stand here", path=f"{path}/{tag}", clause=clause)
    for tag in _ONCE:
        if tags.count(tag) != 1:
            found = "is missing" if tag not in tags else "stands more than once"
            raise StandardError(found, path=f"{path}/{tag}", clause=clause)


def _time(element: etree._Element | None, path: str) -> datetime:
    text = text_of(element)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise StandardError(f"{text[:40]!r} is no time", path=path, clause="RFC 4287, 3.3") from error
    if moment.tzinfo is None:
        raise StandardError(f"{text[:40]!r} has no offset", path=path, clause="RFC 4287, 3.3")
    return moment


def _time_text(moment: datetime | None) -> str:
    return (moment or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, _A + tag).text = text
