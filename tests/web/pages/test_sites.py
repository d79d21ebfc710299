"""Sites: the list and its filters, one site, and the risk of what it holds."""

from typing import Any

from forestall.model.account import Role


def test_every_site_stands_in_the_list_and_its_export(town_pages: Any) -> None:
    place = town_pages.service.place
    rows = town_pages.get("/sites", form="json", table="sites").json["rows"]
    assert {row["id"] for row in rows} == {each.id for each in place.sites}
    needed = {row["id"]: row["needed_by"] for row in rows}
    supplier = place.dependencies[0].suppliers[0]
    assert needed[supplier] == len({each.site for each in place.dependencies if supplier in each.suppliers})


def test_a_filter_keeps_what_fits_and_says_when_nothing_does(town_pages: Any) -> None:
    kind = town_pages.service.place.sites[0].kind
    rows = town_pages.get("/sites", kind=kind, form="json", table="sites").json["rows"]
    assert {row["kind"] for row in rows} == {kind.replace("_", " ")}
    assert "No site fits" in town_pages.get("/sites", name="nothing of the kind").said


def test_a_site_shows_its_needs_its_risks_and_what_is_owed(town_pages: Any) -> None:
    place = town_pages.service.place
    need = place.dependencies[0]
    names = {each.id: each.name for each in place.sites}
    page = town_pages.get(f"/sites/{need.site}")
    assert page.status == 200
    assert names[need.suppliers[0]] in page.said
    assert names[need.site] in town_pages.get(f"/sites/{need.suppliers[0]}").said


def test_the_risk_of_what_a_site_holds_is_held_against_the_criteria(town_pages: Any) -> None:
    site = town_pages.service.place.releases[0].site
    page = town_pages.get(f"/sites/{site}/risk")
    assert page.status == 200
    assert "Expected deaths" in page.said
    assert len(page.html.xpath("//figure[@class='on-paper']//svg")) == 2
    without = next(each.id for each in town_pages.service.place.sites if each.id != site)
    assert town_pages.get(f"/sites/{without}/risk").status == 404


def test_a_site_that_is_not_there_or_not_ones_own_is_not_found(harbour_pages: Any) -> None:
    assert harbour_pages.get("/sites/nowhere").status == 404
    place = harbour_pages.service.place
    above = {each.parent for each in place.profile.jurisdictions}
    inside = next(each.jurisdiction for each in place.sites if each.jurisdiction not in above)
    other = next(each for each in place.sites if each.jurisdiction not in above and each.jurisdiction != inside)
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction=inside)
    assert local.get(f"/sites/{other.id}").status == 404
    assert local.get("/network", fail=next(s.id for s in place.sites if s.jurisdiction == inside)).status == 200
