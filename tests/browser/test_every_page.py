"""What holds of every page, in a browser: it opens, fits, reads well, and works without scripts."""

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Page, expect

from forestall.web.pages.navigation import NAVIGATION
from forestall.web.pages.routers import PAGES

_THERE = {route.path for router in PAGES for route in router.routes if isinstance(route, APIRoute)}
PATHS = [each.path for each in NAVIGATION if each.path in _THERE] + ["/help"]
EVERY = pytest.mark.parametrize("path", PATHS)


@EVERY
@pytest.mark.parametrize(
    ("width", "dark", "language"),
    [(1280, False, "en"), (360, True, "en"), (2560, False, "ar"), (360, False, "ar"), (1280, True, "zh")],
    ids=["desk", "phone-dark", "wall-arabic", "phone-arabic", "desk-dark-chinese"],
)
def test_every_page_opens_fits_and_has_nothing_serious_for_axe(
    open_tab: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    path: str,
    width: int,
    dark: bool,
    language: str,
) -> None:
    tab = open_tab(width, dark=dark, language=language)
    tab.goto(path)
    expect(tab.locator("h1")).to_have_count(1)
    assert tab.locator("html").get_attribute("lang") == language
    assert tab.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    shot(tab, f"{path.strip('/').replace('/', '-') or 'outlook'}-{width}-{'dark' if dark else 'light'}-{language}")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    axe(tab)


@EVERY
def test_every_page_reads_without_scripts(still: Page, path: str) -> None:
    still.goto(path)
    expect(still.locator("h1")).to_be_visible()
    expect(still.locator("main")).not_to_be_empty()
    expect(still.locator(".drawn:visible")).to_have_count(0)


@EVERY
def test_every_page_is_reached_by_keyboard_through_the_skip_link(tab: Page, path: str) -> None:
    tab.goto(path)
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()
