"""What holds of every page, in a browser: it opens, fits, reads well, and works without scripts."""

import itertools
import os
from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Page, expect

from forestall.web.pages.navigation import NAVIGATION
from forestall.web.pages.routers import PAGES

_THERE = {route.path for router in PAGES for route in router.routes if isinstance(route, APIRoute)}
PATHS = [each.path for each in NAVIGATION if each.path in _THERE] + ["/help"]
EVERY = pytest.mark.parametrize("path", PATHS)
LOOKS = {
    "desk": (1280, False, "en"),
    "phone-dark": (360, True, "en"),
    "wall-arabic": (2560, False, "ar"),
    "phone-arabic": (360, False, "ar"),
    "desk-dark-chinese": (1280, True, "zh"),
}
FIRST, *OTHERS = LOOKS


def looks() -> list[tuple[str, str]]:
    """Pages, each at a desk and in one of the other looks by turns; with FORESTALL_LONG each in all of them."""
    if os.environ.get("FORESTALL_LONG"):
        return [(path, look) for path in PATHS for look in LOOKS]
    turns = zip(PATHS, itertools.cycle(OTHERS), strict=False)
    return [(path, look) for path, other in turns for look in (FIRST, other)]


@pytest.mark.parametrize(("path", "look"), looks())
def test_every_page_opens_fits_and_has_nothing_serious_for_axe(
    open_tab: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    path: str,
    look: str,
) -> None:
    width, dark, language = LOOKS[look]
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
