"""The network in the browser: something is let fail, the hours are moved, a site is mended again."""

from playwright.sync_api import Page, expect


def test_a_site_is_let_fail_by_its_name_and_what_follows_is_told(tab: Page) -> None:
    tab.goto("/network")
    tab.get_by_label("Site that fails").fill("Region grid control room")
    tab.get_by_label("Hours of repair").fill("200")
    tab.get_by_role("button", name="Follow").click()
    expect(tab.get_by_role("heading", name="What follows")).to_be_visible()
    expect(tab.locator("#down tbody tr").first).to_contain_text("Region grid control room")
    expect(tab.get_by_role("list", name="Sites that fail")).to_contain_text("Region grid control room")


def test_moving_the_hours_shows_the_failure_spread_on_the_picture(tab: Page) -> None:
    tab.goto("/network?fail=grid-control&hours=300")
    slider = tab.get_by_role("slider")
    host = tab.locator(".graph-host.is-drawn")
    expect(host).to_be_visible()
    down = "host => host.graph.nodes('[level = \"high\"]').length"
    expect(slider).to_have_value("0")
    tab.wait_for_function("() => document.querySelector('.graph-host').graph.nodes('[level = \"high\"]').length === 1")
    slider.focus()
    for _ in range(9):
        tab.keyboard.press("ArrowRight")
    expect(tab.locator("#hour-said")).to_have_text("120")
    assert host.evaluate(down) > 100


def test_a_click_on_a_site_lets_it_fail_and_another_mends_it(tab: Page) -> None:
    tab.goto("/network")
    host = tab.locator(".graph-host.is-drawn")
    expect(host).to_be_visible()
    host.evaluate("host => host.graph.getElementById('airfield').emit('tap')")
    tab.wait_for_url("**/network?fail=airfield")
    expect(tab.get_by_role("list", name="Sites that fail")).to_contain_text("Eskermoor airfield")
    tab.get_by_role("link", name="Take Eskermoor airfield out").click()
    expect(tab.get_by_role("heading", name="What follows")).to_have_count(0)


def test_single_points_lead_to_what_follows_from_them_without_scripts(still: Page) -> None:
    still.goto("/network")
    still.locator("#points tbody tr").first.get_by_role("link", name="let it fail").click()
    expect(still.get_by_role("heading", name="What follows")).to_be_visible()
    expect(still.locator("svg.network circle.is-high").first).to_be_visible()


def test_of_several_damaged_sites_the_order_of_repair_is_told_with_what_the_opposite_would_cost(tab: Page) -> None:
    tab.goto("/network?fail=grid-control&fail=airfield&hours=48&crews=1")
    expect(tab.get_by_role("heading", name="Order of repair that brings most back soonest")).to_be_visible()
    steps = tab.locator("ol.numbered li")
    expect(steps).to_have_count(2)
    expect(steps.first).to_contain_text("Region grid control room")
    expect(tab.get_by_text("in the opposite order")).to_be_visible()
