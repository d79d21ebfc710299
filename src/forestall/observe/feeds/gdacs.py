"""Events of the Global Disaster Alert and Coordination System (GDACS), from its RSS.

Names are GDACS's own; https://www.gdacs.org/feed_reference.aspx.
"""

import math

from lxml import etree

from forestall.core.clock import iso
from forestall.observe.feeds.entries import moment
from forestall.observe.feeds.xml_tree import name_of, root_of, text_of

NAMESPACE = "http://www.gdacs.org"
TEXTS = (
    *("eventtype", "eventid", "episodeid", "alertlevel", "episodealertlevel", "eventname", "iso3", "country"),
    *("glide", "iscurrent", "version", "calculationtype"),
)
NUMBERS = ("alertscore", "episodealertscore")
TIMES = ("fromdate", "todate", "datemodified")
MEASURED = ("severity", "population", "vulnerability")
Row = dict[str, object]


def events(data: bytes) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The events of a feed, and why some items are none.

    A row: `id` (type, event and episode), `time` (when GDACS last said it), `title`, GDACS's own members, `lon`, `lat`,
    `severity`, `severity_unit`, `severity_text`, `population`, `vulnerability`. What an item lacks is left out.

    Raises:
        LimitError: it is larger than 32 MB.
        InputError: it is no XML.
    """
    rows: list[Row] = []
    refused: list[str] = []
    for number, item in enumerate(root_of(data).iter("item")):
        row = _row(item)
        missing = [name for name in ("eventtype", "eventid", "time") if name not in row]
        if missing:
            refused.append(f"item {number + 1}: no {', '.join(missing)}")
        else:
            rows.append({"id": f"{row['eventtype']}{row['eventid']}-{row.get('episodeid', '0')}", **row})
    return tuple(rows), tuple(refused)


def _row(item: etree._Element) -> Row:
    parts: dict[str, etree._Element] = {}
    for child in item.iterchildren(etree.Element):
        parts.setdefault(name_of(child), child)
    row: Row = {name: text for name in ("title", *TEXTS) if (text := text_of(parts.get(name)))}
    for name in NUMBERS:
        row |= _number(name, text_of(parts.get(name)))
    for name, source in (("time", "pubDate"), *((name, name) for name in TIMES)):
        if found := moment(text_of(parts.get(source))):
            row[name] = iso(found)
    for name in MEASURED:
        if (element := parts.get(name)) is not None:
            row |= _number(name, element.get("value", ""))
            row |= {f"{name}_unit": unit} if (unit := element.get("unit", "")) else {}
            row |= {f"{name}_text": text} if (text := text_of(element)) else {}
    return row | _point(item)


def _point(item: etree._Element) -> Row:
    """`lon` and `lat` [deg], WGS 84."""
    found = [element for element in item.iter(etree.Element) if name_of(element) in ("lat", "long")]
    place = {name_of(element): _finite(text_of(element)) for element in found}
    lat, lon = place.get("lat"), place.get("long")
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return {}
    return {"lon": lon, "lat": lat}


def _number(name: str, text: str) -> Row:
    value = _finite(text)
    return {} if value is None else {name: value}


def _finite(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
