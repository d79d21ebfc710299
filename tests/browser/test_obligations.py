"""The obligations in the browser: found, sent evidence for, a file that is too large, by day, by authority."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect


def opened(tab: Page, words: str, state: str = "all") -> None:
    """Open the first obligation whose words are looked for."""
    tab.goto(f"/obligations?state={state}")
    tab.locator("main").get_by_label("Search").fill(words)
    tab.get_by_role("button", name="Show", exact=True).click()
    tab.locator("#obligations tbody a").first.click()
    expect(tab.get_by_role("heading", name="From the norm to the verdict")).to_be_visible()


def test_what_is_late_is_found_by_the_tile_with_why_and_who(tab: Page, axe: Callable[[Page], None]) -> None:
    tab.goto("/obligations")
    tab.get_by_role("link", name="Overdue", exact=True).first.click()
    row = tab.locator("#obligations tbody tr").first
    expect(row).to_contain_text("overdue")
    expect(row).to_contain_text("days")
    axe(tab)


def test_search_and_authority_narrow_the_list_and_the_file_holds_the_same(tab: Page) -> None:
    tab.goto("/obligations?state=all")
    tab.locator("main").get_by_label("Search").fill("inspect terminal")
    tab.locator("select[name=bearer]").select_option("region")
    tab.get_by_role("button", name="Show", exact=True).click()
    shown = tab.locator("#obligations tbody tr").count()
    assert shown >= 2
    with tab.expect_download() as told:
        tab.locator("#obligations").get_by_role("link", name="JSON").click()
    rows = json.loads(Path(told.value.path()).read_text())
    found = rows if isinstance(rows, list) else rows["rows"]
    assert len(found) == shown
    assert all("terminal" in json.dumps(each).casefold() for each in found)


def test_the_calendar_leads_from_a_month_to_the_next_and_to_what_is_due(tab: Page) -> None:
    tab.goto("/obligations")
    tab.get_by_label("Show as").select_option("calendar")
    tab.get_by_role("button", name="Show", exact=True).click()
    expect(tab.locator("#month-head")).to_contain_text("2031-03")
    tab.get_by_role("link", name="Next month").click()
    expect(tab.locator("#month-head")).to_contain_text("2031-04")
    tab.get_by_role("link", name="Exercise the crisis staff").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Exercise the crisis staff")


def test_evidence_is_sent_stands_in_the_ledger_and_its_sender_cannot_judge_it(
    tab: Page, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    opened(tab, "resilience risk assessment")
    report = tmp_path / "report.txt"
    report.write_text("assessment of the hospital")
    tab.get_by_label("What it is, in a line").fill("Assessment 4")
    tab.get_by_label("When it was done").fill("2026-03-01")
    tab.get_by_label("File", exact=True).set_input_files(report)
    tab.get_by_role("button", name="Send", exact=True).click()
    expect(tab.get_by_role("status").first).to_have_text("The evidence was taken in.")
    expect(tab.get_by_text("Somebody else has to judge it.")).to_be_visible()
    expect(tab.get_by_role("button", name="It is enough")).to_have_count(0)
    axe(tab)
    tab.locator(".pieces").get_by_role("link", name="with its proof").click()
    expect(tab.get_by_role("heading", name="Its proof")).to_be_visible()
    tab.goto("/obligations?state=all&q=resilience+risk+assessment")
    expect(tab.locator("#obligations tbody")).to_contain_text("evidence waits for a verdict")


def test_a_file_of_50_megabytes_is_told_before_it_is_sent_and_what_was_typed_stays(tab: Page, tmp_path: Path) -> None:
    opened(tab, "flood hazard")
    large = tmp_path / "large.bin"
    large.write_bytes(b"\0" * 50_000_000)
    tab.get_by_label("What it is, in a line").fill("The new maps")
    tab.get_by_label("File", exact=True).set_input_files(large)
    expect(tab.get_by_text("at most 8 MiB can be sent")).to_be_visible()
    tab.get_by_label("When it was done").fill("2026-03-01")
    tab.get_by_role("button", name="Send", exact=True).click()
    expect(tab.get_by_label("What it is, in a line")).to_have_value("The new maps")
    assert "/evidence" not in tab.url


def test_a_file_of_50_megabytes_is_refused_without_scripts_and_what_was_typed_stays(
    site: str, chromium: Browser, tmp_path: Path
) -> None:
    still = chromium.new_page(base_url=site, java_script_enabled=False)  # a refusal stands in the console: meant here
    opened(still, "flood hazard")
    large = tmp_path / "large.bin"
    large.write_bytes(b"\0" * 50_000_000)
    still.get_by_label("What it is, in a line").fill("The new maps")
    still.get_by_label("When it was done").fill("2026-03-01")
    still.get_by_label("File", exact=True).set_input_files(large)
    still.get_by_role("button", name="Send", exact=True).click()
    expect(still.get_by_role("alert")).to_contain_text("The file has 47.7 MiB; at most 8 MiB can be sent.")
    expect(still.get_by_label("What it is, in a line")).to_have_value("The new maps")
    expect(still.get_by_label("When it was done")).to_have_value("2026-03-01")
    still.close()
