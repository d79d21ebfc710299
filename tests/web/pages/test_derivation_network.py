"""Numbers of what follows when sites fail open to the sites, their people, their hours and what they need."""

import math
from typing import Any

import pytest

from forestall.assess.economy import Economy
from forestall.model.account import Role


def _asked(pages: Any) -> str:
    outage = pages.service.picture.shown.given.assessment.outages[0]
    return f"fail={outage.because[0] if outage.because else outage.site}&hours=48"


def _data(pages: Any, href: str) -> Any:
    found = pages.get(f"{href}&form=json")
    assert found.status == 200, (href, found.text[:200])
    return found.json["derivation"]


def test_each_opened_number_of_a_failure_is_the_shown_one_and_names_the_question(harbour_pages: Any) -> None:
    page = harbour_pages.get(f"/network?{_asked(harbour_pages)}")
    links = page.html.xpath("//main//a[starts-with(@href, '/derivation/failure/')]")
    assert len(links) > 3
    for each in links:
        opened = harbour_pages.get(each.get("href"))
        assert opened.status == 200, each.get("href")
        value = opened.html.xpath("//h2[@id='number-head']//*[@class='value']")[0].text_content()
        shown = each.xpath("string(.//*[@class='mean'])") or each.text_content()
        if "/person_hours." in each.get("href"):  # written in full in the table
            shown = None
        assert shown is None or " ".join(value.split()) == " ".join(shown.split())
        assert "What is supposed" in opened.said
        assert opened.html.xpath("//p[@class='equation']")


def _two(pages: Any) -> str:
    """The two sites that take most down, let fail for two days, with one crew to repair them."""
    points = pages.get("/network?form=json&table=points").json["rows"]
    return f"fail={points[0]['site']}&fail={points[1]['site']}&hours=48&crews=1"


def test_the_loss_is_that_of_people_without_service_and_that_of_each_sector_by_site(harbour_pages: Any) -> None:
    query = _two(harbour_pages)
    shown = harbour_pages.get(f"/network?{query}&form=json&table=sectors").json["rows"]
    people, *sectors = (whole := _data(harbour_pages, f"/derivation/failure/all/cost?{query}"))["inputs"]
    assert people["value"] + math.fsum(each["value"] for each in sectors) == pytest.approx(whole["value"])
    assert people["value"] == pytest.approx(math.prod(each["value"] for each in people["inputs"]))
    assert len(sectors) == len(shown) > 3
    for row, each in zip(shown, sectors, strict=True):
        *sites, output = each["inputs"]
        assert each["value"] == pytest.approx(row["loss"]) == pytest.approx(math.fsum(one["value"] for one in sites))
        assert output["basis"] == "stated"
        for site in sites:
            assert site["value"] == pytest.approx(math.prod(one["value"] for one in site["inputs"]))


def test_the_worst_hour_of_a_sector_is_followed_again_with_the_sites_that_are_down(harbour_pages: Any) -> None:
    query = _two(harbour_pages)
    place = harbour_pages.service.place
    economy = Economy(place)
    for row in harbour_pages.get(f"/network?{query}&form=json&table=sectors").json["rows"]:
        tree = _data(harbour_pages, f"/derivation/failure/all/sector_worst.{row['sector']}?{query}")
        hour, recovery, *short = tree["inputs"]
        assert tree["value"] == row["worst"]
        assert recovery["value"] == next(each.recovery for each in place.sectors if each.id == row["sector"])
        assert 0 < hour["value"] <= place.profile.appraisal.outage_horizon
        down = {each["where"].removeprefix("sites.csv, "): each["value"] for each in short}
        assert all(economy.site_share[[one.id for one in place.sites].index(site)].sum() == down[site] for site in down)


def test_the_table_of_hours_opens_to_the_sites_that_are_down_then(harbour_pages: Any) -> None:
    query = _two(harbour_pages)
    down = harbour_pages.get(f"/network?{query}&form=json&table=down").json["rows"]
    for row in harbour_pages.get(f"/network?{query}&form=json&table=services").json["rows"]:
        for hours in (0, 12, 72):
            tree = _data(harbour_pages, f"/derivation/failure/all/people_at.{hours}.{row['service']}?{query}")
            assert tree["value"] == row[f"after_{hours}_h"] == sum(each["value"] for each in tree["inputs"])
            assert {each["where"].removeprefix("sites.csv, ") for each in tree["inputs"]} <= {
                one["site"] for one in down
            }
    sites = _data(harbour_pages, f"/derivation/failure/all/sites_at.0?{query}")
    assert {each["quantity"] for each in sites["inputs"]} == {one["name"] for one in down if one["begun"] == 0}


