"""The register: the ranked list, the matrix as a way in, curves, one risk, and what if."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forestall.model.account import Role
from forestall.model.words import Field
from forestall.pipeline.run import run_pass
from forestall.pipeline.service import Service
from forestall.place.template import write_town
from forestall.web.app import make_app
from forestall.web.pages.register import COLUMNS


def _rows(pages: Any, **query: str) -> list[dict[str, Any]]:
    found = pages.get("/register", form="json", table="risks", **query)
    assert found.status == 200, found.text
    rows: list[dict[str, Any]] = found.json["rows"]
    return rows


def _listed(pages: Any, **query: str) -> list[str]:
    """Scenarios in the list, as a reader sees it."""
    links = pages.get("/register", **query).html.xpath("//div[@id='risks']//tbody//th/a/@href")
    return [each.removeprefix("/register/") for each in links]


def _risk(pages: Any) -> Any:
    return pages.service.picture.shown.given.assessment.risks[0]


def test_every_risk_stands_in_the_list_with_both_ends_of_each_interval(town_pages: Any) -> None:
    risks = town_pages.service.picture.shown.given.assessment.risks
    rows = _rows(town_pages)
    assert [row["scenario"] for row in rows] == [each.scenario for each in risks]
    for row, risk in zip(rows, risks, strict=True):
        assert (row["weighted_low"], row["weighted"], row["weighted_high"]) == (
            risk.weighted.low,
            risk.weighted.mean,
            risk.weighted.high,
        )
        assert (row["likelihood"], row["impact"]) == (risk.standing.likelihood, risk.standing.impact)
    assert {each.key for each in COLUMNS} == set(rows[0])


def test_what_may_be_seen_but_not_taken_away_is_not_in_the_file(harbour_pages: Any) -> None:
    assert len(_listed(harbour_pages)) == len(harbour_pages.service.picture.shown.given.assessment.risks)
    taken = {each["scenario"] for each in _rows(harbour_pages)}
    assert taken
    assert "terminal-intrusion" not in taken  # rests on what a source with TLP:RED finds
    assert harbour_pages.get("/derivation/risk/heatwave/weighted", form="json").status == 200
    refused = harbour_pages.get("/derivation/risk/terminal-intrusion/weighted", form="json")
    assert refused.status == 403
    assert "take it away" in refused.said


def test_the_matrix_counts_every_risk_once_and_a_cell_leads_to_its_risks(harbour_pages: Any) -> None:
    page = harbour_pages.get("/register")
    links = page.html.xpath("//table[@class='matrix']//td/a")
    assert sum(int(each.text) for each in links) == len(_listed(harbour_pages))
    for each in links[:3]:
        query = dict(part.split("=") for part in each.get("href").partition("?")[2].partition("#")[0].split("&"))
        assert len(_listed(harbour_pages, **query)) == int(each.text)


def test_the_thresholds_of_the_matrix_and_their_source_are_shown(harbour_pages: Any) -> None:
    rules = harbour_pages.service.place.profile.register
    said = harbour_pages.get("/register").said
    assert rules.source in said
    assert "Probability within 5 years" in said
    assert "above 25 %" in said.replace("\u00a0", " ")


def test_filters_keep_what_fits_and_nothing_is_not_called_safe(harbour_pages: Any) -> None:
    risks = harbour_pages.service.picture.shown.given.assessment.risks
    assert _listed(harbour_pages, field="cyber") == [each.scenario for each in risks if each.field == "cyber"]
    bad = [each.scenario for each in risks if each.standing.band == "unacceptable"]
    assert bad
    assert _listed(harbour_pages, band="unacceptable") == bad
    assert _listed(harbour_pages, text="chlorine wagon") == ["chlorine-wagon"]
    assert "not the same as no risk" in harbour_pages.get("/register", text="nothing of the kind").said


def test_the_curve_of_a_group_is_drawn_with_both_its_bands(harbour_pages: Any) -> None:
    page = harbour_pages.get("/register", group="field:cyber", scale="economic_loss")
    assert len(page.html.xpath("//svg/path[starts-with(@class, 'rates')]")) == 1
    assert len(page.html.xpath("//svg/path[starts-with(@class, 'sampling')]")) == 1
    assert page.html.xpath("//select[@id='f-group']/option[@selected]/@value") == ["field:cyber"]


def test_a_risk_shows_what_moves_it_and_every_number_opens_to_its_derivation(harbour_pages: Any) -> None:
    page = harbour_pages.get("/register/river-flood")
    assert page.status == 200
    assert "How often it comes" in page.said
    links = [each for each in page.html.xpath("//a/@href") if each.startswith("/derivation/")]
    assert len(set(links)) > 12
    for each in sorted(set(links)):
        assert harbour_pages.get(each).status == 200, each


def test_what_if_answers_with_what_was_asked_and_keeps_what_was_typed(harbour_pages: Any) -> None:
    page = harbour_pages.get("/register/heatwave", factor="2", measure="heat-plan")
    assert page.status == 200
    rows = page.html.xpath("//table[@class='compared']/tbody/tr")
    assert len(rows) == 3 + len(_risk(harbour_pages).loss)
    assert page.html.xpath("//input[@name='factor']/@value") == ["2"]
    assert page.html.xpath("//input[@name='measure'][@checked]/@value") == ["heat-plan"]
    assert "+100" in rows[1].text_content()


def test_what_if_with_nothing_changed_says_the_same_everywhere(harbour_pages: Any) -> None:
    page = harbour_pages.get("/register/heatwave", factor="1")
    changes = {cell.text_content() for cell in page.html.xpath("//table[@class='compared']/tbody/tr/td[3]")}
    assert "the same" in changes
    assert changes <= {"the same", "–"}


@pytest.mark.parametrize(("typed", "told"), [("often", "found often"), ("1000", "expected a number"), ("0", "0.01")])
def test_a_frequency_that_is_none_is_told_at_its_field_and_kept(harbour_pages: Any, typed: str, told: str) -> None:
    page = harbour_pages.get("/register/heatwave", factor=typed)
    assert page.status == 422
    assert told in page.html.get_element_by_id("f-factor-said").text_content()
    assert page.html.xpath("//input[@name='factor']/@value") == [typed]


def test_weather_and_measures_that_there_are_not_are_refused_with_a_sentence(harbour_pages: Any) -> None:
    none = harbour_pages.get("/register/chlorine-wagon", stability="F", period="day")
    assert none.status == 422
    assert "no such hours" in none.said
    assert harbour_pages.get("/register/heatwave", measure="100%-safe").status == 422
    assert harbour_pages.get("/register/chlorine-wagon", stability="Z").status == 422


def test_a_risk_without_a_release_is_not_asked_for_weather(harbour_pages: Any) -> None:
    assert not harbour_pages.get("/register/heatwave").html.xpath("//select[@name='wind']")
    assert harbour_pages.get("/register/chlorine-wagon").html.xpath("//select[@name='wind']")


def test_somebody_of_one_field_sees_its_risks_and_no_total_of_others(harbour_pages: Any) -> None:
    one = harbour_pages.as_role(Role.ANALYST, fields=frozenset({Field.CYBER}))
    page = one.get("/register")
    if page.status == 403:
        pytest.skip("an analyst of one field has no register")
    shown = page.html.xpath("//div[@id='risks']//tbody//th/a/@href")
    known = {
        each.scenario for each in harbour_pages.service.picture.shown.given.assessment.risks if each.field == "cyber"
    }
    assert {each.removeprefix("/register/") for each in shown} == known
    assert one.get("/register/heatwave").status == 404
    assert one.get("/derivation/risk/heatwave/weighted").status == 404
    assert one.get("/derivation/total/all/deaths").status == 404
    assert one.get("/derivation/plan/all/after").status == 404


def test_a_risk_that_is_not_there_is_not_found(harbour_pages: Any) -> None:
    assert harbour_pages.get("/register/no-such").status == 404


def test_how_a_risk_went_can_be_taken_away(town_pages: Any) -> None:
    risk = _risk(town_pages)
    rows = town_pages.get(f"/register/{risk.scenario}", form="json", table="history").json["rows"]
    assert [row["weighted"] for row in rows] == [risk.weighted.mean]
    assert "the first that is kept" in town_pages.get(f"/register/{risk.scenario}").said


def test_what_moved_a_risk_between_two_passes_stands_in_its_history(town_pages: Any, tmp_path: Path) -> None:
    write_town(tmp_path / "town")
    passes = [datetime(2026, 3, day, 6, tzinfo=UTC) for day in (9, 12)]
    for at in passes:
        run_pass(
            tmp_path / "town",
            out=tmp_path / "out",
            state=tmp_path / "state",
            at=at,
            now=at,
            seed=1,
            progress=lambda _: None,
        )
    with Service.open(tmp_path / "town", str(tmp_path / "state"), tmp_path / "out", lambda *_a, **_s: None) as service:
        service.picture.refresh()
        given = service.picture.shown.given
        assert given is not None
        risk = max(given.assessment.risks, key=lambda each: each.ratio)
        page = type(town_pages)(make_app(service), service).get(f"/register/{risk.scenario}")
    rows = page.html.xpath("//div[@id='history']//tbody/tr")
    assert len(rows) == 2
    assert "then" in rows[0].text_content()
    assert "the first that is kept" in rows[1].text_content()


def test_findings_that_the_reader_may_not_see_are_counted_and_not_named(harbour_pages: Any) -> None:
    given = harbour_pages.service.picture.shown.given
    foreign = {each.title for each in given.detection.findings if each.field is not Field.ECONOMIC}
    foreign -= {each.title for each in given.detection.findings if each.field is Field.ECONOMIC}
    moved = {
        risk.scenario: {each.what for each in risk.drivers if each.kind == "finding"} & foreign
        for risk in given.assessment.risks
        if risk.field is Field.ECONOMIC
    }
    one = harbour_pages.as_role(Role.ANALYST, fields=frozenset({Field.ECONOMIC}))
    listed = one.get("/register")
    assert listed.said.count("that you may not see") == sum(bool(each) for each in moved.values()) > 0
    for scenario, titles in moved.items():
        page = one.get(f"/register/{scenario}")
        assert ("that you may not see" in page.said) == bool(titles)
        assert not [each for each in titles if each in page.said or each in listed.said]
