"""XML of a feed, read without touching anything but its bytes."""

import re

from lxml import etree

from forestall.core.errors import InputError, LimitError

MOST_BYTES = 32 * 1024 * 1024


def root_of(data: bytes) -> etree._Element:
    """The root of a document.

    Raises:
        LimitError: it is larger than 32 MB.
        InputError: it is no XML, or declares entities.
    """
    if len(data) > MOST_BYTES:
        raise LimitError(f"feed of {len(data):,} bytes: at most {MOST_BYTES:,} are read")
    if re.search(rb"<!DOCTYPE|<!ENTITY", data.replace(b"\0", b""), re.IGNORECASE):  # without NUL: UTF-16 too
        raise InputError("feed: has a DOCTYPE or an entity declaration, expected none")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"feed: no well-formed XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hides it
        raise InputError("feed: has a DOCTYPE or an entity declaration, expected none")
    return root


def name_of(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def text_of(element: etree._Element | None) -> str:
    """An element's own text, without blanks around it."""
    return "" if element is None else (element.text or "").strip()
