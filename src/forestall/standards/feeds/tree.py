"""Bytes of a feed to its tree and back, safely: nothing is resolved or fetched, and there is an end to everything."""

from lxml import etree

from forestall.core.errors import LimitError, StandardError

MAX_BYTES = 32 * 1024 * 1024
MAX_ENTRIES = 20_000
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


def parsed(data: bytes, clause: str) -> etree._Element:
    """The root of a feed.

    Args:
        data: the feed
        clause: clause of its standard that a document type breaks

    Raises:
        LimitError: it is too large.
        StandardError: it is no XML, or declares a document type.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"feed of {len(data):,} bytes: at most {MAX_BYTES:,} are read")
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StandardError(f"no well-formed XML: {error}", path="/", clause="XML 1.0, 2.1") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise StandardError("declares a document type", path="/", clause=clause, hint="remove the DOCTYPE")
    return root


def counted(entries: list[etree._Element]) -> list[etree._Element]:
    """The entries, unless there are too many.

    Raises:
        LimitError: there are.
    """
    if len(entries) > MAX_ENTRIES:
        raise LimitError(f"feed of {len(entries):,} entries: at most {MAX_ENTRIES:,} are read")
    return entries


def text_of(element: etree._Element | None) -> str:
    """All text in an element, with white space as one space."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def said(root: etree._Element) -> bytes:
    """A tree as UTF-8; the same tree always gives the same bytes."""
    etree.indent(root, space="  ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(etree.tostring(root, encoding="utf-8")) + b"\n"
