"""A site in the browser: what it holds, on the map and against the criteria."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_contours_and_the_f_n_curve_of_a_site_come_when_its_inventories_are_reached(
    tab: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    tab.goto("/sites/chlorine-terminal")
    tab.get_by_role("heading", name="Hazardous inventories").scroll_into_view_if_needed()
    drawn = tab.locator("figure.on-paper")
    expect(drawn.first).to_contain_text("Individual risk", timeout=60_000)
    expect(drawn).not_to_have_count(1)
    axe(tab)
    shot(tab, "site-with-its-risk")


def test_without_scripts_the_same_stands_behind_a_link(still: Page) -> None:
    still.goto("/sites/chlorine-terminal")
    still.get_by_role("link", name="Individual and societal risk").last.click()
    expect(still.get_by_role("heading", name="How these numbers were worked out")).to_be_visible()
    expect(still.locator("figure.on-paper svg").first).to_be_visible()


def test_the_sheet_of_a_site_has_nothing_serious_for_axe(tab: Page, axe: Callable[[Page], None]) -> None:
    tab.goto("/sites/chlorine-terminal/risk")
    axe(tab)
