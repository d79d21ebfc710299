"""What people meet besides the pages: their language in every sentence, a lost connection, the token of a report."""

from collections.abc import Callable

from playwright.sync_api import Browser, Locator, Page, expect

Opened = Callable[..., Page]
Shot = Callable[[Page, str], None]


def test_the_sentences_of_the_day_and_the_warnings_are_in_the_language_of_the_reader(
    open_tab: Opened, axe: Callable[[Page], None], shot: Shot
) -> None:
    tab = open_tab(language="fr")
    tab.goto("/")
    expect(tab.get_by_text("fois plus probable que d’habitude").first).to_be_visible()
    tab.get_by_role("navigation", name="Pages").get_by_role("link", name="Alertes").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Alertes")
    tab.get_by_role("link", name="activité suspecte dans ses systèmes informatiques").first.click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("activité suspecte")
    expect(tab.locator("article[lang='en']")).to_contain_text("suspicious activity")  # the message itself stays
    axe(tab)
    shot(tab, "warning-fr")
    tab.goto("/cases/token")
    axe(tab)


def test_a_lost_connection_is_said_and_nothing_typed_is_lost(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site, locale="en-GB")
    tab = context.new_page()
    for address in ("**/live", "**/static/icon.svg"):
        tab.route(address, lambda route: route.abort())
    tab.goto("/cases/report")
    said, typed = tab.locator("[data-live-lost]"), tab.get_by_label("What happened")
    expect(said).to_be_visible()
    typed.fill("The lantern of the north mole turns too slowly")
    tab.get_by_label("Site", exact=True).select_option("airfield")
    send = tab.get_by_role("button", name="Send", exact=True)
    send.click()
    expect(said).to_be_in_viewport()
    expect(typed).to_have_value("The lantern of the north mole turns too slowly")
    tab.unroute_all()
    send.click()
    expect(_answered(tab)).to_be_visible()
    context.close()


def test_the_token_of_a_report_shows_how_it_goes_on_without_scripts(still: Page) -> None:
    still.goto("/cases/report")
    still.get_by_label("What happened").fill("A plank of the ferry ramp is loose, the third from the land")
    still.get_by_label("Site", exact=True).select_option("ferry")
    still.get_by_role("button", name="Send", exact=True).click()
    expect(_answered(still)).to_be_visible()
    if still.get_by_role("heading", name="Is it one of these?").count():
        still.get_by_role("button", name="Send", exact=True).click()
    token = still.locator("p.token").inner_text()
    still.get_by_role("link", name="What became of a report").click()
    still.get_by_label("Token").fill(token)
    still.get_by_role("button", name="See how it goes on").click()
    expect(still.get_by_text("not yet")).to_be_visible()
    assert token not in still.url
    still.get_by_role("button", name="Delete the contact").click()
    expect(still.get_by_role("status").filter(has_text="There was no contact")).to_be_visible()


def _answered(tab: Page) -> Locator:
    """What the service answers to a report: that it was taken in, or what may be the same."""
    taken = tab.get_by_role("heading", name="Reported", exact=True)
    return taken.or_(tab.get_by_role("heading", name="Is it one of these?"))
