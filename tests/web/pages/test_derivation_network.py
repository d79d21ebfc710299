"""Numbers of what follows when sites fail open to the sites, their people, their hours and what they need."""

import math
from typing import Any

import pytest

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
     ("service.none?{}", 404), ("people?{}0000000", 422)],
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
