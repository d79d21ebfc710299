"""What a reader does on the first page, with the sources, and with the frame around every page."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx
from playwright.sync_api import Page, expect


def test_what_changed_is_marked_as_seen_and_said_so(tab: Page) -> None:
    tab.goto("/")
    if tab.get_by_role("button", name="I have seen this").count():
        tab.get_by_role("button", name="I have seen this").click()
        expect(tab.get_by_text("From now on you see what changes after this.")).to_be_visible()
    expect(tab.locator("#changes")).to_contain_text("you have seen this pass")


def test_colours_are_chosen_and_kept_without_scripts(still: Page) -> None:
    still.goto("/sources")
    still.locator(".settings summary").click()
    still.get_by_label("Colours").select_option("dark")
    still.get_by_role("button", name="Use these").click()
    expect(still).to_have_url("/sources")
    expect(still.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_language_turns_the_page_round(tab: Page) -> None:
    tab.goto("/")
    tab.locator(".settings summary").click()
    tab.get_by_label("Language").select_option("ar")
    tab.get_by_role("button", name="Use these").click()
    expect(tab.locator("html")).to_have_attribute("dir", "rtl")
    assert tab.locator("h1").text_content() != "Outlook"


def test_a_slash_goes_to_the_search_which_finds_a_risk(tab: Page) -> None:
    tab.goto("/")
    tab.keyboard.press("/")
    expect(tab.get_by_role("searchbox", name="Search")).to_be_focused()
    tab.keyboard.type("chlorine")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Risks")).to_be_visible()


def test_the_sources_sort_by_a_heading_and_turn_round(tab: Page) -> None:
    tab.goto("/sources")
    tab.get_by_role("columnheader", name="Received").get_by_role("link").click()
    header = tab.get_by_role("columnheader", name="Received")
    expect(header).to_have_attribute("aria-sort", "descending")
    header.get_by_role("link").click()
    expect(tab.get_by_role("columnheader", name="Received")).to_have_attribute("aria-sort", "ascending")


def test_a_table_is_taken_away_as_csv_without_what_never_leaves(tab: Page) -> None:
    tab.goto("/sources")
    with tab.expect_download() as taken:
        tab.locator("#sources .exports").get_by_role("link", name="CSV").click()
    assert taken.value.suggested_filename == "sources.csv"
    sources = [line.split(",")[1] for line in Path(taken.value.path()).read_text().splitlines()[1:]]
    assert len(sources) == 11
    assert "terminal-ics" not in sources  # RED


def test_a_new_finding_is_counted_and_announced_and_nothing_moves(tab: Page, site: str, harbour: Path) -> None:
    with tab.expect_response("**/live"):
        tab.goto("/")
    before = tab.evaluate("document.querySelector('#fields-head').getBoundingClientRect().top")
    warning = (harbour / "cap" / "weather" / "storm-1.xml").read_text().replace("storm-1", f"storm-{uuid4().hex}")
    sent = httpx.post(
        f"{site}/v1/signals?source=weather", content=warning, headers={"content-type": "application/cap+xml"}
    )
    assert sent.status_code == 201
    expect(tab.locator("[data-live-badge]")).to_be_visible()
    expect(tab.locator("[data-live-said]")).to_contain_text("New finding")
    assert tab.evaluate("document.querySelector('#fields-head').getBoundingClientRect().top") == before


def test_the_help_of_a_page_is_one_step_away(tab: Page) -> None:
    tab.goto("/sources")
    tab.get_by_role("link", name="Help with this page").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Help: Sources")


def test_on_a_phone_the_page_that_is_open_stands_in_view_in_the_line_of_pages(open_tab: Callable[..., Page]) -> None:
    for language in ("en", "ar"):
        phone = open_tab(360, language=language)
        phone.goto("/ledger")
        expect(phone.locator("header nav [aria-current]")).to_be_in_viewport(ratio=1)
