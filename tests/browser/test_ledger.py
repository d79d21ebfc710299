"""The ledger in the browser: an entry found, its receipt checked here, by a file, and refused once it was changed."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect


def opened_entry(tab: Page) -> None:
    """Open the first decision that the ledger holds."""
    tab.goto("/ledger")
    tab.get_by_label("What happened").select_option("decision")
    tab.get_by_role("button", name="Look").click()
    tab.locator("#entries tbody a").last.click()
    expect(tab.get_by_role("heading", name="Its proof")).to_be_visible()


def test_an_entry_is_found_by_what_happened_and_checked_in_the_browser(tab: Page, axe: Callable[[Page], None]) -> None:
    opened_entry(tab)
    tab.get_by_role("button", name="Check it in this browser").click()
    expect(tab.locator("[data-said]")).to_contain_text("Shown: entry")
    expect(tab.locator("[data-said] pre")).to_contain_text('"kind":"decision"')
    axe(tab)


def test_a_receipt_that_was_taken_away_is_checked_from_its_file_and_a_changed_one_is_refused(
    tab: Page, tmp_path: Path
) -> None:
    opened_entry(tab)
    with tab.expect_download() as told:
        tab.get_by_role("link", name="Download the receipt").click()
    receipt = tmp_path / "entry.tlog-proof"
    told.value.save_as(receipt)
    tab.goto("/ledger/check")
    tab.get_by_label("Receipt (.tlog-proof)").set_input_files(receipt)
    tab.get_by_role("button", name="Check", exact=True).click()
    expect(tab.locator("[data-said]")).to_contain_text("Shown: entry")
    lines = receipt.read_bytes().split(b"\n")
    lines[3] = lines[4]
    receipt.write_bytes(b"\n".join(lines))
    tab.get_by_label("Receipt (.tlog-proof)").set_input_files(receipt)
    tab.get_by_role("button", name="Check", exact=True).click()
    expect(tab.locator("[data-said]")).to_contain_text("Not shown: the entry and its path do not lead to the signed")


def test_a_stranger_s_key_shows_nothing(tab: Page, tmp_path: Path) -> None:
    opened_entry(tab)
    with tab.expect_download() as told:
        tab.get_by_role("link", name="Download the receipt").click()
    told.value.save_as(tmp_path / "entry.tlog-proof")
    tab.goto("/ledger/check")
    tab.get_by_label("Public keys").fill("other.example/ledger+f3b1d5a9+AWNlZ2lrbW9xc3V3eXt9f4GDhYeJi42PkZOVl5mbnZ+h")
    tab.get_by_label("Receipt (.tlog-proof)").set_input_files(tmp_path / "entry.tlog-proof")
    tab.get_by_role("button", name="Check", exact=True).click()
    expect(tab.locator("[data-said]")).to_contain_text("Not shown")


def test_a_receipt_is_checked_by_the_service_without_scripts(still: Page, tab: Page, tmp_path: Path) -> None:
    opened_entry(tab)
    with tab.expect_download() as told:
        tab.get_by_role("link", name="Download the receipt").click()
    told.value.save_as(tmp_path / "entry.tlog-proof")
    still.goto("/ledger/check")
    still.get_by_label("Receipt (.tlog-proof)").set_input_files(tmp_path / "entry.tlog-proof")
    still.get_by_role("button", name="Check", exact=True).click()
    expect(still.locator("[data-said]")).to_contain_text("Shown: entry")
