"""The network's page: what follows when something fails, and what is said of a question that cannot be answered."""

from typing import Any

from forestall.model.account import Role


def test_without_a_question_it_shows_the_picture_and_the_single_points_of_failure(town_pages: Any) -> None:
    page = town_pages.get("/network")
    assert page.status == 200
    sites = town_pages.service.place.sites
    assert len(page.html.xpath("//svg[@class='network']//circle")) == len(sites)
    assert "Single points of failure" in page.said
    assert "What follows" not in page.said


def test_a_site_that_fails_by_its_name_takes_down_those_that_need_it(town_pages: Any) -> None:
    site = town_pages.service.place.dependencies[0].suppliers[0]
    name = next(each.name for each in town_pages.service.place.sites if each.id == site)
    by_name = town_pages.get("/network", add=name, hours="500")
    by_id = town_pages.get("/network", fail=site, hours="500")
    assert by_name.status == by_id.status == 200
    rows = town_pages.get("/network", fail=site, hours="500", form="json", table="down").json["rows"]
    assert rows[0]["site"] == site
    assert town_pages.service.place.dependencies[0].site in {row["site"] for row in rows}
    assert rows == town_pages.get("/network", add=name, hours="500", form="json", table="down").json["rows"]


def test_the_picture_tells_the_state_of_every_site_at_every_time(town_pages: Any) -> None:
    site = town_pages.service.place.dependencies[0].suppliers[0]
    told = town_pages.get("/network/graph.json", fail=site, hours="8").json
    states = {each["data"]["id"]: each["data"]["steps"] for each in told["elements"]["nodes"]}
    assert all(len(steps) == len(told["times"]) for steps in states.values())
    assert states[site][0] == "high"
    assert states[site][told["times"].index(24.0)] == "calm"


def test_several_sites_that_fail_are_given_an_order_of_repair(town_pages: Any) -> None:
    first, second = (each.id for each in town_pages.service.place.sites[:2])
    page = town_pages.get(f"/network?fail={first}&fail={second}&crews=1")
    assert "Order of repair" in page.said


def test_an_unknown_site_and_a_number_that_is_none_are_told_at_their_fields(town_pages: Any) -> None:
    unknown = town_pages.get("/network", add="hosptial")
    assert unknown.status == 422
    assert "expected the id of a site" in unknown.html.get_element_by_id("f-add-said").text_content()
    wrong = town_pages.get("/network", fail=town_pages.service.place.sites[0].id, hours="soon")
    assert wrong.status == 422
    assert wrong.html.get_element_by_id("f-hours").get("value") == "soon"


def test_a_local_authority_sees_its_own_sites_only(harbour_pages: Any) -> None:
    place = harbour_pages.service.place
    above = {each.parent for each in place.profile.jurisdictions}
    inside = next(each.jurisdiction for each in place.sites if each.jurisdiction not in above)
    answer = harbour_pages.as_role(Role.LOCAL, jurisdiction=inside).get("/network")
    assert answer.status == 200
    assert 0 < len(answer.html.xpath("//svg[@class='network']//circle")) < len(place.sites)
