"""The queue and the warnings in the browser: worked by key, by hand, without scripts; written, sent, withdrawn."""

import re
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect


def open_queue(tab: Page, query: str = "") -> None:
    tab.goto(f"/queue{query}")
    expect(tab.locator("form.queue[data-ready]")).to_be_visible()


def undo_all(tab: Page) -> None:
    """Bring back what this test did."""
    tab.get_by_role("button", name="Undo").click()
    expect(tab.locator(".told")).to_contain_text("Undone")


def test_j_and_k_walk_x_ticks_and_a_acknowledges_with_a_reason(tab: Page) -> None:
    open_queue(tab, "?what=finding&q=downloaded")
    name = tab.locator("tbody tr th a").first.inner_text()
    tab.keyboard.press("j")
    expect(tab.locator("tr.is-here th a")).to_have_text(name)
    tab.keyboard.press("x")
    expect(tab.locator("[data-queue-count]")).to_have_text("1")
    tab.keyboard.press("a")
    expect(tab.get_by_label("Why, or what is done about it")).to_be_focused()
    tab.keyboard.type("the works ordered it, ticket 31")
    tab.keyboard.press("Enter")
    expect(tab.locator(".told")).to_contain_text("Acknowledged: 1")
    tab.get_by_role("link", name=re.compile("^Acknowledged")).click()
    expect(tab.locator("tbody")).to_contain_text("ticket 31")
    undo_all(tab)


def test_u_undoes_what_was_done_last(tab: Page) -> None:
    open_queue(tab, "?what=finding&q=throughput+containers")
    rows = tab.locator("tbody tr").count()
    tab.locator("tbody input[name=pick]").first.check()
    tab.get_by_label("Why, or what is done about it").fill("a strike that ended")
    tab.get_by_role("button", name="Close", exact=True).click()
    expect(tab.locator(".told")).to_contain_text("Closed: 1")
    tab.locator("h1").click()
    expect(tab.locator("form.queue, .empty").first).to_be_visible()
    tab.keyboard.press("u")
    expect(tab.locator(".told")).to_contain_text("Undone")
    expect(tab.locator("tbody tr")).to_have_count(rows)


def test_slash_searches_and_question_mark_lists_the_keys(tab: Page) -> None:
    open_queue(tab, "?what=finding")
    tab.keyboard.press("?")
    expect(tab.get_by_role("heading", name="Keys of the queue")).to_be_visible()
    tab.get_by_role("button", name="Close this list").click()
    tab.keyboard.press("/")
    expect(tab.get_by_label("Words")).to_be_focused()
    tab.keyboard.type("safety function forced")
    tab.keyboard.press("Enter")
    expect(tab.locator("tbody tr")).to_have_count(1)


def test_two_findings_are_compared_side_by_side_with_c(tab: Page) -> None:
    open_queue(tab, "?what=finding&field=cyber")
    tab.keyboard.press("j")
    tab.keyboard.press("x")
    tab.keyboard.press("j")
    tab.keyboard.press("x")
    tab.keyboard.press("c")
    expect(tab.get_by_role("heading", name="Side by side")).to_be_visible()
    expect(tab.locator(".beside > section")).to_have_count(2)
    expect(tab.locator(".evidence").first).to_be_visible()


def test_a_warning_is_compared_with_a_finding_and_what_is_not_shown_is_counted(tab: Page) -> None:
    open_queue(tab, "?what=alert")
    warning = tab.locator("tbody input[name=pick]").first.get_attribute("value")
    open_queue(tab, "?what=finding")
    boxes = tab.locator("tbody input[name=pick]")
    picks = [warning, *(boxes.nth(number).get_attribute("value") for number in range(5))]
    tab.goto("/queue/compare?" + urlencode([("pick", each) for each in picks]))
    expect(tab.locator(".beside > section")).to_have_count(4)
    first = tab.locator(".beside > section").first
    expect(first.get_by_role("link", name="Why it is open")).to_be_visible()
    expect(first.locator("article.letter").first).to_be_visible()
    expect(tab.get_by_text("2 more were ticked and are not shown.")).to_be_visible()


