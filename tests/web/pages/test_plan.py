"""The plan's page: what it says, other budgets, two plans side by side, and deciding on one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forestall.model.account import Role
from forestall.pipeline import adopting
from forestall.place.template import write_town


@pytest.fixture(scope="module")
def own_town(tmp_path_factory: pytest.TempPathFactory, opened_pages: Any) -> Iterator[Any]:
    """A small town of this module's own: here plans are adopted."""
    folder: Path = tmp_path_factory.mktemp("town-of-plans")
    write_town(folder / "town")
    with opened_pages(folder / "town", folder) as found:
        yield found


def _seen(page: Any) -> str:
    return str(page.html.xpath("//input[@name='_seen']")[0].get("value"))


def _adopt(pages: Any, reason: str, path: str = "/plan/adopt") -> Any:
    return pages.post(path, _seen=_seen(pages.get(path)), reason=reason)


def test_it_says_what_was_chosen_and_why_and_how_each_measure_holds(town_pages: Any) -> None:
    plan = town_pages.service.picture.shown.given.plan
    page = town_pages.get("/plan")
    assert page.status == 200
    chosen = [each for each in plan.choices if each.chosen]
    assert len(page.html.xpath("//*[@id='chosen']//tbody/tr")) == len(chosen)
    assert all(each.title in page.said and each.why in page.said for each in chosen)
    assert "in every future" in page.said


def test_the_front_is_exported_with_the_band_of_what_each_plan_takes_away(town_pages: Any) -> None:
    rows = town_pages.get("/plan", form="json", table="front").json["rows"]
    assert [row["cost"] for row in rows] == sorted(row["cost"] for row in rows)
    assert all(row["low"] <= row["high"] for row in rows)
    costly = rows[-1]
    assert costly["low"] < costly["taken"] < costly["high"]
    assert len(town_pages.get("/plan").html.xpath("//svg[@class='front']//circle")) == len(rows)


def test_another_budget_is_worked_out_and_told_against_the_plan_of_the_pass(town_pages: Any) -> None:
    plan = town_pages.service.picture.shown.given.plan
    rows = town_pages.get("/plan", budget="0", form="json", table="changes").json["rows"]
    assert {row["change"] for row in rows if row["cost"]} == {"leaves"}
    assert {row["id"] for row in rows} >= {each.measure for each in plan.choices if each.chosen and each.cost}
    more = town_pages.get("/plan", budget=str(2 * plan.budget))
    assert more.status == 200
    assert "more than the plan of this pass" in more.said or "as the plan of this pass" in more.said


def test_the_script_is_given_only_the_part_that_it_puts_in_place(town_pages: Any) -> None:
    town_pages.headers["HX-Request"] = "true"
    part = town_pages.get("/plan", budget="0")
    assert part.status == 200
    assert not part.html.xpath("//head/link")
    assert part.html.get_element_by_id("answer").xpath(".//*[@id='changes']")


def test_an_amount_between_two_steps_is_taken_to_the_nearest(town_pages: Any) -> None:
    slide = town_pages.get("/plan").html.get_element_by_id("slide")
    step = int(slide.get("step"))
    near = town_pages.get("/plan", budget=str(2 * step + step // 10)).html.get_element_by_id("f-budget")
    assert near.get("value") == str(2 * step)


@pytest.mark.parametrize("typed", ["soon", "-5", "nan", "inf", "1e30"])
def test_a_budget_that_is_none_is_told_at_its_field_and_stays_there(town_pages: Any, typed: str) -> None:
    page = town_pages.get("/plan", budget=typed)
    assert page.status == 422
    assert "expected an amount" in page.html.get_element_by_id("f-budget-said").text_content()
    assert page.html.get_element_by_id("f-budget").get("value") == typed


def test_two_plans_meet_the_same_futures_and_nothing_is_never_better(town_pages: Any) -> None:
    page = town_pages.get("/plan", one="now", other="nothing")
    cells = [
        [cell.text_content().strip() for cell in row.xpath("./td")]
        for row in page.html.xpath("//table[contains(@class, 'beside')]/tbody/tr")
    ]
    assert cells[0][1] == "0"
    better = [int(each.split()[0]) for each in cells[7]]
    assert better[0] > better[1]
    strips = page.html.xpath("//svg[@class='strip']")
    assert [len(each.xpath(".//circle")) for each in strips] == [20, 20]


def test_the_same_plan_twice_is_no_better_than_itself(town_pages: Any) -> None:
    rows = town_pages.get("/plan", one="now", other="now", form="json", table="sides").json["rows"]
    assert {row["change"] for row in rows} == {"stays"}


def test_a_plan_that_there_is_not_is_told(town_pages: Any) -> None:
    page = town_pages.get("/plan", one="yesterday", other="now")
    assert page.status == 422
    assert "expected now, adopted, nothing or a budget" in page.html.get_element_by_id("f-one-said").text_content()


def test_the_six_kinds_are_told_with_the_cheapest_way_to_close_each(harbour_pages: Any) -> None:
    plan = harbour_pages.service.picture.shown.given.plan
    page = harbour_pages.get("/plan")
    rows = page.html.xpath("//section[@aria-labelledby='kinds-head']//tbody/tr")
    assert len(rows) == 6
    words = harbour_pages.service.picture.shown.given.words
    assert plan.closing
    assert all(" ".join(words.money(each.cost).split()) in page.said for each in plan.closing)


def test_a_local_authority_sees_its_own_measures_without_sums(harbour_pages: Any) -> None:
    place = harbour_pages.service.place
    measure = place.measures[0]
    page = harbour_pages.as_role(Role.LOCAL, jurisdiction=measure.jurisdiction).get("/plan", budget="6000000")
    assert page.status == 200
    assert "Sums, futures and other budgets are of the whole place" in page.said
    assert not page.html.xpath("//*[@id='slide'] | //a[starts-with(@href, '/plan/adopt')]")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR, Role.AUDITOR, Role.LOCAL])