def test_the_chain_to_the_failure_stands_below_when_a_site_goes_down_and_comes_back(harbour_pages: Any) -> None:
    query = _two(harbour_pages)
    rows = {each["site"]: each for each in harbour_pages.get(f"/network?{query}&form=json&table=down").json["rows"]}
    later = next(each for each in rows.values() if each["begun"] > 0)
    tree = _data(harbour_pages, f"/derivation/failure/all/begun.{later['site']}?{query}")
    assert tree["value"] == later["begun"]
    steps = [tree]
    while (below := steps[-1]["inputs"]) and below[0]["basis"] == "worked":
        steps.append(below[0])
    assert len(steps) > 1
    assert steps[-1]["value"] == 0
    assert [each["value"] for each in steps] == sorted((each["value"] for each in steps), reverse=True)
    for site, row in rows.items():
        assert _data(harbour_pages, f"/derivation/failure/all/back.{site}?{query}")["value"] == (row["back"] or "")


def test_the_order_of_repair_opens_to_the_work_of_each_site_and_the_crews(harbour_pages: Any) -> None:
    query = _two(harbour_pages)
    tree = _data(harbour_pages, f"/derivation/failure/all/repair?{query}")
    first, second = tree["inputs"]
    assert (first["value"], second["value"]) == (48, 96)
    assert [each["value"] for each in second["inputs"]] == [1, 48, 48]
    opposite = _data(harbour_pages, f"/derivation/failure/all/repair_worst?{query}")
    assert opposite["value"] >= tree["value"]


def test_what_a_site_does_alone_is_what_follows_when_it_fails_for_all_the_hours(harbour_pages: Any) -> None:
    horizon = harbour_pages.service.place.profile.appraisal.outage_horizon
    for row in harbour_pages.get("/network?form=json&table=points").json["rows"]:
        for column, quantity in (("sites", "others"), ("people", "people"), ("person_hours", "person_hours")):
            path = f"/derivation/failure/all/{quantity}?fail={row['site']}&hours={horizon:g}"
            assert _data(harbour_pages, path)["value"] == pytest.approx(row[column])


def test_person_hours_are_the_sum_over_the_sites_of_people_times_hours(harbour_pages: Any) -> None:
    query = _asked(harbour_pages)
    rows = harbour_pages.get(f"/network?{query}&form=json&table=down").json["rows"]
    total = _data(harbour_pages, f"/derivation/failure/all/person_hours?{query}")
    assert math.fsum(each["value"] for each in total["inputs"]) == pytest.approx(total["value"])
    assert total["value"] == pytest.approx(math.fsum(row["person_hours"] for row in rows))
    for row in rows:
        tree = _data(harbour_pages, f"/derivation/failure/all/person_hours.{row['site']}?{query}")
        people, hours = tree["inputs"]
        assert people["value"] * hours["value"] == tree["value"] == row["person_hours"]
        assert hours["remark"]
    assert any(part["basis"] == "supposed" for each in total["inputs"] for part in each["inputs"][1]["inputs"])
    assert any(part["basis"] == "stated" for each in total["inputs"] for part in each["inputs"][1]["inputs"])


@pytest.mark.parametrize(
    ("path", "status"),
    [("person_hours", 404), ("person_hours?fail=none", 422), ("none?{}", 404), ("person_hours.none?{}", 404),
     ("service.none?{}", 404), ("people?{}0000000", 422), ("people_at.5.hospital?{}", 404),
     ("people_at.0.none?{}", 404), ("sector.none?{}", 404), ("sector_worst.none?{}", 404),
     ("begun.none?{}", 404), ("begun?{}", 404), ("repair?{}", 404), ("repair_worst?{}", 404), ("people.all?{}", 404)],
)  # fmt: skip
def test_what_was_not_asked_or_is_no_number_of_it_is_refused(harbour_pages: Any, path: str, status: int) -> None:
    query = _asked(harbour_pages)
    assert harbour_pages.get(f"/derivation/failure/all/{path.format(query)}").status == status


def test_a_site_that_the_reader_may_not_see_cannot_be_asked_about(harbour_pages: Any) -> None:
    place = harbour_pages.service.place
    above = {each.parent for each in place.profile.jurisdictions}
    inside = next(each.jurisdiction for each in place.sites if each.jurisdiction not in above)
    outside = next(each for each in place.sites if each.jurisdiction != inside)
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction=inside)
    found = local.get(f"/derivation/failure/all/person_hours?fail={outside.id}")
    assert found.status in (404, 422)
    assert outside.name not in found.said
