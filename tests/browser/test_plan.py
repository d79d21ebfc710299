"""The plan in the browser: another budget, two plans side by side, adopting one, somebody else who was first."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

LONG = 60_000.0
"""The first question of a pass simulates its measures, on a busy machine [ms]."""


def test_moving_the_budget_shows_what_leaves_without_leaving_the_page(tab: Page) -> None:
    tab.goto("/plan")
    slide = tab.get_by_role("slider")
    expect(slide).to_be_visible()
    slide.focus()
    for _ in range(8):
        tab.keyboard.press("ArrowLeft")
    expect(tab.locator("#changes")).to_contain_text("leaves", timeout=LONG)
    expect(tab.locator("#budget-said")).to_have_text("Worked out.", timeout=LONG)
    expect(tab.locator("#changes")).to_contain_text("in every future")
    expect(tab).to_have_url(re.compile(r"/plan\?budget=\d+"))


def test_an_amount_is_typed_and_the_address_shows_the_same_to_others(tab: Page, open_tab: Callable[..., Page]) -> None:
    tab.goto("/plan")
    expect(tab.get_by_role("slider")).to_be_visible()
    tab.locator("#f-budget").fill("6000000")
    tab.get_by_role("button", name="Work out").click()
    expect(tab.locator("#changes")).to_be_visible(timeout=LONG)
    first = tab.locator("#changes tbody tr").all_inner_texts()
    other = open_tab(scripts=False)
    other.goto(tab.url)
    expect(other.locator("#changes tbody tr")).to_have_count(len(first))
    assert other.locator("#changes tbody tr").all_inner_texts() == first


def test_without_scripts_a_budget_is_typed_and_a_wrong_one_is_told_at_its_field(still: Page) -> None:
    still.goto("/plan")
    still.get_by_label("Budget, EUR").fill("a lot")
    still.get_by_role("button", name="Work out").click()
    expect(still.locator("#f-budget-said")).to_contain_text("expected an amount of money")
    expect(still.get_by_label("Budget, EUR")).to_have_value("a lot")
    still.get_by_label("Budget, EUR").fill("6000000")
    still.get_by_role("button", name="Work out").click()
    expect(still.locator("#changes")).to_be_visible(timeout=LONG)


def test_a_wrong_amount_is_told_where_one_looks_and_the_last_answer_stays_readable(tab: Page) -> None:
    tab.goto("/plan?budget=6000000")
    expect(tab.get_by_role("slider")).to_be_visible(timeout=LONG)
    tab.locator("#f-budget").fill("plenty")
    with tab.expect_response(lambda answer: "budget=plenty" in answer.url) as met:
        tab.get_by_role("button", name="Work out").click()
    assert met.value.status == 422
    expect(tab.locator("#budget-said")).to_contain_text("expected an amount of money")
    expect(tab.locator("#f-budget")).to_have_value("plenty")


def test_two_plans_are_compared_over_the_same_futures(still: Page) -> None:
    still.goto("/plan")
    still.get_by_label("First", exact=True).select_option("now")
    still.get_by_label("Second", exact=True).select_option("nothing")
    still.get_by_role("button", name="Compare").click()
    beside = still.locator("table.beside")
    expect(beside).to_contain_text("Largest regret", timeout=LONG)
    expect(beside.locator("tr", has_text="The better of the two in")).to_contain_text("20 futures")
    expect(beside.locator("svg.strip circle")).to_have_count(40)


def test_a_point_of_the_front_leads_to_its_budget(still: Page) -> None:
    still.goto("/plan")
    expect(still.locator("svg.front circle").first).to_be_visible()
    still.locator("#front tbody tr").nth(2).get_by_role("link").first.click()
    expect(still.locator("#changes")).to_be_visible(timeout=LONG)


def test_the_front_is_drawn_in_the_colours_of_the_house(tab: Page) -> None:
    tab.goto("/plan")
    host = tab.locator("figure.chart.is-drawn")
    expect(host).to_be_visible()
    assert host.evaluate("host => host.chart.getOption().series.length") == 3


def test_a_plan_is_adopted_with_its_reason_and_found_in_the_ledger(still: Page) -> None:
    still.goto("/plan/adopt")
    still.get_by_role("button", name="Adopt").click()
    expect(still.get_by_label("Why this plan")).to_be_visible()
    still.get_by_label("Why this plan").fill("Most safety for the money of the year.")
    still.get_by_role("button", name="Adopt").click()
    expect(still.locator(".told")).to_contain_text("The plan is adopted")
    expect(still.locator("#adopted")).to_contain_text("Most safety for the money of the year.")
    still.locator("#adopted").get_by_role("link", name="Entry").click()
    expect(still.locator("main")).to_contain_text("adoption")
    expect(still.locator("main")).to_contain_text("terminal-key")


def test_who_adopts_second_sees_both_reasons_and_chooses(open_tab: Callable[..., Page]) -> None:
    one, two = open_tab(scripts=False), open_tab(scripts=False)
    one.goto("/plan/adopt")
    two.goto("/plan/adopt/6000000")
    one.get_by_label("Why this plan").fill("The first of two.")
    one.get_by_role("button", name="Adopt").click()
    expect(one.locator("#adopted")).to_contain_text("The first of two.")
    two.get_by_label("Why this plan").fill("The second of two.")
    two.get_by_role("button", name="Adopt").click()
    box = two.locator(".conflict")
    expect(box).to_contain_text("The first of two.")
    expect(box.locator("textarea[name=reason]")).to_have_value("The second of two.")
    two.get_by_role("button", name="Save mine").click()
    expect(two.locator("#adopted")).to_contain_text("The second of two.")


def test_a_measure_is_left_out_and_the_page_says_what_changes(still: Page) -> None:
    still.goto("/plan")
    still.locator("#chosen").get_by_role("link", name="What if without it?").first.click()
    expect(still.locator("#changes")).to_contain_text("leaves", timeout=LONG)
    expect(still.locator("input[name=leave]:checked")).to_have_count(1)
    still.locator("#answer").get_by_role("link", name="Compare both over futures").click()
    expect(still.locator("table.beside")).to_contain_text("without", timeout=LONG)
    expect(still.locator("#sides")).to_contain_text("leaves")


def test_measures_are_held_with_the_keyboard_and_the_answer_comes_in_place(tab: Page) -> None:
    tab.goto("/plan")
    expect(tab.get_by_role("slider")).to_be_visible()
    tab.locator("summary", has_text="With or without certain measures").press("Enter")
    tab.locator("input[name=leave]").first.press("Space")
    tab.locator("#f-budget").press("Enter")
    expect(tab.locator("#changes")).to_contain_text("leaves", timeout=LONG)
    expect(tab).to_have_url(re.compile(r"leave="))


def test_a_measure_is_taken_out_of_the_adopted_plan_with_a_reason(still: Page) -> None:
    still.goto("/plan/adopt")
    still.get_by_label("Why this plan").fill("All of it, for now.")
    still.get_by_role("button", name="Adopt").click()
    still.locator("#adopted").get_by_role("link", name="take it out").first.click()
    expect(still.locator("main")).to_contain_text("without it")
    still.get_by_label("Why it is taken out").fill("The land cannot be had.")
    still.get_by_role("button", name="Take it out").click()
    expect(still.locator(".told")).to_contain_text("no longer in the adopted plan")
    expect(still.locator("#adopted")).to_contain_text("The land cannot be had.")
    expect(still.locator("#adopted")).to_contain_text("Taken out")


def test_from_the_first_sentence_of_the_day_down_to_a_signal(still: Page) -> None:
    still.goto("/")
    still.locator(".day").get_by_role("link", name="why").first.click()
    expect(still.get_by_role("heading", level=1)).to_have_text("How it was worked out")
    still.locator(".tree").get_by_role("link", name="open by itself").first.click()
    expect(still.locator("main")).to_contain_text("opens a warning")
    still.get_by_role("link", name="Open all, down to the signals").click()
    expect(still.locator("main")).to_contain_text("observed")


def test_each_of_the_six_kinds_of_capability_says_what_is_short_and_what_would_close_it(tab: Page) -> None:
    tab.goto("/plan")
    kinds = tab.get_by_role("region", name="The six kinds of capability").locator("tbody tr")
    expect(kinds).to_have_count(6)
    short = kinds.filter(has_text="short").filter(has_not_text="none of").first
    expect(short.locator("td").nth(1)).not_to_have_text("–")
    short.locator("a.figure").first.click()
    expect(tab).to_have_url(re.compile("/derivation/kind/"))