def test_only_a_director_adopts(town_pages: Any, role: Role) -> None:
    pages = town_pages.as_role(role)
    assert not pages.get("/plan").html.xpath("//a[starts-with(@href, '/plan/adopt')]")
    assert pages.get("/plan/adopt").status == 403
    assert pages.post("/plan/adopt", reason="because").status == 403
    assert adopting.in_force(town_pages.service.office) is None


def test_a_director_of_one_authority_does_not_adopt_for_the_place(town_pages: Any) -> None:
    inside = town_pages.service.place.sites[0].jurisdiction
    above = {each.id for each in town_pages.service.place.profile.jurisdictions if each.parent is None}
    if inside in above:
        inside = next(each.id for each in town_pages.service.place.profile.jurisdictions if each.parent is not None)
    assert town_pages.as_role(Role.DIRECTOR, jurisdiction=inside).post("/plan/adopt", reason="x").status == 403


def test_adopting_needs_a_fresh_proof(town_pages: Any) -> None:
    director = town_pages.as_role(Role.DIRECTOR, fresh=False)
    assert director.get("/plan").html.xpath("//a[@href='/plan/adopt']")
    asked = director.get("/plan/adopt")
    assert (asked.status, asked.headers["location"]) == (303, "/proof?after=/plan/adopt")
    assert director.post("/plan/adopt", reason="because").status == 403


def test_a_plan_is_adopted_with_a_reason_and_the_ledger_says_so(own_town: Any) -> None:
    director = own_town.as_role(Role.DIRECTOR, account="director-1")
    empty = _adopt(director, "  ")
    assert empty.status == 422
    assert "expected a sentence" in empty.said
    done = _adopt(director, "Most for the money of the year.")
    assert (done.status, done.headers["location"]) == (303, "/plan")
    found = adopting.in_force(own_town.service.office)
    given = own_town.service.picture.shown.given
    assert found is not None
    assert (found.by, found.reason) == ("director-1", "Most for the money of the year.")
    assert found.plan == adopting.digest(given.plan)
    page = director.get("/plan")
    assert "as the plan of this pass" in page.said
    assert "Most for the money of the year." in page.said
    entry = own_town.get(f"/ledger/{found.entry}")
    assert found.plan in entry.text
    assert found.evidence in entry.text


def test_who_comes_second_sees_both_and_loses_nothing(own_town: Any) -> None:
    one, two = (own_town.as_role(Role.DIRECTOR, account=each) for each in ("director-1", "director-2"))
    seen = _seen(two.get("/plan/adopt/0"))
    assert _adopt(one, "First.").status == 303
    met = two.post("/plan/adopt/0", _seen=seen, reason="Second.")
    assert met.status == 409
    box = met.html.xpath("//section[contains(@class, 'conflict')]")[0]
    assert box.xpath(".//textarea[@name='reason']")[0].text.strip() == "Second."
    assert "First." in box.text_content()
    mine = two.post("/plan/adopt/0", _seen=_seen(met), reason="Second.")
    assert mine.status == 303
    found = adopting.in_force(own_town.service.office)
    assert found is not None
    assert (found.by, found.budget) == ("director-2", 0.0)
    assert "Joins:" in one.get("/plan").said


def test_an_adopted_plan_can_be_compared_with_todays_numbers(own_town: Any) -> None:
    director = own_town.as_role(Role.DIRECTOR, account="director-3")
    assert _adopt(director, "For the record.").status == 303
    found = director.get("/plan", one="adopted", other="now")
    assert found.status == 200
    assert "The adopted plan" in found.said
    rows = director.get("/plan", one="adopted", other="now", form="json", table="sides").json["rows"]
    assert {row["change"] for row in rows} == {"stays"}


