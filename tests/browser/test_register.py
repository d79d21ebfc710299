"""The register in the browser: the matrix leads in, a risk is asked what if, a number is opened down to its signals."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect


def test_a_cell_of_the_matrix_opens_the_risks_in_it(tab: Page) -> None:
    tab.goto("/register")
    cell = tab.locator("table.matrix td a").first
    count = int(cell.inner_text())
    cell.click()
    expect(tab.locator("#risks tbody tr")).to_have_count(count)
    expect(tab.locator("table.matrix td a[aria-current]")).to_have_text(str(count))
    tab.get_by_role("link", name="Show all cells").click()
    expect(tab.locator("table.matrix td a[aria-current]")).to_have_count(0)


def test_the_list_is_sorted_by_a_heading_and_filtered_by_a_field(tab: Page) -> None:
    tab.goto("/register")
    tab.locator("#risks thead").get_by_role("link", name="Against usual").click()
    expect(tab.locator("#risks tbody tr").first).to_contain_text("chlorine terminal")
    tab.get_by_label("Field", exact=True).select_option("economic")
    tab.get_by_role("button", name="Show").click()
    for cell in tab.locator("#risks tbody tr td:nth-child(3)").all():
        expect(cell).to_have_text("economic")


def test_the_curve_of_a_field_is_drawn_with_its_rare_years(tab: Page) -> None:
    tab.goto("/register")
    tab.get_by_label("Of", exact=True).select_option("field:cyber")
    tab.get_by_label("Counted in").select_option("deaths")
    tab.get_by_role("button", name="Draw").click()
    expect(tab.get_by_role("heading", name="Deaths: cyber")).to_be_visible()
    expect(tab.get_by_role("img", name="Probability of a year that exceeds a loss")).to_be_visible()
    expect(tab.locator("path.sampling")).to_have_count(1)


def test_a_risk_is_asked_what_if_it_came_twice_as_often_with_a_measure_in_force(tab: Page) -> None:
    tab.goto("/register")
    tab.locator("#risks").get_by_role("link", name="A heatwave of five days or more").click()
    tab.get_by_label("It comes so many times as often").fill("2")
    tab.get_by_role("checkbox").first.check()
    tab.get_by_role("button", name="Work it out").click()
    row = tab.locator("table.compared tbody tr", has_text="How often now")
    expect(row.locator("td").last).to_have_text("+100 %")
    expect(tab.locator("path.curve.is-then")).to_have_count(1)
    expect(tab).to_have_url(re.compile("factor=2.*measure="))


def test_what_if_is_answered_in_place_while_the_form_is_changed(tab: Page) -> None:
    tab.goto("/register/chlorine-wagon")
    expect(tab.locator("table.compared")).to_have_count(0)
    tab.evaluate("window.same = true")
    tab.get_by_label("Air").select_option("F")
    expect(tab.get_by_text("Only in the weather supposed")).to_be_visible()
    tab.get_by_label("Wind from").select_option("225")
    expect(tab.locator("table.compared tbody tr").first).to_be_visible()
    assert tab.evaluate("window.same"), "the page was left"


def test_what_was_chosen_before_the_script_came_is_worked_out_too(tab: Page) -> None:
    def late(route: Route) -> None:
        tab.get_by_label("Air").select_option("F")
        route.continue_()

    tab.route("**/static/register.js", late)
    tab.goto("/register/chlorine-wagon")
    expect(tab.get_by_text("Only in the weather supposed")).to_be_visible()


def test_a_wrong_frequency_is_told_at_its_field_and_kept(tab: Page) -> None:
    tab.goto("/register/heatwave")
    tab.get_by_label("It comes so many times as often").fill("often")
    tab.get_by_role("button", name="Work it out").click()
    expect(tab.get_by_text("found often, expected a number")).to_be_visible()
    expect(tab.get_by_label("It comes so many times as often")).to_have_value("often")


def test_what_if_works_without_scripts(still: Page) -> None:
    still.goto("/register/storm-surge")
    still.get_by_label("It comes so many times as often").fill("0.5")
    still.get_by_role("button", name="Work it out").click()
    expect(still.locator("table.compared")).to_contain_text("−50 %")
    still.get_by_role("link", name="As it is").click()
    expect(still.locator("table.compared")).to_have_count(0)


def test_a_number_opens_down_to_the_signal_without_scripts(still: Page) -> None:
    still.goto("/register/river-flood")
    still.locator(".tile a.figure").first.click()
    expect(still.get_by_text("Atwood et al. (2003), NUREG/CR-6823, A.6.5")).to_be_visible()
    still.get_by_role("link", name="Open all, down to the signals").click()
    expect(still.get_by_text("Good (1950), Probability and the weighing of evidence")).to_be_visible()
    observed = still.locator(".node", has=still.locator(".tag.is-observed")).last
    expect(observed.locator("time")).to_be_visible()
    still.get_by_role("link", name="The Tarn floods the Weir and the lower vale").click()
    expect(still.get_by_role("heading", level=1)).to_have_text("The Tarn floods the Weir and the lower vale")


def test_a_number_of_an_answer_opens_with_the_question_named_and_leads_back_to_it(tab: Page) -> None:
    tab.goto("/register/chlorine-wagon")
    tab.get_by_label("Air").select_option("F")
    supposed = tab.locator("table.compared tbody tr", has_text="One event: Deaths").locator("td").nth(1).locator("a")
    shown = supposed.locator(".mean").inner_text()
    supposed.click()
    expect(tab.get_by_role("heading", name="What is supposed")).to_be_visible()
    expect(tab.locator(".asked")).to_contain_text("F, very stable")
    expect(tab.locator("#number-head .value")).to_contain_text(shown)
    expect(tab.get_by_text("share of all hours that have the weather supposed")).to_be_visible()
    tab.get_by_role("main").get_by_role("link", name=re.compile("chlorine", re.IGNORECASE)).first.click()
    expect(tab.locator("table.compared tbody tr").first).to_be_visible()


def test_a_branch_of_a_derivation_is_opened_by_keyboard_and_stands_by_itself(tab: Page) -> None:
    tab.goto("/derivation/risk/windstorm/rate")
    branch = tab.locator("details:not([open]) > summary").first
    branch.focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("likelihood ratio when it is new").first).to_be_visible()
    tab.get_by_role("link", name="open by itself").first.click()
    expect(tab.get_by_role("heading", name="What goes into it")).to_be_visible()


def test_a_risk_and_a_derivation_fit_every_screen_and_have_nothing_serious_for_axe(
    open_tab: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    wanted = (
        (360, True, "en", "/register/terminal-intrusion?factor=2"),
        (1280, False, "ar", "/derivation/risk/terminal-intrusion/ratio"),
        (360, False, "fr", "/derivation/risk/chlorine-wagon/weighted?factor=0.5&stability=F"),
    )
    for width, dark, language, path in wanted:
        tab = open_tab(width, dark=dark, language=language)
        tab.goto(path)
        expect(tab.locator("h1")).to_have_count(1)
        shot(tab, f"{path.partition('?')[0].split('/')[1]}-{width}-{language}")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
        axe(tab)
