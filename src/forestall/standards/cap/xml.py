"""CAP as XML: bytes to `Alert` and back. No file and no network is ever touched; what must hold is in `rules`."""

import re
from typing import Any

from lxml import etree

from forestall.core.errors import LimitError, StandardError
from forestall.standards.cap import rules
from forestall.standards.cap.elements import ALERT, AREA, INFO, RESOURCE, TEXT, Form, Shape, Slot
from forestall.standards.cap.message import Alert

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
NAMESPACES = ("http://www.incident.com/cap/1.0", "urn:oasis:names:tc:emergency:cap:1.1", NAMESPACE)
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_DEFAULT: Any = {None: NAMESPACE}  # the stubs of lxml know no default namespace
MAX_BYTES = 16 * 1024 * 1024
_DECLARED = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


def read(data: bytes) -> Alert:
    """A CAP 1.0, 1.1 or 1.2 message; of the earlier versions, what can be said in 1.2.

    An element that the standard does not know is kept; an XML signature is kept and not verified.

    Raises:
        LimitError: it is larger than 16 MB.
        StandardError: it is no XML, has a DOCTYPE, or breaks a MUST of the standard.
    """
    root = parsed(data)
    reader = _READERS.get(root.tag)
    if reader is None:
        hint = f"expected alert in {NAMESPACE}"
        raise StandardError(f"the root is {root.tag:.100}", path="/", clause="CAP 1.2, 3.4", hint=hint)
    alert = reader.message(root)
    rules.check(alert)
    return alert


def write(alert: Alert) -> bytes:
    """A message as CAP 1.2 XML in UTF-8: the same message always gives the same bytes.

    Raises:
        StandardError: the message breaks a MUST of the standard.
    """
    rules.check(alert)
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap=_DEFAULT)
    kept: list[tuple[etree._Element, str]] = [(root, xml) for xml in (*alert.signature, *alert.unknown)]
    _fill(root, alert, ALERT, kept)
    etree.indent(root, space="  ")
    for parent, xml in kept:  # after indenting: what is not ours stays as it is, and white space may be signed
        parent.append(_parse(xml.encode()))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(etree.tostring(root, encoding="utf-8")) + b"\n"


