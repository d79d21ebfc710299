"""Numbers of a "what if" of a risk open too: the opened number is the shown one, with the question named."""

import math
from typing import Any

import pytest

from forestall.model.account import Role
from forestall.model.words import Field

QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("chlorine-wagon", {"stability": "F", "factor": "0.5"}),
    ("chlorine-wagon", {"wind": "225", "period": "night"}),
    ("heatwave", {"factor": "2", "measure": "heat-plan"}),
    ("river-flood", {"factor": "1"}),
)


def _given(pages: Any) -> Any:
    return pages.service.picture.shown.given


def _rows(pages: Any, risk: str, question: dict[str, Any]) -> list[Any]:
    page = pages.get(f"/register/{risk}", **question)
    assert page.status == 200
    rows: list[Any] = page.html.xpath("//table[@class='compared']/tbody/tr")
    assert len(rows) > 3
    return rows


def _data(pages: Any, href: str) -> Any:
    found = pages.get(f"{href}{'&' if '?' in href else '?'}form=json")
    assert found.status == 200, (href, found.text[:200])
    return found.json


def _plain(cell: Any) -> str:
    return " ".join(cell.text_content().split())


def _inputs(node: Any, quantity: str) -> Any:
    """The first node of that name in a tree."""
    if node["quantity"] == quantity:
        return node
    return next((found for each in node["inputs"] if (found := _inputs(each, quantity))), None)


@pytest.mark.parametrize(("risk", "question"), QUESTIONS)
def test_each_number_of_the_answer_opens_to_the_number_that_is_shown(
    harbour_pages: Any, risk: str, question: dict[str, Any]
) -> None:
    for row in _rows(harbour_pages, risk, question):
        for cell in row.xpath("./td"):
            said, links = _plain(cell), cell.xpath(".//a/@href")
            assert links or said in ("–", "the same", "no data"), said
            for each in links:
                opened = harbour_pages.get(each)
                assert opened.status == 200, each
                value = _plain(opened.html.xpath("//h2[@id='number-head']//*[@class='value']")[0])
                shown = said if "/change." in each else _plain(cell.xpath(".//*[@class='mean']")[0])
                assert value.startswith(shown), (each, value, shown)
                assert opened.html.xpath("//p[@class='equation']")


@pytest.mark.parametrize(("risk", "question"), QUESTIONS)
def test_an_opened_number_adds_up_and_names_the_question(
    harbour_pages: Any, risk: str, question: dict[str, Any]
) -> None:
    if question == {"factor": "1"}:
        return
    weighted, rate, probability, *losses = (
        _data(harbour_pages, row.xpath("./td[2]//a/@href")[0]) for row in _rows(harbour_pages, risk, question)
    )
    for each in (weighted, rate, probability, *losses):
        assert each["supposed"]
    year, *parts = weighted["derivation"]["inputs"]
    assert math.fsum(each["value"] for each in parts) == pytest.approx(weighted["derivation"]["value"], rel=1e-9)
    for part in parts:
        expected = part["inputs"][1]
        assert year["value"] * expected["inputs"][0]["value"] == pytest.approx(expected["value"], rel=1e-9)
    base, ratio = rate["derivation"]["inputs"]
    assert base["value"] * ratio["value"] == pytest.approx(rate["derivation"]["value"], rel=1e-9)
    shape, scale = base["inputs"]
    assert shape["value"] / scale["value"] == pytest.approx(base["value"], rel=1e-9)
    exposure = probability["derivation"]["inputs"][1]["value"]
    expected = -math.expm1(-shape["value"] * math.log1p(exposure / scale["value"]))
    assert probability["derivation"]["value"] == pytest.approx(expected, rel=1e-9)
    if "factor" in question:
        known, factor, *measures = scale["inputs"]
        assert factor["basis"] == "supposed"
        assert factor["value"] == float(question["factor"])
        times = factor["value"] * math.prod(each["value"] for each in measures)
        assert known["value"] / times == pytest.approx(scale["value"], rel=1e-9)


def test_the_weather_supposed_stands_in_the_loss_with_the_share_of_hours_that_have_it(harbour_pages: Any) -> None:
    question = {"stability": "F", "factor": "0.5"}
    page = harbour_pages.get("/register/chlorine-wagon", **question)
    (href,) = page.html.xpath("//a[starts-with(@href, '/derivation/risk/chlorine-wagon/hours?')]/@href")
    share = _data(harbour_pages, href)["derivation"]
    weather = _given(harbour_pages).place.weather
    fits = math.fsum(each.share for each in weather if each.stability == "F")
    assert share["value"] == pytest.approx(fits / math.fsum(each.share for each in weather))
    loss = _data(harbour_pages, "/derivation/risk/chlorine-wagon/loss.deaths?stability=F&factor=0.5")["derivation"]
    assert _inputs(loss, share["quantity"])["value"] == share["value"]
    assert _inputs(loss, "Air")["basis"] == "supposed"
    told = harbour_pages.get("/derivation/risk/chlorine-wagon/loss.deaths?stability=F&factor=0.5").said
    assert "What is supposed" in told
    assert "F, very stable" in told


