"""XML of the format, parsed with nothing fetched and nothing expanded; what to say when it is wrong, with the line."""

import re

from lxml import etree

from forestall.core.errors import LimitError, StandardError

MAX_BYTES = 256 * 1024 * 1024
NAME = "MEF 2.0d"


def parse(data: bytes, source: str) -> etree._Element:
    """The root element `opsa-mef`.

    Raises:
        LimitError: larger than 256 MB.
        StandardError: no well-formed XML, entities are declared, or another root.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"{source}: {len(data):,} bytes, at most {MAX_BYTES:,} are read")
    if re.search(rb"<!ENTITY", data.replace(b"\0", b""), re.IGNORECASE):  # without NUL: UTF-16 too
        raise StandardError("declares an entity", path=source, clause="XML 1.0, 4.2", hint="remove the declaration")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser, base_url=source)
    except (etree.XMLSyntaxError, ValueError) as error:
        hint = "the file may be cut off" if "Premature end" in str(error) else ""
        raise StandardError(f"no well-formed XML: {error}", path=source, clause="XML 1.0, 2.1", hint=hint) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and list(dtd.iterentities()):
        raise StandardError("declares an entity", path=source, clause="XML 1.0, 4.2", hint="remove the declaration")
    if root.tag != "opsa-mef":
        raise StandardError(f"the root is {root.tag:.80}, expected opsa-mef", path=source, clause=NAME)
    return root


def wrong(element: etree._Element, message: str, hint: str = "") -> StandardError:
    """An error that names the element, its own name and its line."""
    name = element.get("name")
    shown = f"{element.tag} {name}" if name else str(element.tag)
    source = element.getroottree().docinfo.URL
    return StandardError(message, path=f"{source}, line {element.sourceline}, {shown}", clause=NAME, hint=hint)


def attribute(element: etree._Element, name: str) -> str:
    """An attribute that must be there, without white space around it."""
    value = (element.get(name) or "").strip()
    if not value:
        raise wrong(element, f"has no {name}")
    return value


def whole(element: etree._Element, name: str) -> int:
    """An attribute that must be a whole number of at least 0."""
    text = attribute(element, name)
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise wrong(element, f"{name} is {text[:40]!r}, expected a whole number")
    return int(text)


def content(element: etree._Element) -> list[etree._Element]:
    """Child elements that are not a label or attributes."""
    return [child for child in element if child.tag not in {"label", "attributes"}]


def single(element: etree._Element) -> etree._Element:
    """The one child that is not a label or attributes."""
    found = content(element)
    if len(found) != 1:
        raise wrong(element, f"holds {len(found)} elements, expected one")
    return found[0]