def test_many_are_merged_into_one_and_found_below_it(tab: Page) -> None:
    open_queue(tab, "?what=finding&field=territorial&level=low")
    boxes = tab.locator("tbody input[name=pick]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    tab.keyboard.press("m")
    tab.keyboard.type("one storm")
    tab.keyboard.press("Enter")
    expect(tab.locator(".told")).to_contain_text("Merged: 1 into the first one")
    tab.locator("tbody tr th a").first.click()
    expect(tab.locator("#act")).to_contain_text("Parts of it")
    tab.goto("/queue")
    undo_all(tab)


def test_a_finding_opens_to_its_events_rule_and_who_needs_the_site(tab: Page, axe: Callable[[Page], None]) -> None:
    open_queue(tab, "?what=finding&q=safety+function+forced")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Point of a safety function forced")).to_be_visible()
    expect(tab.locator(".evidence")).to_have_count(2)
    expect(tab.locator(".evidence").first).to_contain_text("point_forced")
    expect(tab.locator("pre.rule").first).to_contain_text("safety_controller")
    expect(tab.get_by_role("link", name="Tarn water works")).to_be_visible()
    axe(tab)


def test_a_view_is_named_and_opened_again(tab: Page) -> None:
    name = f"Cyber {uuid4().hex[:6]}"
    open_queue(tab, "?field=cyber&state=all")
    if not tab.locator("details.views[open]").count():
        tab.get_by_text("Views you named").click()
    tab.get_by_label("Name what you look at").fill(name)
    tab.get_by_role("button", name="Keep this view").click()
    tab.goto("/queue")
    tab.get_by_role("link", name=name).click()
    expect(tab).to_have_url(re.compile("field=cyber"))
    view = tab.locator(".view", has_text=name)
    view.get_by_role("button", name="Forget").click()
    expect(tab.get_by_role("link", name=name)).to_have_count(0)


def test_the_queue_is_worked_without_scripts(still: Page) -> None:
    still.goto("/queue?what=finding&q=river")
    still.locator("tbody input[name=pick]").first.check()
    still.get_by_label("Why, or what is done about it").fill("pumps run")
    still.get_by_role("button", name="Acknowledge").click()
    expect(still.locator(".told")).to_contain_text("Acknowledged: 1")
    undo_all(still)


def test_a_warning_is_silenced_and_heard_again(tab: Page) -> None:
    open_queue(tab, "?what=alert&q=Containers")
    tab.keyboard.press("j")
    tab.keyboard.press("s")
    tab.keyboard.type("the strike is known")
    tab.keyboard.press("Enter")
    expect(tab.locator(".told")).to_contain_text("Nobody is called for 1 until")
    tab.goto("/alerts")
    held = tab.locator("#held li", has_text="the strike is known")
    expect(held).to_contain_text("lapses soon")
    held.get_by_role("button", name="End it now").click()
    expect(tab.locator("#held li", has_text="the strike is known")).to_have_count(0)


def write(tab: Page, headline: str) -> None:
    tab.goto("/alerts")
    tab.get_by_role("link", name="Write a warning").click()
    tab.get_by_label("Severity").select_option("Minor")
    tab.get_by_label("Where").select_option(index=1)
    tab.get_by_label("Headline (en)").fill(headline)
    tab.get_by_label("What is known (en)").fill("The treatment works lost pressure.")
    tab.get_by_role("button", name="Keep the draft and look at it").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(headline)


def test_a_warning_is_written_sent_updated_and_withdrawn(tab: Page, axe: Callable[[Page], None]) -> None:
    headline = f"Boil water {uuid4().hex[:6]}"
    write(tab, headline)
    axe(tab)
    tab.get_by_role("button", name="Send it").click()
    expect(tab.locator(".told")).to_contain_text("It is sent")
    tab.get_by_role("link", name="Update it").click()
    tab.get_by_label("Headline (en)").fill(f"{headline}, again")
    tab.get_by_role("button", name="Keep the draft and look at it").click()
    tab.get_by_role("button", name="Send it").click()
    expect(tab.locator("#line li")).to_have_count(2)
    tab.get_by_text("Withdraw it").click()
    tab.get_by_label("Why it is withdrawn, for those who read it").fill("pressure is back")
    tab.get_by_role("button", name="Draft the withdrawal").click()
    tab.get_by_role("button", name="Send it").click()
    expect(tab.locator("#line li")).to_have_count(3)
    expect(tab.locator("#line li").last).to_contain_text("Cancel")
    tab.goto("/alerts")
    expect(tab.locator("#alerts")).not_to_contain_text(headline)
    expect(tab.locator("#past")).to_contain_text(headline)


def test_a_new_warning_is_offered_on_an_open_queue_and_moves_nothing(open_tab: Callable[..., Page]) -> None:
    watching, writing = open_tab(), open_tab()
    open_queue(watching)
    first = watching.locator("tbody tr th a").first.inner_text()
    headline = f"Told live {uuid4().hex[:6]}"
    write(writing, headline)
    writing.get_by_role("button", name="Send it").click()
    expect(watching.locator("[data-live-offer] a").first).to_contain_text("new")
    expect(watching.locator("tbody tr th a").first).to_have_text(first)
    expect(watching.locator("tbody")).not_to_contain_text(headline)
    watching.goto("/alerts")
    expect(watching.locator("#alerts")).to_contain_text(headline)


@pytest.mark.parametrize("path", ["/alerts", "/drafts/new"])
def test_the_pages_of_warnings_fit_a_phone_and_are_clean_in_the_dark(
    open_tab: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], path: str
) -> None:
    tab = open_tab(360, dark=True, language="ar")
    tab.goto(path)
    expect(tab.locator("h1")).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(tab, f"{path.strip('/').replace('/', '-')}-360-dark-ar")
    axe(tab)
