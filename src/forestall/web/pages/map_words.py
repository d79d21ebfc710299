"""What the boxes of the map say, in the reader's language: the script shows it as it comes and has no words of its own.

A name or kind that the place gave stays as it is. Tables, files and the picture without scripts say the same elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence

from forestall.core.text import N_
from forestall.model.what_if import HarmZone, ZoneKind
from forestall.outlook import wording
from forestall.outlook.kinds import SERVICE, SITE
from forestall.outlook.pages.map import Feature
from forestall.outlook.release_words import HARM
from forestall.outlook.said import FIGURE, TOP, VALUE
from forestall.web import language
from forestall.web.pages.page import Page
from forestall.web.said import named, said, worked

_Says = Callable[[str], str]
_KILOMETRES = 9990.0  # from here on a distance is written in them [m]
HARMS: Mapping[ZoneKind, str] = {
    "toxic": N_("poisonous"),
    "guideline": N_("guideline level"),
    "flammable": N_("can burn"),
    "heat": N_("heat"),
    "blast": N_("blast"),
}
"""What areas of harm are called, by what harms."""


def _figured(text: str) -> str:
    return said(text, FIGURE)


def _kind(word: str) -> str:
    return named(word, SITE)


def _service(word: str) -> str:
    return named(word, SERVICE)


def _note(text: str) -> str:
    return worked(text, (FIGURE, VALUE, TOP))


_SAID: Mapping[str, Mapping[str, _Says]] = {
    "sites": {"kind": _kind},
    "alerts": {"name": said, "note": _note},
    "zones": {"name": said, "note": _note},
    "contours": {"note": _note},
    "routes": {"note": _note},
    "dependencies": {"note": _service},
    "population": {"name": _figured},
    "coverage": {"name": _figured},
}
"""Properties of each layer that are words, and how they are said."""
_NOTES = {"population": N_("people at night / by day"), "coverage": N_("to the nearest fire or ambulance station")}
"""What the numbers of a layer are, where a feature has no note of its own."""


def in_words(page: Page, key: str, features: Sequence[Feature]) -> list[Feature]:
    """The shapes of a layer with what is said of them in the reader's language.

    Args:
        page: who asks
        key: of the layer
        features: its shapes, as `outlook/pages/map.py` makes them
    """
    language.use(page.language)
    ways, note = _SAID.get(key, {}), _NOTES.get(key)
    added = {} if note is None else {"note": page.text(note)}
    return [{**each, "properties": {**added, **_told(each["properties"], ways)}} for each in features]


def _told(properties: object, ways: Mapping[str, _Says]) -> dict[str, object]:
    assert isinstance(properties, dict)
    return {name: ways[name](value) if name in ways else value for name, value in properties.items()}


def incident_in_words(page: Page, title: str, level: str) -> dict[str, str]:
    """What an incident is called and how serious it is, in the reader's language.

    Args:
        page: who asks
        title: what it is
        level: of a finding; empty for a signal
    """
    language.use(page.language)
    return {"name": said(title), "note": page.text(level or N_("signal"))}


def zone_in_words(page: Page, zone: HarmZone) -> dict[str, str]:
    """What is said of an area of harm, in the reader's language; its `kind` is for how it looks.

    Args:
        page: who asks
        zone: of a release
    """
    language.use(page.language)
    reach = page.text(N_("beyond the models")) if wording.missing(zone.reach) else _far(zone.reach)
    return {"name": worked(zone.name, (HARM,)), "kind": zone.kind, "harm": page.text(HARMS[zone.kind]), "note": reach}


def _far(metres: float) -> str:
    near = metres < _KILOMETRES
    return f"{wording.number(metres if near else metres / 1e3)}{wording.NBSP}{'m' if near else 'km'}"
