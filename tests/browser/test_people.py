"""What people meet besides the pages: their language in every sentence, a lost connection, the token of a report."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from forestall.web import sign_in

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


def test_a_stream_that_was_refused_once_is_asked_for_again(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site, locale="en-GB")
    tab = context.new_page()
    tab.route("**/live", lambda route: route.fulfill(status=502, body="a proxy, while the service begins anew"))
    tab.goto("/cases/report")
    said = tab.locator("[data-live-lost]")
    expect(said).to_be_visible()
    tab.unroute_all()
    expect(said).to_be_hidden()
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


@pytest.mark.parametrize("away", [False, True], ids=["the service says so", "the service is away"])
def test_a_page_whose_session_has_ended_shows_only_what_was_typed(chromium: Browser, site: str, away: bool) -> None:
    context = chromium.new_context(base_url=site, locale="en-GB")
    tab = context.new_page()
    words = {"text": "Your session has ended.", "typed": "What you had typed", "action": "Sign in"}
    told = json.dumps({"ends": 3 if away else 3600, "idle": 3600, **words})
    begun = {"content_type": "text/event-stream", "body": f"retry: 500\n\nevent: session\ndata: {told}\n\n"}
    ended = {"content_type": "text/event-stream", "body": "event: ended\ndata:\n\n"}
    tab.route("**/live", lambda route: route.fulfill(**begun))
    with tab.expect_response("**/live"):
        tab.goto("/cases/report")
    tab.get_by_label("What happened").fill("The lantern of the north mole")
    place = tab.locator("p.place")
    expect(place).to_be_visible()
    tab.route("**/live", lambda route: route.abort() if away else route.fulfill(**ended))
    expect(tab.get_by_text("Your session has ended.")).to_be_visible()
    expect(place).to_have_count(0)
    expect(tab.get_by_label("What you had typed")).to_have_value("The lantern of the north mole")
    expect(tab.get_by_role("link")).to_have_attribute("href", "/sign-in?next=%2Fcases%2Freport")
    assert tab.title() == "Sign in"
    context.close()


def test_the_secret_of_a_link_is_never_sent_in_an_address(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site)
    tab = context.new_page()
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url))
    page = bytes(sign_in.link_page().body).decode()
    tab.route("**/sign-in/link", lambda route: route.fulfill(content_type="text/html", body=page))
    tab.goto("/sign-in/link#m10EnA8ys6h-HW7EVG5Z")
    expect(tab.get_by_label("What stands behind #")).to_have_value("m10EnA8ys6h-HW7EVG5Z")
    assert tab.url.endswith("/sign-in/link")
    assert [each for each in sent if "m10EnA8ys6h" in each] == []
    context.close()


def _answered(tab: Page) -> Locator:
    """What the service answers to a report: that it was taken in, or what may be the same."""
    taken = tab.get_by_role("heading", name="Reported", exact=True)
    return taken.or_(tab.get_by_role("heading", name="Is it one of these?"))
