"""The map in the browser: layers, time, the link that shares it, a release that is dropped; without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

_READY = ".map-host[data-ready]"


def _layers(tab: Page) -> set[str]:
    """Layers that are drawn, once the map is ready."""
    host = tab.locator(_READY)
    expect(host).to_be_visible(timeout=40_000)
    return set((host.get_attribute("data-layers") or "").split())


def test_a_layer_is_switched_on_and_the_address_says_so(tab: Page) -> None:
    tab.goto("/map")
    assert _layers(tab) == {"sites", "incidents", "alerts", "zones", "routes"}
    tab.get_by_role("checkbox", name=re.compile("^People")).check()
    expect(tab.locator(_READY)).to_have_attribute("data-layers", re.compile("population"))
    expect(tab).to_have_url(re.compile("layer=population"))
    tab.get_by_role("checkbox", name=re.compile("^Dangerous goods")).uncheck()
    assert "routes" not in _layers(tab)


def test_the_address_shows_somebody_else_the_same_map(tab: Page) -> None:
    tab.goto("/map?shown=1&layer=dependencies&layer=coverage&at=-8.85,40.15,12.5")
    assert _layers(tab) == {"dependencies", "coverage"}
    assert tab.locator(".map-host").evaluate("host => host.map.getZoom()") == 12.5
    expect(tab.get_by_role("checkbox", name=re.compile("^Response"))).to_be_checked()


def test_individual_risk_is_drawn_around_the_sites_that_hold_substances(tab: Page) -> None:
    tab.goto("/map?shown=1&layer=contours")
    assert _layers(tab) == {"contours"}
    told = tab.request.get("/map/layers/contours.json").json()
    assert {-6, -7} <= {each["properties"]["level"] for each in told["features"]}
    levels = "host => host.map.queryRenderedFeatures({layers: ['our-contours-1']}).map(one => one.properties.level)"
    assert set(tab.locator(_READY).evaluate(levels)) & {-6, -7}


def test_the_ends_of_time_choose_which_incidents_are_on_the_map(tab: Page) -> None:
    tab.goto("/map")
    host = tab.locator(_READY)
    _layers(tab)
    total = int(host.get_attribute("data-incidents") or 0)
    expect(tab.locator("[data-until-said]")).to_have_text("Mon, 10 Mar 2031, 06:00")
    expect(tab.locator("[data-from-said]")).to_have_text("Tue, 18 Jun 2030, 01:00")  # summer time of the place
    begin = tab.get_by_label("From", exact=False).and_(tab.get_by_role("slider"))
    begin.focus()
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowLeft")
    expect(host).not_to_have_attribute("data-incidents", str(total))
    assert 0 < int(host.get_attribute("data-incidents") or 0) < total
    expect(tab).to_have_url(re.compile("time=479"))


def test_a_site_of_the_list_is_shown_on_the_map_with_its_name(tab: Page) -> None:
    tab.goto("/map")
    _layers(tab)
    tab.locator("[data-fly=chlorine-terminal]").click()
    expect(tab.locator(".maplibregl-popup-content")).to_contain_text("Marrowen Chemical Terminal")
    assert tab.locator(".map-host").evaluate("host => host.map.getZoom()") >= 12


def _click(tab: Page, layer: str) -> str:
    """Click the first feature of a layer in the middle of the map; what its box says."""
    at = """(host, layer) => {
        const { map } = host;
        const { width, height } = map.getCanvas().getBoundingClientRect();
        const spots = [];
        for (let x = 0.2; x < 0.8; x += 0.02) for (let y = 0.2; y < 0.8; y += 0.02) spots.push([x * width, y * height]);
        return spots.find((spot) => map.queryRenderedFeatures(spot)[0]?.layer.id.startsWith(`our-${layer}-`));
    }"""
    host = tab.locator(_READY)
    host.scroll_into_view_if_needed()
    x, y = host.evaluate(at, layer)
    tab.locator(".map-host canvas").click(position={"x": x, "y": y})
    box = tab.locator(".maplibregl-popup-content")
    expect(box).to_be_visible()
    return box.inner_text().replace("\u00a0", " ")


def test_the_boxes_of_the_map_speak_the_language_of_the_page(
    open_tab: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    tab = open_tab(language="fr")
    tab.goto("/map?shown=1&layer=sites&site=chlorine-terminal")
    assert _layers(tab) == {"sites"}
    box = tab.locator(".maplibregl-popup-content")
    expect(box).to_contain_text("terminal chimique")
    expect(box.get_by_role("link", name="Marrowen Chemical Terminal (chlorine)")).to_be_visible()
    shot(tab, "map-box-fr")
    tab.goto("/map?shown=1&layer=contours&layer=population&at=-8.85,40.15,12.5")
    assert _layers(tab) == {"contours", "population"}
    assert "personnes la nuit / le jour" in _click(tab, "population")


@pytest.mark.parametrize(
    ("language", "harms", "beyond"),
    [
        ("fr", {"toxique", "seuil de référence"}, "au-delà des modèles"),
        ("ar", {"سام", "مستوى إرشادي"}, "خارج نطاق النماذج"),
    ],
)
def test_the_box_of_an_area_of_harm_speaks_the_language_of_the_page(
    open_tab: Callable[..., Page],
    shot: Callable[[Page, str], None],
    language: str,
    harms: set[str],
    beyond: str,
) -> None:
    tab = open_tab(language=language)
    tab.goto("/map/what-if?substance=chlorine&tonnes=40&site=chlorine-terminal&way=all")
    assert "harm" in _layers(tab)
    name, harm, far, *_ = _click(tab, "harm").splitlines()
    assert not re.search("people|die", name)
    assert harm in harms
    assert far == beyond or re.fullmatch(r"[\d.,]+ k?m", far)
    shot(tab, f"map-harm-box-{language}")


def test_a_release_is_dropped_by_a_click_on_the_map_and_worked_out(tab: Page) -> None:
    tab.goto("/map")
    _layers(tab)
    tab.get_by_text("What if something got out here?").click()
    tab.get_by_label("Substance").fill("chlorine")
    tab.get_by_label("Amount held [t]").fill("40")
    tab.get_by_role("button", name="Choose the position on the map").click()
    tab.locator(".map-host canvas").click(position={"x": 300, "y": 240})
    expect(tab).to_have_url(re.compile("/map/what-if"))
    expect(tab.get_by_text("This is a calculation, not an observation.")).to_be_visible()
    expect(tab.locator("#zones tbody tr").first).to_contain_text("people outdoors die")
    assert "harm" in _layers(tab)
    assert int(tab.locator(_READY).get_attribute("data-zones") or 0) > 0


def test_a_release_at_a_site_closes_it_and_takes_others_down(tab: Page) -> None:
    tab.goto("/map/what-if")
    tab.get_by_label("Substance").fill("ammonia")
    tab.get_by_label("Amount held [t]").fill("200")
    tab.get_by_label("How it gets out").select_option("all")
    tab.get_by_label("At a site").fill("Southmole fertiliser works")
    tab.get_by_role("button", name="Work it out").click()
    expect(tab.locator("#down tbody")).to_contain_text("Southmole fertiliser works")
    tab.get_by_text("Every number, with its equation and source").click()
    expect(tab.locator("details.more[open] table").first).to_be_visible()


def test_a_wrong_number_is_told_at_its_field_and_nothing_typed_is_lost(still: Page) -> None:
    answer = still.request.get("/map/what-if?substance=chlorine&tonnes=many&site=rail-yard")
    assert answer.status == 422
    still.set_content(answer.text())
    expect(still.get_by_label("Amount held [t]")).to_have_value("many")
    expect(still.get_by_label("At a site")).to_have_value("rail-yard")
    expect(still.get_by_text("found many, expected a number from 0.001")).to_be_visible()


def test_without_scripts_the_map_is_drawn_and_its_layers_are_a_form(still: Page) -> None:
    still.goto("/map")
    expect(still.locator("svg.plain-map .mark").first).to_be_visible()
    assert still.locator("svg.plain-map .cells-population").count() == 0
    still.get_by_role("checkbox", name=re.compile("^People")).check()
    still.get_by_role("button", name="Show").click()
    expect(still.locator("svg.plain-map .cells-population path").first).to_be_visible()


def test_without_scripts_one_goes_nearer_aside_and_back_by_links(still: Page) -> None:
    still.goto("/map?shown=1&layer=sites")
    sites = still.locator("svg.plain-map .mark")
    every = sites.count()
    still.get_by_role("link", name="Zoom in", exact=True).click()
    expect(still).to_have_url(re.compile("bbox="))
    near = sites.count()
    assert 0 < near < every
    still.get_by_role("link", name="East", exact=True).click()
    expect(still.get_by_role("checkbox", name=re.compile("^Sites"))).to_be_checked()
    expect(still.get_by_role("checkbox", name=re.compile("^Alerts"))).not_to_be_checked()
    still.get_by_role("link", name="Whole map").click()
    assert sites.count() == every


def test_without_scripts_a_mark_leads_to_its_site(still: Page) -> None:
    still.goto("/map?shown=1&layer=sites&site=chlorine-terminal")
    expect(still.locator("svg.plain-map .is-chosen text")).to_contain_text("Marrowen Chemical Terminal")
    still.locator("svg.plain-map a[href='/sites/chlorine-terminal']").focus()
    still.keyboard.press("Enter")
    expect(still).to_have_url(re.compile("/sites/chlorine-terminal"))


def test_without_scripts_land_lies_below_the_map(still: Page, shot: Callable[[Page, str], None]) -> None:
    still.goto("/map?bbox=-14,36,-2,44")
    expect(still.locator("svg.plain-map .land")).to_be_visible()
    shot(still, "map-still-land")


@pytest.mark.parametrize(
    ("width", "dark", "language"), [(360, False, "en"), (1280, True, "en"), (1280, False, "ar"), (2560, False, "en")]
)
def test_without_scripts_the_picture_fits_and_its_links_can_be_hit(
    open_tab: Callable[..., Page], shot: Callable[[Page, str], None], width: int, dark: bool, language: str
) -> None:
    tab = open_tab(width=width, dark=dark, language=language, scripts=False)
    tab.goto("/map")
    drawn = tab.locator("svg.plain-map").bounding_box()
    assert drawn is not None
    assert drawn["x"] >= 0
    assert drawn["x"] + drawn["width"] <= width
    for link in tab.locator("nav.moves a").all():
        found = link.bounding_box()
        assert found is not None
        assert min(found["width"], found["height"]) >= 24
    [west, east] = [tab.locator(f"nav.moves .go-{each}").bounding_box() for each in ("west", "east")]
    assert west is not None
    assert east is not None
    assert west["x"] < east["x"]  # whichever way one reads
    shot(tab, f"map-still-{width}-{'dark' if dark else 'light'}-{language}")


def test_with_scripts_the_box_of_somebody_without_is_shown_and_nobody_goes_through_the_hidden_picture(
    tab: Page,
) -> None:
    tab.goto("/map?bbox=-8.9,40.18,-8.8,40.24&shown=1&layer=sites")
    assert _layers(tab) == {"sites"}
    middle = tab.locator(_READY).evaluate("host => host.map.getCenter().toArray()")
    assert abs(middle[0] + 8.85) < 0.01
    assert abs(middle[1] - 40.21) < 0.01
    assert tab.locator(".map-host .plain").evaluate("plain => plain.inert")


def test_without_scripts_a_release_is_worked_out_and_drawn(still: Page) -> None:
    still.goto("/map/what-if?substance=chlorine&tonnes=40&site=chlorine-terminal&weather=chosen&wind=2&stability=F")
    expect(still.locator("svg.plain-map .harm-toxic").first).to_be_visible()
    expect(still.locator("#zones tbody tr").first).to_be_visible()
