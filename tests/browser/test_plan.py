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
