"""The partners in the browser: what one would get, why not the rest, and all of it as a file."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_partner_is_opened_and_shows_exactly_what_it_would_get(
    tab: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    tab.goto("/partners")
    shot(tab, "partners")
    tab.get_by_role("link", name="Port of Ossary CERT").click()
    row = tab.locator("#going tbody tr").first
    row.get_by_text("Exactly what it gets").click()
    axe(tab)
    shot(tab, "partner")
    with tab.expect_download() as waiting:
        row.get_by_role("link", name="All of it").click()
    bundle = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert bundle["type"] == "bundle"
    assert bundle["objects"]


def test_why_a_partner_does_not_get_something_is_said_without_scripts(still: Page) -> None:
    still.goto("/partners/weather-service")
    row = still.locator("#withheld tbody tr", has_text="is above its clearance, TLP:GREEN").first
    expect(row).to_be_visible()
    expect(still.locator("main")).to_contain_text("It is told no roll-up")


def test_what_a_partner_does_not_get_is_taken_away_as_a_file(tab: Page) -> None:
    tab.goto("/partners/national-csirt")
    with tab.expect_download() as waiting:
        tab.locator("#withheld").get_by_role("link", name="CSV").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "reasons" in lines[0]
    assert len(lines) > 1
