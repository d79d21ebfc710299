"""CAP as XML: bytes to `Alert` and back. No file and no network is ever touched; what must hold is in `rules`."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from forestall.core.errors import LimitError, StandardError
from forestall.standards.cap import rules
from forestall.standards.cap.elements import ALERT, Form, Shape, Slot
from forestall.standards.cap.message import Alert

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
NAMESPACES = ("http://www.incident.com/cap/1.0", "urn:oasis:names:tc:emergency:cap:1.1", NAMESPACE)
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_DEFAULT: Any = {None: NAMESPACE}  # the stubs of lxml know no default namespace
MAX_BYTES = 16 * 1024 * 1024


def read(data: bytes) -> Alert:
    """A CAP 1.0, 1.1 or 1.2 message; of the earlier versions, what can be said in 1.2.

    An element that the standard does not know is kept; an XML signature is kept and not verified.

    Raises:
        LimitError: it is larger than 16 MB.
        StandardError: it is no XML, has a DOCTYPE, or breaks a MUST of the standard.
    """
    root = _root(data)
    name = etree.QName(root)
    if name.namespace not in NAMESPACES or name.localname != "alert":
        hint = f"expected alert in {NAMESPACE}"
        raise StandardError(f"the root is {root.tag:.100}", path="/", clause="CAP 1.2, 3.4", hint=hint)
    alert = _Reader(f"{{{name.namespace}}}", name.namespace == NAMESPACE).thing(root, "/alert", ALERT)
    assert isinstance(alert, Alert)
    rules.check(alert)
    return alert


def write(alert: Alert) -> bytes:
    """A message as CAP 1.2 XML in UTF-8: the same message always gives the same bytes.

    Raises:
        StandardError: the message breaks a MUST of the standard.
    """
    rules.check(alert)
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap=_DEFAULT)
    _fill(root, alert, ALERT)
    etree.indent(root, space="  ")
    for xml in (*alert.signature, *alert.unknown):  # after indenting: white space in a signature is signed
        root.append(_parse(xml.encode()))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(etree.tostring(root, encoding="utf-8")) + b"\n"


def _root(data: bytes) -> etree._Element:
    if len(data) > MAX_BYTES:
        raise LimitError(f"CAP message of {len(data):,} bytes: at most {MAX_BYTES:,} are read")
    if re.search(rb"<!DOCTYPE|<!ENTITY", data.replace(b"\0", b""), re.IGNORECASE):  # without NUL: UTF-16 too
        raise _doctype()
    root = _parse(data)
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hides it
        raise _doctype()
    return root


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StandardError(f"no well-formed XML: {error}", path="/", clause="XML 1.0, 2.1") from error


def _doctype() -> StandardError:
    return StandardError("has a DOCTYPE or an entity declaration", path="/", clause="CAP 1.2, 3.4", hint="remove it")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the elements of a message by their tables."""

    prefix: str
    """Namespace of the message's version, in braces."""
    strict: bool
    """It is version 1.2."""

    def thing(self, element: etree._Element, path: str, shape: Shape) -> Any:
        """An element with elements in it, as an object of the shape's class."""
        slots = {self.prefix + slot.tag: (place, slot) for place, slot in enumerate(shape.slots)}
        found: dict[str, list[Any]] = {}
        last = 0
        for child in element:
            if child.tag not in slots:
                name = "signature" if child.tag == SIGNATURE and shape is ALERT else "unknown"
                found.setdefault(name, []).append(etree.tostring(child, method="c14n", exclusive=True).decode())
                continue
            place, slot = slots[child.tag]
            values = found.setdefault(slot.name, [])
            where = f"{path}/{slot.tag}" + (f"[{len(values) + 1}]" if slot.many else "")
            if place < last:
                hint = "the order of the schema counts"
                raise StandardError("stands too late", path=where, clause="CAP 1.2, 3.4", hint=hint)
            if values and not slot.many:
                raise StandardError("stands more than once", path=where, clause="CAP 1.2, 3.4")
            last = place
            if not (slot.blank and not self.strict and _blank(child)):
                values.append(self._value(child, where, slot))
        return shape.kind(**self._fields(found, path, shape))

    def _fields(self, found: dict[str, list[Any]], path: str, shape: Shape) -> dict[str, Any]:
        fields: dict[str, Any] = {name: tuple(found[name]) for name in ("signature", "unknown") if name in found}
        for slot in shape.slots:
            values = found.get(slot.name, [])
            if not values and slot.assumed and not self.strict:
                values = [slot.assumed]
            if slot.required and not values:
                raise StandardError("is missing", path=f"{path}/{slot.tag}", clause="CAP 1.2, 3.2")
            if values:
                fields[slot.name] = tuple(values) if slot.many else values[0]
        return fields

    def _value(self, element: etree._Element, path: str, slot: Slot) -> Any:
        if isinstance(slot.form, Shape):
            return self.thing(element, path, slot.form)
        if slot.form is None:
            return self._pair(element, path)
        return slot.form.read(_content(element, path), path, self.strict)

    def _pair(self, element: etree._Element, path: str) -> tuple[str, str]:
        if not self.strict and len(element) == 0:  # CAP 1.0: `name=value` in one text
            name, _, value = _content(element, path).partition("=")
            return name, value
        tags = [child.tag for child in element]
        if tags != [self.prefix + "valueName", self.prefix + "value"]:
            raise StandardError("is no pair of valueName and value", path=path, clause="CAP 1.2, 3.2")
        return _content(element[0], path), _content(element[1], path)


def _blank(element: etree._Element) -> bool:
    return not len(element) and not (element.text or "").strip()


def _content(element: etree._Element, path: str) -> str:
    if len(element):
        raise StandardError(f"holds the element {element[0].tag:.80}", path=path, clause="CAP 1.2, 3.4")
    return (element.text or "").strip()


def _fill(parent: etree._Element, thing: Any, shape: Shape) -> None:
    for slot in shape.slots:
        value = getattr(thing, slot.name)
        values = value if slot.many else () if value in ("", (), None) else (value,)
        for item in values:
            _append(etree.SubElement(parent, f"{{{NAMESPACE}}}{slot.tag}"), item, slot.form)
    if shape is not ALERT:
        for xml in thing.unknown:
            parent.append(_parse(xml.encode()))


def _append(element: etree._Element, item: Any, form: Form | Shape | None) -> None:
    if isinstance(form, Shape):
        _fill(element, item, form)
    elif form is None:
        for tag, value in zip(("valueName", "value"), item, strict=True):
            etree.SubElement(element, f"{{{NAMESPACE}}}{tag}").text = value
    else:
        element.text = form.write(item)
