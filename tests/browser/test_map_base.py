"""The place's own base map in the browser: tiles of shapes and of images, read in parts from one file of the place."""

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, Response, expect

from forestall.place.template import write_town
from forestall.web.language import catalogue

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "standards" / "pmtiles"))

from hand_made_tiles import Bounds, Shape, of_colour, of_shapes

TOWN: Bounds = (12.20, 53.85, 12.40, 53.95)
_LONGEST = 120.0  # that the first pass may take on a busy machine [s]
_READY = ".map-host[data-ready]"
_RENDERED = """host => [...new Set(host.map.queryRenderedFeatures()
    .filter(each => each.source === "ground").map(each => each.layer.id))].sort()"""


def square(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, north), (east, north), (east, south), (west, south)]


LAND: list[Shape] = [("polygon", {"kind": "earth"}, square(*TOWN))]
SEA: list[Shape] = [("polygon", {"kind": "sea"}, square(12.20, 53.85, 12.300, 53.95))]
ROADS: list[Shape] = [
    ("line", {"kind": "highway", "name": "Coast road"}, [(12.20, 53.903), (12.40, 53.908)]),
    ("line", {"kind": "minor_road"}, [(12.306, 53.85), (12.304, 53.95)]),
]
PLACES: list[Shape] = [
    (
        "point",
        {"kind": "locality", "name": "Sandhafen", "name:ar": "ميناء الرمل", "name:zh": "沙港"},
        [(12.3075, 53.9085)],
    )
]
BORDERS: list[Shape] = [("line", {"kind": "county"}, [(12.302, 53.85), (12.31, 53.95)])]
DYKES: list[Shape] = [("line", {"height": "6"}, [(12.20, 53.902), (12.40, 53.902)])]
SHAPES = of_shapes(
    {  # names of Protomaps, one of nobody, one that is left out, names of OpenMapTiles
        "earth": LAND, "water": SEA, "roads": ROADS, "boundaries": BORDERS, "places": PLACES,
        "dykes": DYKES, "pois": PLACES, "transportation": ROADS, "boundary": BORDERS,
    },
    TOWN,
    range(5, 13),
    attribution='<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>',
)  # fmt: skip
IMAGES = of_colour((90, 140, 60), TOWN, range(5, 15))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with a base map."""
    folder = tmp_path_factory.mktemp("town-of-tiles")
    write_town(folder / "town")
    (folder / "town" / "base.pmtiles").write_bytes(SHAPES)
    return folder / "town"


@pytest.fixture(scope="module")
def site(town: Path) -> Iterator[str]:
    """A service of that place, after its first pass; the tabs of this module look at it."""
    if not Path("/usr/bin/chromium").is_file():
        pytest.skip("there is no Chromium on this machine")
    log, state = town.parent / "log", town.parent / "state"
    command = [sys.executable, "-m", "forestall", "serve", str(town), "--state", str(state), "--port", "0"]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as running:
        try:
            yield _ready(running, log)
        finally:
            running.terminate()
            running.wait(20)


def _ready(running: "subprocess.Popen[bytes]", log: Path) -> str:
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until and running.poll() is None:
        address = log.read_text().partition(" at ")[2].split("\n")[0].strip().rstrip("/")
        if address and httpx.get(f"{address}/map/start.json", timeout=_LONGEST).status_code == 200:
            return address
        time.sleep(0.2)  # a process of its own: nothing tells us but looking
    raise AssertionError(f"no pass within {_LONGEST} s:\n{log.read_text()[-3000:]}")


Lay = Callable[[bytes], None]


@pytest.fixture
def lay(town: Path, site: str) -> Lay:
    """Puts another archive in the place of the base map."""

    def laid(content: bytes) -> None:
        file = town / "base.pmtiles"
        if file.read_bytes() != content:
            file.write_bytes(content)

    return laid


def drawn(tab: Page) -> list[str]:
    """Layers of tiles that are drawn, once the map is."""
    host = tab.locator(_READY)
    expect(host).to_be_visible(timeout=90_000)
    host.evaluate("host => host.map.loaded() || new Promise(done => host.map.once('idle', done))")
    found = host.evaluate(_RENDERED)
    assert isinstance(found, list)
    return found


def test_tiles_of_the_place_lie_below_the_map_with_names_in_the_language_of_who_reads(
    open_tab: Callable[..., Page], lay: Lay, shot: Callable[[Page, str], None]
) -> None:
    lay(SHAPES)
    tab = open_tab(language="ar")
    answers: list[Response] = []
    tab.on("response", lambda told: answers.append(told) if "/map/base.pmtiles" in told.url else None)
    tab.goto("/map")
    assert drawn(tab) == [
        "ground-boundaries-border-0",
        "ground-boundary-border-0",
        "ground-dykes-plain-1",
        "ground-earth-land-0",
        "ground-places-name-0",
        "ground-roads-road-0",
        "ground-roads-street-0",
        "ground-transportation-road-0",
        "ground-water-water-0",
    ]
    assert {each.status for each in answers} == {206}
    host = tab.locator(_READY)
    names = """host => host.map.queryRenderedFeatures({layers: ["ground-places-name-0"]})
        .map(one => String(one.layer.layout["text-field"]))"""
    assert "ميناء الرمل" in host.evaluate(names)[0]  # drawn by the machine's own letters: nothing else was asked for
    endorsed = catalogue("ar").text("Boundaries are no endorsement.")
    expect(tab.locator(".map-host > .note")).to_have_text(f"{endorsed} © OpenStreetMap contributors")
    assert host.evaluate("host => host.map.getStyle().layers.at(-1).id").startswith("our-")
    shot(tab, "base-tiles")
    tab.emulate_media(color_scheme="dark")
    land = "host => host.map.getPaintProperty('ground-earth-land-0', 'fill-color')"
    sheet = "getComputedStyle(document.documentElement).getPropertyValue('--sheet').trim()"
    assert host.evaluate(land) == tab.evaluate(sheet)
    shot(tab, "base-tiles-dark")


def test_images_of_the_place_lie_below_the_map(tab: Page, lay: Lay, shot: Callable[[Page, str], None]) -> None:
    lay(IMAGES)
    tab.goto("/map")
    assert drawn(tab) == []
    assert tab.locator(_READY).evaluate("host => host.map.isSourceLoaded('ground')")
    picture = Image.open(io.BytesIO(tab.locator(".map-host .drawn").screenshot())).convert("RGB")
    red, green, blue = picture.getpixel((20, picture.height // 2))
    assert green > red > blue
    assert green - blue > 30
    shot(tab, "base-images")