def test_a_form_that_shows_another_plan_than_there_is_now_is_not_adopted(own_town: Any) -> None:
    director = own_town.as_role(Role.DIRECTOR, account="director-4")
    before = adopting.in_force(own_town.service.office)
    in_force = _seen(director.get("/plan/adopt")).partition(".")[0]
    met = director.post("/plan/adopt", _seen=f"{in_force}.{'0' * 64}", reason="Kept.")
    assert met.status == 409
    assert met.html.get_element_by_id("f-reason").text.strip() == "Kept."
    assert adopting.in_force(own_town.service.office) == before


def test_a_form_that_says_not_what_it_saw_adopts_nothing(town_pages: Any) -> None:
    assert town_pages.post("/plan/adopt", reason="because").status == 409


def test_a_measure_is_left_out_and_the_page_says_what_takes_its_place(town_pages: Any) -> None:
    plan = town_pages.service.picture.shown.given.plan
    name = next(each.measure for each in plan.choices if each.chosen)
    page = town_pages.get("/plan", leave=name)
    assert page.status == 200
    rows = town_pages.get("/plan", leave=name, form="json", table="changes").json["rows"]
    assert {row["id"]: row["change"] for row in rows}[name] == "leaves"
    assert page.html.xpath(f"//input[@name='leave'][@value='{name}'][@checked]")
    adopt = page.html.xpath("//div[@id='answer']//a[contains(@href, '/plan/adopt/')]/@href")
    assert adopt
    assert adopt[0].endswith(f"?leave={name}")


def test_what_cannot_be_is_told_at_the_budget(town_pages: Any) -> None:
    plan = town_pages.service.picture.shown.given.plan
    dear = max(plan.choices, key=lambda each: each.cost)
    page = town_pages.get("/plan", budget="0", must=dear.measure)
    assert page.status == 422
    assert page.html.get_element_by_id("f-budget-said").text_content().strip()
    assert town_pages.get("/plan", leave="no-such-measure").status == 422


def test_a_plan_without_a_measure_is_compared_with_that_of_the_pass(town_pages: Any) -> None:
    plan = town_pages.service.picture.shown.given.plan
    choice = next(each for each in plan.choices if each.chosen)
    other = f"{round(plan.budget)}~-{choice.measure}"
    page = town_pages.get("/plan", one="now", other=other)
    assert page.status == 200
    assert f"without {choice.title}" in page.said
    rows = town_pages.get("/plan", one="now", other=other, form="json", table="sides").json["rows"]
    assert {row["id"]: row["change"] for row in rows}[choice.measure] == "leaves"
    assert town_pages.get("/plan", one="now", other="12~oops").status == 422


def test_a_director_adopts_a_plan_without_a_measure(own_town: Any) -> None:
    director = own_town.as_role(Role.DIRECTOR, account="director-5")
    plan = own_town.service.picture.shown.given.plan
    name = next(each.measure for each in plan.choices if each.chosen)
    path = f"/plan/adopt/{round(plan.budget)}?leave={name}"
    assert _adopt(director, "Without it for now.", path).status == 303
    found = adopting.in_force(own_town.service.office)
    assert found is not None
    assert name not in found.measures


def test_a_director_takes_a_measure_out_of_the_adopted_plan(own_town: Any) -> None:
    director = own_town.as_role(Role.DIRECTOR, account="director-6")
    assert _adopt(director, "All of it.").status == 303
    whole = adopting.in_force(own_town.service.office)
    assert whole is not None
    name = min(whole.measures)
    link = f"/plan/withdraw/{name}"
    assert director.get("/plan").html.xpath(f"//a[@href='{link}']")
    form = director.get(link)
    assert whole.measures[name] in form.said
    assert director.post(link, _seen=_seen(form), reason=" ").status == 422
    done = director.post(link, _seen=_seen(form), reason="No land can be had.")
    assert (done.status, done.headers["location"]) == (303, "/plan#adopted")
    found = adopting.in_force(own_town.service.office)
    assert found is not None
    assert name in found.withdrawn
    assert name not in found.measures
    assert found.cost < whole.cost
    assert found.after > whole.after
    page = director.get("/plan")
    assert "Taken out" in page.said
    assert "Joins:" in page.said
    assert director.get(link).status == 404
    late = director.post(link.replace(name, next(iter(found.measures), name)), _seen=_seen(form), reason="Late.")
    assert late.status in (404, 409)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR, Role.AUDITOR, Role.LOCAL])
def test_only_a_director_takes_a_measure_out(own_town: Any, role: Role) -> None:
    pages = own_town.as_role(role)
    assert pages.get("/plan/withdraw/anything").status == 403
    assert pages.post("/plan/withdraw/anything", reason="x").status == 403
    assert not pages.get("/plan").html.xpath("//a[starts-with(@href, '/plan/withdraw')]")
