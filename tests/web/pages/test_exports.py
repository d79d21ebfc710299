"""Tables as files: each table has them, what a link offers is there, and nothing leaves that rests on TLP:RED."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from forestall.guard.label import ORDER
from forestall.guard.sharing import finding_label
from forestall.model.account import Role
from forestall.model.label import Label
from forestall.pipeline.risk_labels import risk_labels

_PATHS = (
    "/",
    "/sites",
    "/sites/chlorine-terminal",
    "/sites/chlorine-terminal/risk",
    "/register",
    "/register/heatwave",
    "/register/terminal-intrusion",
    "/plan",
    "/plan?budget=6000000",
    "/plan?one=now&other=nothing",
    "/network?fail=grid-control",
    "/obligations?state=all",
    "/queue?state=all",
    "/sources",
    "/alerts",
    "/causes",
    "/cases",
    "/map",
    "/map/what-if?substance=chlorine&tonnes=40&site=chlorine-terminal&way=all",
)
_NOT_TAKEN = {
    "matrix": "a way into the list, whose columns `likelihood` and `impact` say the same",
    "rows ladder": "the front says for each plan which measures join and leave",
    "rows beside": "figures of two plans that stand on the page; the measures of both have their files",
    "compared": "an answer to a question of the moment, of which nothing is kept",
}
"""Tables without files, by their class, and why."""
_TITLES = {
    "What was said of it, and what came": "what an earlier pass said of the risk, as words",
    "By month": "a calendar of the list of obligations, which has its files",
}
"""The same by their names."""


@pytest.fixture(scope="module")
def pages_of_harbour(harbour_of_pages: Any) -> dict[str, Any]:
    """Each page once, as whoever is at the machine sees it."""
    found = {each: harbour_of_pages.get(each) for each in _PATHS}
    assert {each.status for each in found.values()} == {200}, {name: each.status for name, each in found.items()}
    return found


def _labels(pages: Any) -> dict[str, Label]:
    given = pages.service.picture.shown.given
    known = {each.id: Label(each.label.removeprefix("TLP:")) for each in given.place.sources}
    return risk_labels(given.place, given.detection.findings, lambda name: known.get(name, Label.RED))


def _links(page: Any, form: str = "json") -> list[str]:
    return [each for each in page.html.xpath("//p[@class='exports']/a[@download]/@href") if f"form={form}" in each]


def test_every_table_of_a_page_has_its_files_or_says_why_not(pages_of_harbour: dict[str, Any]) -> None:
    bare = []
    for path, page in pages_of_harbour.items():
        for table in page.html.xpath("//main//table"):
            around = table.xpath("ancestor::*[.//p[contains(@class, 'exports')]][1]")
            named = "".join(table.xpath("caption/text() | ancestor::*[@aria-label][1]/@aria-label"))
            outside = not around or around[0].tag == "main"
            if outside and table.get("class", "") not in _NOT_TAKEN and not any(each in named for each in _TITLES):
                bare.append((path, table.get("class"), " ".join(table.text_content().split())[:60]))
    assert bare == []


def test_every_file_that_is_offered_is_there_and_says_what_stayed_behind(
    harbour_of_pages: Any, pages_of_harbour: dict[str, Any]
) -> None:
    seen: dict[str, tuple[int, int]] = {}
    for page in pages_of_harbour.values():
        for link in _links(page):
            file = harbour_of_pages.get(link)
            assert file.status == 200, (link, file.text[:200])
            left = int(file.headers.get("forestall-left-out", "0"))
            seen[link] = len(file.json["rows"]), left
            assert not left or file.json["without"] == ["TLP:RED"], link
            assert file.headers.get("forestall-left-out", "") not in file.json, link
    nothing = [each for each, (rows, left) in seen.items() if left and not rows]
    assert nothing == [], "a link is offered to what may not leave at all"
    assert any(left for _, left in seen.values())
    assert {parse_qs(urlsplit(each).query)["table"][0] for each in seen} >= {"risks", "swings", "needs", "fn", "chosen"}


def test_a_file_has_the_risks_that_may_leave_and_no_other(harbour_pages: Any) -> None:
    labels = _labels(harbour_pages)
    red = {each for each, label in labels.items() if label is Label.RED}
    file = harbour_pages.get("/register", form="json", table="risks")
    rows = {each["scenario"] for each in file.json["rows"]}
    shown = {each.scenario for each in harbour_pages.service.picture.shown.given.assessment.risks}
    assert red
    assert rows == shown - red
    assert int(file.headers["forestall-left-out"]) == len(red)
    assert [each["rank"] for each in file.json["rows"]] == list(range(1, len(rows) + 1))  # tells of no gap
    assert all(each not in file.text for each in red)


@pytest.mark.parametrize("table", ["front", "gaps", "kinds", "turns"])
def test_what_rests_on_all_risks_offers_no_file_and_gives_an_empty_one(harbour_pages: Any, table: str) -> None:
    page = harbour_pages.get("/plan")
    assert not [each for each in _links(page) if f"table={table}" in each]
    assert "Nothing of this may be taken away: it rests on sources labelled TLP:RED." in page.said
    file = harbour_pages.get("/plan", form="json", table=table)
    assert (file.status, file.json["rows"], file.json["without"]) == (200, [], ["TLP:RED"])
    lines = harbour_pages.get("/plan", form="csv", table=table)
    assert (lines.status, len(lines.text.splitlines()), lines.headers["forestall-without"]) == (200, 1, "TLP:RED")


def test_no_page_says_that_there_is_nothing_because_it_may_not_leave(harbour_pages: Any) -> None:
    for path, table in (
        ("/register/terminal-intrusion", "history"),
        ("/register/terminal-intrusion", "swings"),
        ("/plan?budget=6000000", "changes"),
        ("/plan?one=now&other=nothing", "sides"),
        ("/register", "tails"),
    ):
        mark = "&" if "?" in path else "?"
        file = harbour_pages.get(f"{path}{mark}form=json&table={table}")
        assert (file.status, file.json["rows"]) == (200, []), path
        assert int(file.headers["forestall-left-out"]) > 0, path
    assert harbour_pages.get("/register/no-such-risk", form="json", table="history").status == 404
    assert harbour_pages.get("/register", form="json", table="nothing").status == 422


def test_a_measure_in_a_file_has_no_number_that_rests_on_all_risks(harbour_pages: Any) -> None:
    rows = harbour_pages.get("/plan", form="json", table="chosen").json["rows"]
    plan = harbour_pages.service.picture.shown.given.plan
    assert {each["id"] for each in rows} == {each.measure for each in plan.choices if each.chosen}
    assert {(each["benefit"], each["ratio"], each["why"]) for each in rows} == {(None, None, "")}
    assert [each["id"] for each in rows] == sorted(each["id"] for each in rows)
    assert harbour_pages.get(f"/derivation/measure/{rows[0]['id']}/benefit", form="json").status == 403


def test_a_reader_below_red_sees_the_risks_that_rest_on_nothing_red(harbour_pages: Any) -> None:
    analyst = harbour_pages.as_role(Role.ANALYST, clearance=Label.AMBER_STRICT)
    labels = _labels(harbour_pages)
    page = analyst.get("/register", **{"risks.sort": "rank"})
    shown = {each.removeprefix("/register/") for each in page.html.xpath("//div[@id='risks']//tbody//th/a/@href")}
    assert shown == {each for each, label in labels.items() if label is not Label.RED}
    assert analyst.get("/register/terminal-intrusion").status == 404
    assert analyst.get("/register/heatwave").status == 200


def test_no_risk_is_labelled_below_a_finding_that_moves_it(harbour_pages: Any) -> None:
    given = harbour_pages.service.picture.shown.given
    labels = _labels(harbour_pages)
    sources = {each.id: Label(each.label.removeprefix("TLP:")) for each in given.place.sources}
    titles = {each.title: each for each in given.detection.findings}
    moved = 0
    for risk in given.assessment.risks:
        for driver in risk.drivers:
            if driver.kind == "finding":
                one = titles[driver.what]
                own = finding_label(one.kind, sources[one.source])
                assert ORDER.index(labels[risk.scenario]) >= ORDER.index(own), (risk.scenario, driver.what)
                moved += 1
    assert moved