def test_a_measure_supposed_is_named_with_its_effect_and_where_that_comes_from(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    effect = next(
        each for each in given.place.effects if each.measure == "heat-plan" and each.quantity == "consequence"
    )
    title = next(each.title for each in given.place.measures if each.id == "heat-plan")
    tree = _data(harbour_pages, f"/derivation/risk/heatwave/loss.{effect.scale or 'deaths'}?measure=heat-plan")
    node = _inputs(tree["derivation"], title)
    assert node["basis"] == "supposed"
    assert node["inputs"][0]["value"] == effect.factor
    assert node["inputs"][0]["where"].startswith("effects.csv")


def test_a_change_is_the_supposed_number_over_the_number_as_it_is(harbour_pages: Any) -> None:
    tree = _data(harbour_pages, "/derivation/risk/heatwave/change.weighted?factor=2")["derivation"]
    was, now = tree["inputs"]
    risk = next(each for each in _given(harbour_pages).assessment.risks if each.scenario == "heatwave")
    assert was["value"] == risk.weighted.mean
    assert now["value"] / was["value"] - 1 == tree["value"] == pytest.approx(1.0)


def test_a_finding_supposed_not_to_be_there_is_gone_from_the_ratio_and_named(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    titles = {each.title: each.id for each in given.detection.findings}
    seen = 0
    for risk in given.assessment.risks:
        names = [each.what for each in risk.drivers if each.kind == "finding" and each.what in titles]
        if not names:
            continue
        query = f"without={titles[names[0]]}"
        page = harbour_pages.get(f"/derivation/risk/{risk.scenario}/ratio?{query}")
        assert page.status == 200
        assert "Supposed not to be there" in page.said
        taken = harbour_pages.get(f"/derivation/risk/{risk.scenario}/ratio?{query}&form=json")
        if taken.status == 403:  # it rests on what may not be taken away
            continue
        tree = taken.json["derivation"]
        assert math.prod(each["value"] for each in tree["inputs"]) == pytest.approx(tree["value"], rel=1e-9)
        gone = next(each for each in tree["inputs"] if each["basis"] == "supposed")
        assert gone["quantity"] == names[0]
        seen += tree["value"] != risk.ratio
    assert seen > 3


def test_numbers_below_open_by_themselves_under_the_same_question(harbour_pages: Any) -> None:
    page = harbour_pages.get("/derivation/risk/heatwave/weighted?factor=2&measure=heat-plan&open=all")
    links = page.html.xpath("//main//dl//a[starts-with(@href, '/derivation/risk/heatwave/')]/@href")
    assert len(links) > 2
    for each in links:
        assert each.endswith("?factor=2&measure=heat-plan")
        assert harbour_pages.get(each).status == 200
    (back,) = page.html.xpath("//main//a[starts-with(@href, '/register/heatwave')]/@href")
    assert harbour_pages.get(back.partition("#")[0]).html.xpath("//table[@class='compared']")


@pytest.mark.parametrize(
    ("path", "status"),
    [("none/weighted?factor=2", 404), ("heatwave/none?factor=2", 404), ("heatwave/change.none?factor=2", 404),
     ("heatwave/change.band?factor=2", 404), ("heatwave/hours?factor=2", 404), ("heatwave/hours", 404),
     ("heatwave/weighted?without=none", 404), ("heatwave/weighted?factor=often", 422),
     ("heatwave/weighted?measure=none", 422), ("chlorine-wagon/weighted?stability=F&period=day", 422)],
)  # fmt: skip
def test_what_cannot_be_supposed_or_is_no_number_is_refused(harbour_pages: Any, path: str, status: int) -> None:
    found = harbour_pages.get(f"/derivation/risk/{path}")
    assert found.status == status
    if status == 422:
        assert "expected" in found.said or "no such hours" in found.said


def test_a_question_opens_nothing_that_the_reader_may_not_see(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    one = harbour_pages.as_role(Role.ANALYST, fields=frozenset({Field.ECONOMIC}))
    assert one.get("/derivation/risk/heatwave/weighted?factor=2").status == 404
    assert one.get("/derivation/risk/heatwave/weighted?factor=often").status == 404
    assert harbour_pages.as_role().get("/derivation/risk/heatwave/weighted?factor=2").status in (401, 403)
    assert harbour_pages.get("/derivation/risk/terminal-intrusion/weighted?factor=2&form=json").status == 403
    foreign = {each.title for each in given.detection.findings if each.field is not Field.ECONOMIC}
    foreign -= {each.title for each in given.detection.findings if each.field is Field.ECONOMIC}
    for risk in (each for each in given.assessment.risks if each.field is Field.ECONOMIC):
        for quantity in ("rate", "weighted", "change.rate"):
            page = one.get(f"/derivation/risk/{risk.scenario}/{quantity}?factor=2")
            assert page.status == 200
            assert not [each for each in foreign if each in page.said]
    other = next(each for each in given.detection.findings if each.field is not Field.ECONOMIC)
    own = next(each.scenario for each in given.assessment.risks if each.field is Field.ECONOMIC)
    assert one.get(f"/derivation/risk/{own}/weighted?without={other.id}").status == 404
