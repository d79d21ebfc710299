"""The briefing in the browser: chosen, read, taken away."""

from playwright.sync_api import Page, expect


def test_a_briefing_of_one_field_is_chosen_and_read(tab: Page) -> None:
    tab.goto("/briefing")
    tab.get_by_label("Field").select_option("cyber")
    tab.get_by_role("button", name="Use this choice").click()
    tab.get_by_role("link", name="Read it here").click()
    expect(tab.get_by_text("About: cyber")).to_be_visible()
    expect(tab.get_by_role("heading", name="What is not known")).to_be_visible()


def test_the_pdf_is_made_by_one_button(tab: Page) -> None:
    tab.goto("/briefing")
    with tab.expect_download() as waited:
        tab.get_by_role("link", name="Make the PDF").click()
    with open(waited.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"


def test_a_day_after_the_pass_is_refused_and_stays_in_the_form(still: Page) -> None:
    still.goto("/briefing?since=2999-01-01")
    expect(still.get_by_role("alert")).to_contain_text("before the pass")
    expect(still.get_by_label("Findings since")).to_have_value("2999-01-01")


def test_an_authority_is_chosen_with_the_keyboard_and_slides_are_taken(still: Page) -> None:
    still.goto("/briefing")
    chooser = still.get_by_label("Authority, with all below it")
    chooser.focus()
    still.keyboard.press("ArrowDown")
    still.keyboard.press("Tab")
    still.get_by_role("button", name="Use this choice").click()
    still.wait_for_url("**jurisdiction=*")
    with still.expect_download() as waited:
        still.get_by_role("link", name="Each chart as a slide").click()
    with open(waited.value.path(), "rb") as file:
        assert file.read(2) == b"PK"
