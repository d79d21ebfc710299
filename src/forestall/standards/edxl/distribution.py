"""The envelope: who sends what to whom, and the XML that it carries. What is inside is not looked at here.

https://docs.oasis-open.org/emergency/edxl-de/v1.0/EDXL-DE_Spec_v1.0.html
"""

from dataclasses import dataclass

from lxml import etree

from forestall.core.errors import LimitError, StandardError

NAMESPACE = "urn:oasis:names:tc:emergency:EDXL:DE:1.0"
MAX_BYTES = 32 * 1024 * 1024
MAX_OBJECTS = 20_000
_E = f"{{{NAMESPACE}}}"
_REQUIRED = ("distributionID", "senderID", "dateTimeSent", "distributionStatus", "distributionType")
_STATUS = ("Actual", "Exercise", "System", "Test")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


@dataclass(frozen=True, slots=True)
class Distribution:
    """An envelope (3.2.1)."""

    id: str
    """Unique for the sender (`distributionID`)."""
    sender: str
    """Who sends it (`senderID`)."""
    sent: str
    """When, as it stands there (`dateTimeSent`)."""
    status: str
    """Actual, Exercise, System, Test."""
    contents: tuple[bytes, ...]
    """Each piece of XML that it carries (`embeddedXMLContent`), in its order."""


def read(data: bytes) -> Distribution:
    """An envelope.

    Raises:
        LimitError: it is too large.
        StandardError: it is no XML, or breaks a MUST of EDXL-DE.
    """
    root = _root(data)
    for tag in _REQUIRED:
        if not (root.findtext(_E + tag) or "").strip():
            raise StandardError("is missing", path=f"/EDXLDistribution/{tag}", clause="EDXL-DE 1.0, 3.2.1")
    status = _text(root, "distributionStatus")
    if status not in _STATUS:
        path = "/EDXLDistribution/distributionStatus"
        raise StandardError(
            f"found {status[:40]!r}, expected one of {', '.join(_STATUS)}", path=path, clause="EDXL-DE 1.0, 3.2.1"
        )
    found = root.findall(f"{_E}contentObject/{_E}xmlContent/{_E}embeddedXMLContent")
    if len(found) > MAX_OBJECTS:
        raise LimitError(f"EDXL-DE envelope of {len(found):,} contents: at most {MAX_OBJECTS:,} are read")
    return Distribution(
        id=_text(root, "distributionID"),
        sender=_text(root, "senderID"),
        sent=_text(root, "dateTimeSent"),
        status=status,
        contents=tuple(
            bytes(etree.tostring(each, method="c14n", exclusive=True)) for content in found for each in content
        ),
    )


def _root(data: bytes) -> etree._Element:
    if len(data) > MAX_BYTES:
        raise LimitError(f"EDXL-DE envelope of {len(data):,} bytes: at most {MAX_BYTES:,} are read")
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StandardError(f"no well-formed XML: {error}", path="/", clause="XML 1.0, 2.1") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise StandardError("has a DOCTYPE", path="/", clause="EDXL-DE 1.0, 3.3", hint="remove it")
    if root.tag != _E + "EDXLDistribution":
        hint = f"expected EDXLDistribution in {NAMESPACE}"
        raise StandardError(f"the root is {root.tag:.100}", path="/", clause="EDXL-DE 1.0, 3.3", hint=hint)
    return root


def _text(root: etree._Element, tag: str) -> str:
    return (root.findtext(_E + tag) or "").strip()
