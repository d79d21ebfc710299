"""The pages of the obligations: a second person judges; what people did since the pass shows at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from forestall.model.account import Role
from forestall.model.words import ObligationState
from forestall.outlook.pages.table import Wish, view
from forestall.web.pages.obligations_view import COLUMNS, Asked, as_now, fits, rolled_up


def owed(pages: Any) -> str:
    """An obligation that evidence can be sent for."""
    rows = pages.get("/obligations", form="json", state="all").json["rows"]
    return min(str(each["id"]) for each in rows if "duty:" in each["origin"] and each["state"] != "done")


def sent(pages: Any, name: str, title: str) -> str:
    """Send evidence; gives its id."""
    files = {"file": ("report.txt", b"seen and done", "text/plain")}
    typed = {"title": title, "effective": "2026-03-01"}
    answer = pages._sent("POST", f"/obligations/{name}/evidence", data=typed, files=files)
    assert answer.status == 303, answer.text[-800:]
    page = pages.get(f"/obligations/{name}").html
    return str(page.xpath(f"//li[h3='{title}']//a[contains(@href, '/file')]/@href")[0]).split("/")[-2]


def test_somebody_else_judges_evidence_and_opens_it_again_later(town_pages: Any) -> None:
    one = town_pages.as_role(Role.OPERATOR, account="one")
    two = town_pages.as_role(Role.DIRECTOR, account="two")
    name = owed(one)
    evidence = sent(one, name, "Report 1")
    assert "evidence waits for a verdict" in one.get("/obligations", state="all", q=name).said
    assert two.post(f"/obligations/{name}/evidence/{evidence}/accept", reason="complete").status == 303
    assert "Nothing fits" not in one.get("/obligations", state="done", q=name).said
    assert two.post(f"/obligations/{name}/evidence/{evidence}/refuse", reason="a page is missing").status == 303
    page = one.get(f"/obligations/{name}").said
    assert "a page is missing" in page
    assert (
        "done" not in one.get("/obligations", state="done", q=name).said.partition("Clear")[2].partition("By auth")[0]
    )


def test_nobody_judges_their_own_evidence_nor_is_offered_to(town_pages: Any) -> None:
    one = town_pages.as_role(Role.OPERATOR, account="one")
    name = owed(one)
    evidence = sent(one, name, "Report 2")
    assert not one.get(f"/obligations/{name}").html.xpath(f"//form[contains(@action, '{evidence}')]")
    refused = one.post(f"/obligations/{name}/evidence/{evidence}/accept", reason="mine is fine")
    assert refused.status == 403
    assert "nobody judges their own evidence" in refused.text


def test_two_who_judge_at_once_see_each_other_s_reason(town_pages: Any) -> None:
    one, two, three = (town_pages.as_role(Role.DIRECTOR, account=each) for each in ("one", "two", "three"))
    name = owed(one)
    evidence = sent(one, name, "Report 3")
    form = three.get(f"/obligations/{name}").html.xpath("//form[contains(@action, 'accept')]")[0]
    seen = form.xpath("input[@name='_seen']/@value")[0]
    assert two.post(f"/obligations/{name}/evidence/{evidence}/accept", reason="complete").status == 303
    late = three.post(f"/obligations/{name}/evidence/{evidence}/refuse", reason="no stamp", _seen=seen)
    assert late.status == 409
    assert "no stamp" in late.said
    assert "complete" in late.said
    fresh = late.html.find_class("conflict")[0].xpath(".//input[@name='_seen']/@value")[0]
    saved = three.post(f"/obligations/{name}/evidence/{evidence}/refuse", reason="no stamp", _seen=fresh)
    assert saved.status == 303


def test_a_wrong_day_comes_back_with_what_was_typed(town_pages: Any) -> None:
    name = owed(town_pages)
    files = {"file": ("report.txt", b"seen and done", "text/plain")}
    typed = {"title": "Report <9>", "effective": "soon"}
    answer = town_pages._sent("POST", f"/obligations/{name}/evidence", data=typed, files=files)
    assert answer.status == 422
    assert answer.html.xpath("//input[@name='title']/@value") == ["Report <9>"]
    assert answer.html.xpath("//input[@name='effective']/@aria-invalid") == ["true"]


def test_who_has_nothing_to_do_with_an_authority_sees_none_of_its_obligations(town_pages: Any) -> None:
    name = owed(town_pages)
    visitor = town_pages.as_role()
    assert visitor.get("/obligations").status == 401
    assert visitor.get(f"/obligations/{name}").status == 401
    assert (
        town_pages.as_role(Role.AUDITOR).post(f"/obligations/{name}/evidence", title="x", effective="y").status == 403
    )


def test_20000_obligations_are_looked_through_sorted_and_rolled_up(town_pages: Any) -> None:
    given = town_pages.service.picture.shown.given
    assert given is not None
    first = given.obligations[0]
    many = tuple(
        replace(
            first,
            id=f"obligation-{n:05}",
            title=f"Inspect thing {n}",
            due=first.due + timedelta(hours=n),
            state=tuple(ObligationState)[n % 4],
        )
        for n in range(20_000)
    )
    rows = as_now(replace(given, obligations=many), ())
    lines = rolled_up(given.place, rows)
    assert max(line.overdue for line in lines) == 5_000
    where = fits(given.place, Asked("overdue", "", "thing 19 inspect"), frozenset())
    table = view("obligations", rows, COLUMNS, Wish("-state"), lambda row: row.owed.id, where)
    assert table.total == sum("19" in each.title and each.state is ObligationState.OVERDUE for each in many)
