"""RSS feeds: RSS 2.0.11, https://www.rssboard.org/rss-specification. Bytes to a `Feed` and back."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from lxml import etree

from forestall.core.errors import StandardError
from forestall.standards.feeds.feed import Entry, Feed
from forestall.standards.feeds.tree import counted, parsed, said, text_of

MEDIA_TYPE = "application/rss+xml"
_ATOM: Any = {"atom": "http://www.w3.org/2005/Atom"}
_CLAUSE = "RSS 2.0.11"


def read(data: bytes) -> Feed:
    """An RSS 2.0 feed.

    Raises:
        LimitError: it is too large.
        StandardError: it is no XML, or lacks what RSS requires.
    """
    root = parsed(data, f"{_CLAUSE}, What is RSS?")
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        hint = "expected rss with a channel"
        raise StandardError(f"the root is {root.tag:.100}", path="/", clause=f"{_CLAUSE}, What is RSS?", hint=hint)
    for tag in ("title", "link", "description"):
        if channel.find(tag) is None:
            raise StandardError(
                "is missing", path=f"/rss/channel/{tag}", clause=f"{_CLAUSE}, Required channel elements"
            )
    items = counted(channel.findall("item"))
    return Feed(
        id="",
        title=text_of(channel.find("title")),
        updated=_time(channel, ("lastBuildDate", "pubDate"), "/rss/channel"),
        entries=tuple(_item(item, f"/rss/channel/item[{number}]") for number, item in enumerate(items, start=1)),
        link=text_of(channel.find("link")),
        subtitle=text_of(channel.find("description")),
    )


def write(feed: Feed, site: str) -> bytes:
    """A feed as RSS 2.0; the same feed always gives the same bytes.

    Args:
        feed: the feed
        site: address of the site behind it, which RSS requires
    """
    root = etree.Element("rss", version="2.0", nsmap=_ATOM)
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", site)
    _add(channel, "description", feed.subtitle or feed.title)
    if feed.updated is not None:
        _add(channel, "lastBuildDate", _time_text(feed.updated))
    if feed.link:
        etree.SubElement(channel, f"{{{_ATOM['atom']}}}link", rel="self", type=MEDIA_TYPE, href=feed.link)
    for entry in feed.entries:
        item = etree.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.link)
        if entry.summary:
            _add(item, "description", entry.summary)
        etree.SubElement(item, "guid", isPermaLink="false").text = entry.id
        if entry.updated is not None:
            _add(item, "pubDate", _time_text(entry.updated))
    return said(root)


def _item(node: etree._Element, path: str) -> Entry:
    if node.find("title") is None and node.find("description") is None:
        clause = f"{_CLAUSE}, Elements of <item>"
        raise StandardError("has neither title nor description", path=path, clause=clause)
    return Entry(
        id=text_of(node.find("guid")),
        title=text_of(node.find("title")),
        updated=_time(node, ("pubDate",), path),
        link=text_of(node.find("link")),
        summary=text_of(node.find("description")),
    )


def _time(node: etree._Element, tags: tuple[str, ...], path: str) -> datetime | None:
    for tag in tags:
        text = text_of(node.find(tag))
        if text:
            try:
                moment = parsedate_to_datetime(text)
            except (ValueError, TypeError, IndexError, OverflowError) as error:
                clause = f"{_CLAUSE}, RFC 822 dates"
                raise StandardError(f"{text[:40]!r} is no date", path=f"{path}/{tag}", clause=clause) from error
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _time_text(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _add(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = text