def parsed(data: bytes) -> etree._Element:
    """The root of a message, whatever it is: no entity is ever resolved, and nothing is fetched.

    Raises:
        LimitError: it is larger than 16 MB.
        StandardError: it is no XML, or has a DOCTYPE.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"CAP message of {len(data):,} bytes: at most {MAX_BYTES:,} are read")
    if (b"<!" in data or b"\0" in data) and _DECLARED.search(data.replace(b"\0", b"")):  # without NUL: UTF-16 too
        raise _doctype()
    root = _parse(data)
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hides it
        raise _doctype()
    return root


def _parse(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StandardError(f"no well-formed XML: {error}", path="/", clause="XML 1.0, 2.1") from error


def _doctype() -> StandardError:
    return StandardError("has a DOCTYPE or an entity declaration", path="/", clause="CAP 1.2, 3.4", hint="remove it")


class _Reader:
    """Reads the elements of a message of one version by their tables; a path in an error grows on its way up."""

    def __init__(self, namespace: str) -> None:
        """Take the namespace of the version."""
        self._prefix = f"{{{namespace}}}"
        self._strict = namespace == NAMESPACE
        self._slots = {
            shape.kind: {self._prefix + slot.tag: (place, slot) for place, slot in enumerate(shape.slots)}
            for shape in (ALERT, INFO, RESOURCE, AREA)
        }

    def message(self, root: etree._Element) -> Alert:
        """The message; errors name where it breaks its schema."""
        try:
            alert = self._thing(root, ALERT)
        except StandardError as error:
            error.path = f"/alert{error.path}"
            raise
        assert isinstance(alert, Alert)
        return alert

    def _thing(self, element: etree._Element, shape: Shape) -> Any:
        """An element with elements in it, as an object of the shape's class."""
        slots = self._slots[shape.kind]
        found: dict[str, Any] = {}
        last = -1
        for child in element:
            known = slots.get(child.tag)
            if known is None:
                name = "signature" if child.tag == SIGNATURE and shape is ALERT else "unknown"
                found[name] = (*found.get(name, ()), etree.tostring(child, method="c14n", exclusive=True).decode())
                continue
            place, slot = known
            try:
                if slot.form is TEXT and place > last and not slot.many:  # as nearly all are
                    found[slot.name] = _content(child)
                else:
                    self._take(child, slot, found, late=place < last)
            except StandardError as error:
                number = f"[{len(found.get(slot.name, ())) + 1}]" if slot.many else ""
                error.path = f"/{slot.tag}{number}{error.path}"
                raise
            last = place
        for slot in shape.required:
            if slot.name not in found:
                if slot.assumed is None or self._strict:
                    raise StandardError("is missing", path=f"/{slot.tag}", clause="CAP 1.2, 3.2")
                found[slot.name] = slot.assumed
        return shape.kind(**found)

    def _take(self, element: etree._Element, slot: Slot, found: dict[str, Any], *, late: bool) -> None:
        if late:
            hint = "the order of the schema counts"
            raise StandardError("stands too late", path="", clause="CAP 1.2, 3.4", hint=hint)
        if slot.blank and not self._strict and _blank(element):
            return
        if slot.many:
            value = self._value(element, slot)
            found[slot.name] = (*found[slot.name], value) if slot.name in found else (value,)
        elif slot.name in found:
            raise StandardError("stands more than once", path="", clause="CAP 1.2, 3.4")
        else:
            found[slot.name] = self._value(element, slot)

    def _value(self, element: etree._Element, slot: Slot) -> Any:
        form = slot.form
        if form is TEXT:
            return _content(element)
        if isinstance(form, Form):
            return form.read(_content(element), "", self._strict)
        return self._pair(element) if form is None else self._thing(element, form)

    def _pair(self, element: etree._Element) -> tuple[str, str]:
        if not self._strict and len(element) == 0:  # CAP 1.0: `name=value` in one text
            name, _, value = _content(element).partition("=")
            return name, value
        tags = [child.tag for child in element]
        if tags != [self._prefix + "valueName", self._prefix + "value"]:
            raise StandardError("is no pair of valueName and value", path="", clause="CAP 1.2, 3.2")
        return _content(element[0]), _content(element[1])


def _blank(element: etree._Element) -> bool:
    return not len(element) and not (element.text or "").strip()


def _content(element: etree._Element) -> str:
    if len(element):
        raise StandardError(f"holds the element {element[0].tag:.80}", path="", clause="CAP 1.2, 3.4")
    return (element.text or "").strip()


_READERS = {f"{{{namespace}}}alert": _Reader(namespace) for namespace in NAMESPACES}


def _fill(parent: etree._Element, thing: Any, shape: Shape, kept: list[tuple[etree._Element, str]]) -> None:
    for slot in shape.slots:
        value = getattr(thing, slot.name)
        values = value if slot.many else () if value in ("", (), None) else (value,)
        for item in values:
            _append(etree.SubElement(parent, f"{{{NAMESPACE}}}{slot.tag}"), item, slot.form, kept)
    if shape is not ALERT:
        kept += [(parent, xml) for xml in thing.unknown]


def _append(
    element: etree._Element, item: Any, form: Form | Shape | None, kept: list[tuple[etree._Element, str]]
) -> None:
    if isinstance(form, Shape):
        _fill(element, item, form, kept)
    elif form is None:
        for tag, value in zip(("valueName", "value"), item, strict=True):
            etree.SubElement(element, f"{{{NAMESPACE}}}{tag}").text = value
    else:
        element.text = form.write(item)
