"""Every number of the ranked pages opens to its derivation, or is a count that leads to what was counted."""

from collections.abc import Sequence
from typing import Any

import pytest

from forestall.model.account import Role
from forestall.outlook.pages.plan import FRONT_COLUMNS, GAP_COLUMNS, MEASURE_COLUMNS
from forestall.outlook.pages.register import COLUMNS as REGISTER
from forestall.outlook.pages.register import POINTS
from forestall.outlook.pages.sites import COLUMNS as SITES
from forestall.outlook.pages.table import Column, Kind
from forestall.web.pages.obligations_view import COLUMNS as OBLIGATIONS

LINKED = (Kind.NUMBER, Kind.SHARE, Kind.MONEY, Kind.AGE)
"""Kinds of columns that hold what was worked out; a count leads to its rows or is their place."""
NOTHING = {"no data", "–", "", "loss"}
OWN = {("points", "loss")}
"""Columns that only name the row: the level of a point."""
TABLES: tuple[tuple[str, str, Sequence[Column[Any]]], ...] = (
    ("/register", "risks", REGISTER),
    ("/register", "points", POINTS),
    ("/plan", "chosen", MEASURE_COLUMNS),
    ("/plan", "others", MEASURE_COLUMNS),
    ("/plan", "front", FRONT_COLUMNS),
    ("/plan", "gaps", GAP_COLUMNS),
    ("/sites", "sites", SITES),
    ("/obligations", "obligations", OBLIGATIONS),
)


def _cells(page: Any, key: str, columns: Sequence[Column[Any]]) -> list[tuple[str, Any]]:
    """Cells of the columns that are worked out, with the names of these."""
    shown = [each for each in columns if not each.hidden]
    found = []
    for row in page.html.xpath(f"//*[@id='{key}']//tbody/tr"):
        cells = row.xpath("./td | ./th")
        assert len(cells) == len(shown), (key, len(cells))
        found += [
            (each.key, cell)
            for each, cell in zip(shown, cells, strict=True)
            if each.kind in LINKED and (key, each.key) not in OWN
        ]
    return found


@pytest.mark.parametrize(("path", "key", "columns"), TABLES)
def test_every_cell_that_was_worked_out_opens_to_how(
    harbour_pages: Any, path: str, key: str, columns: Sequence[Column[Any]]
) -> None:
    page = harbour_pages.get(path)
    cells = _cells(page, key, columns)
    assert cells, (path, key)
    for name, cell in cells:
        if " ".join(cell.text_content().split()) not in NOTHING:
            assert cell.xpath(".//a[starts-with(@href, '/derivation/')]"), (path, key, name, cell.text_content())


@pytest.mark.parametrize("path", ["/", "/plan", "/obligations", "/sites/{site}", "/register/{risk}"])
def test_every_tile_with_a_number_opens_to_how_or_to_what_was_counted(harbour_pages: Any, path: str) -> None:
    given = harbour_pages.service.picture.shown.given
    path = path.replace("{site}", given.assessment.outages[0].site)
    path = path.replace("{risk}", given.assessment.risks[0].scenario)
    _check_tiles(harbour_pages.get(path), path)


def _check_tiles(page: Any, path: str) -> None:
    tiles = page.html.xpath("//*[contains(concat(' ', @class, ' '), ' tile ')][.//*[@class='big']]")
    assert tiles
    for tile in tiles:
        assert tile.xpath(".//a[@href]"), (path, tile.text_content())


def _links(page: Any) -> list[str]:
    return sorted(set(page.html.xpath("//main//a[starts-with(@href, '/derivation/')]/@href")))


@pytest.mark.parametrize("path", ["/", "/register?group=all&scale=deaths", "/plan", "/obligations", "/sites"])
def test_every_link_to_a_derivation_leads_to_one_with_an_equation_or_a_file(harbour_pages: Any, path: str) -> None:
    links = _links(harbour_pages.get(path))
    assert len(links) > 10
    kinds: dict[str, list[str]] = {}
    for each in links:
        kind, quantity = each.split("/")[2], each.rpartition("/")[2].rpartition(".")[2]
        kinds.setdefault(f"{kind} {quantity}", []).append(each)
    for some in kinds.values():
        for each in {some[0], some[-1]}:
            page = harbour_pages.get(each)
            assert page.status == 200, each
            assert page.html.xpath("//p[@class='equation'] | //dl"), each


