"""Tables in the browser: sorted and turned over without loading the page again; the same by plain links."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_table_is_sorted_in_place_and_the_address_says_so(tab: Page) -> None:
    tab.goto("/sites")
    tab.evaluate("window.mark = 'still the same page'")
    tab.get_by_role("link", name="Needed by").click()
    expect(tab.locator("#sites th[aria-sort]")).to_have_text("Needed by ↓")
    assert tab.evaluate("window.mark") == "still the same page"
    assert "sites.sort" in tab.url
    expect(tab.locator("#sites-sort-needed_by")).to_be_focused()


def test_pages_of_a_table_are_turned_in_place_and_back(tab: Page) -> None:
    tab.goto("/sites")
    tab.evaluate("window.mark = 'still the same page'")
    tab.get_by_role("link", name="Next").click()
    expect(tab.locator("#sites .count")).to_contain_text("51 to 100")
    assert tab.evaluate("window.mark") == "still the same page"
    tab.get_by_role("link", name="Previous").click()
    expect(tab.locator("#sites .count")).to_contain_text("1 to 50")


def test_without_scripts_the_same_links_load_the_page(still: Page) -> None:
    still.goto("/sites")
    still.get_by_role("link", name="Next").click()
    expect(still.locator("#sites .count")).to_contain_text("51 to 100")


def test_on_a_phone_a_row_is_a_paragraph_whose_values_bear_their_headings(open_tab: Callable[..., Page]) -> None:
    phone = open_tab(360)
    phone.goto("/queue")
    row = phone.locator("#queue tbody tr").first
    title, where = row.locator("th"), row.locator("td").nth(1)
    expect(title).to_be_visible()
    assert title.bounding_box()["width"] > 250  # type: ignore[index]
    assert where.evaluate("each => getComputedStyle(each, '::before').content") == '"Where "'
    assert row.evaluate("each => each.scrollWidth <= innerWidth")
    phone.get_by_role("link", name="Level", exact=True).click()
    expect(phone.locator("#queue th[aria-sort]")).to_contain_text("Level")


def test_on_a_desk_the_same_rows_are_a_table_without_repeated_headings(tab: Page) -> None:
    tab.goto("/queue")
    first = tab.locator("#queue tbody tr").first.locator("td").first
    assert first.evaluate("each => getComputedStyle(each).display") == "table-cell"
    assert first.evaluate("each => getComputedStyle(each, '::before').content") == "none"
