"""Folders of placemarks with polygons and points as bytes and back. Not here: the rest of KML."""

from collections.abc import Sequence
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring
from lxml import etree

from forestall.core.errors import LimitError, StandardError

NAMESPACE = "http://www.opengis.net/kml/2.2"
LARGEST = 50_000_000  # bytes that are read
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How areas of a folder are drawn."""

    id: str
    line: str
    """Colour as `aabbggrr` (OGC 07-147r2, 16.2)."""
    fill: str
    """Colour as `aabbggrr`."""


@dataclass(frozen=True, slots=True)
class Placemark:
    """A thing on the map."""

    name: str
    description: str
    style: str
    """Id of its style."""
    ring: Points
    """Outer ring of (lon, lat) [deg], closed; one position: a point."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Placemarks under one name."""

    name: str
    placemarks: tuple[Placemark, ...]


def write(title: str, styles: Sequence[Style], folders: Sequence[Folder]) -> bytes:
    """A document.

    Raises:
        StandardError: a ring is open or shorter than four positions (OGC 07-147r2, 10.8).
    """
    root = etree.Element(_name("kml"), nsmap={None: NAMESPACE})
    document = etree.SubElement(root, _name("Document"))
    _text(document, "name", title)
    for style in styles:
        _style(document, style)
    for folder in folders:
        inside = etree.SubElement(document, _name("Folder"))
        _text(inside, "name", folder.name)
        for one in folder.placemarks:
            _placemark(inside, one)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def read(document: bytes) -> tuple[str, tuple[Folder, ...]]:
    """Title and folders of a document that `write` made; styles are left.

    Raises:
        LimitError: it is larger than 50 MB.
        StandardError: it is no KML document.
    """
    if len(document) > LARGEST:
        raise LimitError(f"KML of {len(document)} bytes: expected at most {LARGEST}")
    try:
        root = fromstring(document)
    except Exception as error:
        raise StandardError(f"not XML: {error}", path="/", clause="OGC 07-147r2, 6.1") from error
    found = root.find(_name("Document"))
    if root.tag != _name("kml") or found is None:
        raise StandardError("expected kml/Document", path="/kml", clause="OGC 07-147r2, 7.1")
    folders = (
        Folder(
            folder.findtext(_name("name"), ""),
            tuple(
                Placemark(
                    one.findtext(_name("name"), ""),
                    one.findtext(_name("description"), ""),
                    one.findtext(_name("styleUrl"), "").removeprefix("#"),
                    _points(one.findtext(f".//{_name('coordinates')}", "")),
                )
                for one in folder.iter(_name("Placemark"))
            ),
        )
        for folder in found.iter(_name("Folder"))
    )
    return found.findtext(_name("name"), ""), tuple(folders)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _text(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, _name(tag)).text = "".join(sign for sign in text if sign.isprintable())


def _style(document: etree._Element, style: Style) -> None:
    made = etree.SubElement(document, _name("Style"), id=style.id)
    line = etree.SubElement(made, _name("LineStyle"))
    _text(line, "color", style.line)
    _text(line, "width", "2")
    _text(etree.SubElement(made, _name("PolyStyle")), "color", style.fill)


def _placemark(folder: etree._Element, one: Placemark) -> None:
    made = etree.SubElement(folder, _name("Placemark"))
    _text(made, "name", one.name)
    _text(made, "description", one.description)
    _text(made, "styleUrl", f"#{one.style}")
    coordinates = " ".join(f"{lon:.7f},{lat:.7f},0" for lon, lat in one.ring)
    if len(one.ring) == 1:
        _text(etree.SubElement(made, _name("Point")), "coordinates", coordinates)
        return
    if len(one.ring) < 4 or one.ring[0] != one.ring[-1]:
        raise StandardError(
            "a ring that is open or shorter than four positions",
            path=f"/Placemark/{one.name}",
            clause="OGC 07-147r2, 10.8",
        )
    shape = etree.SubElement(made, _name("Polygon"))
    outer = etree.SubElement(shape, _name("outerBoundaryIs"))
    _text(etree.SubElement(outer, _name("LinearRing")), "coordinates", coordinates)


def _points(text: str) -> Points:
    try:
        pairs = (part.split(",") for part in text.split())
        return tuple((float(pair[0]), float(pair[1])) for pair in pairs)
    except (ValueError, IndexError) as error:
        raise StandardError(f"coordinates {text[:40]!r}", path="//coordinates", clause="OGC 07-147r2, 16.9") from error