def _settled(pages: Any) -> str:
    """A case with a cause that was closed by two accounts and came back; gives its id."""
    one, two = (pages.as_role(Role.OPERATOR, account=each) for each in ("one", "two"))
    where = pages.service.place.profile.jurisdictions[0].id
    told = one.post(
        "/cases/report", type="complaint", text="Ice on the mill bridge", jurisdiction=where, looked="yes", harm="2"
    )
    case = str(told.html.xpath("//a[starts-with(@href, '/cases/case-')]/@href")[0]).rpartition("/")[2]
    assert one.post(f"/cases/{case}/cause", title="No grit is kept at the bridge").status == 303
    assert one.post(f"/cases/{case}/answer", outcome="Gritted", evidence="0" * 64).status == 303
    assert two.post(f"/cases/{case}/confirm").status == 303
    assert two.post(f"/cases/{case}/reopen", reason="Ice again").status == 303
    return case


def test_the_numbers_of_cases_and_causes_open_too(town_pages: Any) -> None:
    case = _settled(town_pages)
    _check_tiles(town_pages.get("/cases"), "/cases")
    for path, key in (("/cases?state=", "cases"), ("/causes", "causes"), (f"/cases/{case}", "content")):
        page = town_pages.get(path)
        cells = page.html.xpath(f"//*[@id='{key}']//tbody//td[@class='n'] | //*[@id='{key}']//dd/a[@class='figure']/..")
        assert cells, path
        for cell in cells:
            said = " ".join(cell.text_content().split())
            assert said in NOTHING or cell.xpath(".//a[starts-with(@href, '/derivation/ca')]"), (path, said)
        for each in _links(page):
            opened = town_pages.get(each)
            assert opened.status == 200, each
            assert opened.html.xpath("//p[@class='equation']"), each


def test_a_return_rate_is_returns_over_closings_down_to_the_cases(town_pages: Any) -> None:
    rows = town_pages.get("/causes", form="json", table="causes").json["rows"]
    rated = next(each for each in rows if each["rate"] is not None)
    tree = town_pages.get(f"/derivation/cause/{rated['id']}/rate", form="json").json["derivation"]
    returns, closings = tree["inputs"]
    assert min(1.0, returns["value"] / closings["value"]) == tree["value"] == rated["rate"]
    assert sum(each["value"] for each in closings["inputs"]) == closings["value"]
    places = town_pages.get(f"/derivation/cause/{rated['id']}/points", form="json").json["derivation"]
    assert sum(each["value"] for each in places["inputs"]) == places["value"] == rated["points"]


@pytest.mark.parametrize("path", ["cause/none/rate", "case/none/harm", "cause/none/none"])
def test_a_number_of_a_case_that_there_is_not_is_not_found(town_pages: Any, path: str) -> None:
    assert town_pages.get(f"/derivation/{path}").status == 404


def test_who_may_read_no_cases_gets_none_of_their_numbers(town_pages: Any) -> None:
    assert town_pages.as_role().get("/derivation/cause/none/rate").status in (401, 403)


def test_the_risk_of_a_site_opens_to_its_releases_and_the_f_n_curve_point_by_point(harbour_pages: Any) -> None:
    place = harbour_pages.service.picture.shown.given.place
    site = place.releases[0].site
    links = _links(harbour_pages.get(f"/sites/{site}/risk"))
    points = [each for each in links if "/fn." in each]
    assert len(points) > 3
    tree = harbour_pages.get(f"/derivation/societal/{site}/pll", form="json").json["derivation"]
    *branches, sources = tree["inputs"]
    assert sum(each["value"] for each in branches) == pytest.approx(tree["value"], rel=1e-6)
    assert sources["inputs"]
    for branch in branches:
        often, deaths = branch["inputs"]
        assert often["value"] * deaths["value"] == pytest.approx(branch["value"], rel=1e-9)
    for each in (points[0], points[-1], *(each for each in links if "/check." in each)):
        assert harbour_pages.get(each).status == 200, each
    for path in ("fn.99999", "fn.x", "check.0", "pll.1", "none"):
        assert harbour_pages.get(f"/derivation/societal/{site}/{path}").status == 404
