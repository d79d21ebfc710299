"""Cases and causes in the browser: reported, the same suggested, answered, given a cause, analysed, made owed."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect


def reported(tab: Page, text: str, site: str = "hospital-central") -> str:
    """Report a complaint as a case of its own; gives its address."""
    tab.goto("/cases/report")
    tab.get_by_label("Type").select_option("complaint")
    tab.get_by_label("What happened").fill(text)
    tab.get_by_label("Site", exact=True).select_option(site)
    tab.get_by_role("button", name="Send", exact=True).click()
    token, asked = tab.locator(".token"), tab.get_by_role("heading", name="Is it one of these?")
    expect(token.or_(asked)).to_be_visible()
    if asked.is_visible():
        tab.get_by_role("button", name="Send", exact=True).click()
    expect(token).to_have_text(re.compile(r"\S{20,}"))
    tab.get_by_role("link", name="Open the case").click()
    expect(tab.get_by_role("heading", name="Work on it")).to_be_visible()
    return tab.url


def named(tab: Page, title: str) -> None:
    """Give the case that is open a cause, and open that."""
    tab.get_by_label("Or a new one, in a few words").fill(title)
    tab.get_by_role("button", name="Keep the cause").click()
    tab.locator(".facts").get_by_role("link", name=title).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(title)


def test_a_report_shows_what_may_be_the_same_before_it_is_sent_and_joins_it(
    tab: Page, axe: Callable[[Page], None]
) -> None:
    first = reported(tab, "The lift of the east wing stands still between two floors")
    tab.goto("/cases/report")
    tab.get_by_label("Type").select_option("complaint")
    tab.get_by_label("What happened").fill("Lift of the east wing stands still again between floors")
    tab.get_by_label("Site", exact=True).select_option("hospital-central")
    tab.get_by_role("button", name="Send", exact=True).click()
    expect(tab.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    axe(tab)
    tab.get_by_role("radio", name=re.compile("The lift of the east wing")).check()
    tab.get_by_role("button", name="Send", exact=True).click()
    tab.get_by_role("link", name="Open the case").click()
    assert tab.url == first
    expect(tab.get_by_role("heading", name="2 reports")).to_be_visible()


def test_a_place_is_chosen_on_the_map(tab: Page) -> None:
    tab.goto("/cases/report")
    expect(tab.locator(".map-host.is-drawn")).to_be_visible()
    tab.locator(".map-host canvas").click(position={"x": 200, "y": 150})
    expect(tab.get_by_label("Longitude")).to_have_value(re.compile(r"^-?\d+\.\d{5}$"))
    expect(tab.get_by_label("Latitude")).to_have_value(re.compile(r"^-?\d+\.\d{5}$"))


def test_a_case_that_says_nothing_of_where_is_refused_and_the_words_stay(site: str, chromium: Browser) -> None:
    still = chromium.new_page(base_url=site, java_script_enabled=False)  # a refusal stands in the console: meant here
    still.goto("/cases/report")
    still.get_by_label("What happened").fill("A smell of gas")
    still.get_by_role("button", name="Send", exact=True).click()
    expect(still.get_by_role("alert")).to_contain_text("expected lon and lat, a site, or a jurisdiction")
    expect(still.get_by_label("What happened")).to_have_value("A smell of gas")
    still.close()


def test_a_case_is_answered_with_a_file_and_its_answerer_cannot_confirm_it(
    still: Page, axe: Callable[[Page], None], tab: Page
) -> None:
    address = reported(still, "Water drips through the ceiling of ward nine")
    still.get_by_label("Outcome").fill("The pipe was replaced")
    still.get_by_label("File that shows it").set_input_files(
        {"name": "invoice.txt", "mimeType": "text/plain", "buffer": b"pipe replaced"}
    )
    still.get_by_role("button", name="Keep the answer").click()
    expect(still.get_by_text("another account, or who reported it, has to confirm")).to_be_visible()
    expect(still.get_by_role("button", name="Confirm: it is settled")).to_have_count(0)
    still.get_by_label("Reason").fill("It drips again")
    still.get_by_role("button", name="Open again").click()
    expect(still.locator(".notices").last).to_contain_text("reopened: It drips again")
    tab.goto(address)
    axe(tab)


def test_a_case_is_merged_into_another(tab: Page) -> None:
    kept = reported(tab, "Rats at the quay near the grain store", "lpg-depot")
    name = kept.rsplit("/", 1)[1]
    reported(tab, "A window of the gate house is broken", "lpg-depot")
    tab.get_by_label("Case", exact=True).select_option(name)
    tab.get_by_role("button", name="Make it part of that").click()
    expect(tab.get_by_text("It is part of another case; work on that one.")).to_be_visible()
    tab.goto(kept)
    expect(tab.get_by_role("heading", name="2 reports")).to_be_visible()


def test_a_cause_is_analysed_by_five_whys_a_bow_tie_and_a_fault_tree_which_are_drawn(
    tab: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    reported(tab, "The gate of the depot does not close", "oil-terminal")
    named(tab, "Nobody owns the upkeep of gates")
    tab.get_by_text("Write down five whys").click()
    tab.get_by_label("What happened", exact=False).first.fill("The gate does not close")
    tab.get_by_label("Why, a line each").fill("The motor is worn\nNobody looked after it\nNo office owns its upkeep")
    tab.get_by_role("button", name="Keep the five whys").click()
    expect(tab.locator("svg.cause-drawing rect")).to_have_count(4)
    tab.get_by_text("Write down a bow tie").click()
    tab.get_by_label("What can harm").fill("Fuel in tanks")
    tab.get_by_label("How control over it was lost").fill("A stranger gets in")
    tab.get_by_label("Threats, a line each").fill("Gate stays open | guard | camera\nFence is cut | patrol")
    tab.get_by_label("Consequences, a line each").fill("Fuel is lost | bund\nFire | foam | fire crew")
    tab.get_by_role("button", name="Keep the bow tie").click()
    expect(tab.get_by_role("img", name="Bow tie").locator("rect")).to_have_count(12)
    tab.get_by_text("Write down a fault tree").click()
    tab.get_by_label("Events, a line each").fill(
        "and: A stranger reaches the tanks\n  or: The gate is open\n    Motor worn\n    Left open\n  Nobody looks"
    )
    tab.get_by_role("button", name="Keep the fault tree").click()
    expect(tab.get_by_role("img", name="Fault tree").locator("circle.gate")).to_have_count(2)
    axe(tab)
    shot(tab, "cause")


def test_an_analysis_that_runs_in_a_circle_is_refused_and_comes_back_as_typed(site: str, chromium: Browser) -> None:
    tab = chromium.new_page(base_url=site)  # a refusal stands in the console: meant here
    reported(tab, "The alarm of the pump house rings at night", "oil-terminal")
    named(tab, "Sensors are never checked")
    tab.get_by_text("Write down five whys").click()
    tab.get_by_label("What happened", exact=False).first.fill("The alarm rings")
    tab.get_by_label("Why, a line each").fill("A sensor fails\nThe alarm rings")
    tab.get_by_role("button", name="Keep the five whys").click()
    expect(tab.get_by_role("alert")).to_contain_text("it runs in a circle")
    expect(tab.get_by_label("Why, a line each")).to_have_value("A sensor fails\nThe alarm rings")
    tab.close()


def test_a_measure_on_a_cause_is_made_owed_and_the_cause_is_ranked(tab: Page, axe: Callable[[Page], None]) -> None:
    reported(tab, "Lamps at the container yard are dark", "lpg-depot")
    named(tab, "Wet wiring of the yard")
    tab.get_by_label("What is to be done about it").fill("Seal all covers")
    tab.get_by_label("Who owes it").select_option("port")
    tab.get_by_label("By when").fill("2099-06-01")
    tab.get_by_role("button", name="Make it owed").click()
    expect(tab.locator("section", has=tab.get_by_role("heading", name="What is to be done"))).to_contain_text(
        "Seal all"
    )
    tab.goto("/causes")
    expect(tab.locator("#causes tbody")).to_contain_text("Wet wiring of the yard")
    tab.get_by_role("button", name="Look for shared causes").click()
    expect(tab.get_by_role("status").first).to_contain_text("proposals wait for a decision")
    axe(tab)
