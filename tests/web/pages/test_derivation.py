"""Derivations: every number of the kinds that have one opens to equations, inputs and raw ids, and adds up."""

import math
from typing import Any

import pytest

from forestall.model.account import Role
from forestall.outlook.pages.derivation import Basis, Node
from forestall.pipeline.derive import derive, ground


def _given(pages: Any) -> Any:
    return pages.service.picture.shown.given


def _tree(pages: Any, kind: str, key: str, quantity: str) -> Node:
    given = _given(pages)
    found = derive(ground(given, given), kind, key, quantity)
    assert found is not None, (kind, key, quantity)
    return found.root


def test_a_probability_follows_from_what_stands_below_it(harbour_pages: Any) -> None:
    for risk in _given(harbour_pages).assessment.risks:
        root = _tree(harbour_pages, "risk", risk.scenario, "probability")
        base, exposure = root.inputs
        shape, scale = (each.says.value for each in base.inputs)
        a, b, time = float(shape), float(scale), float(exposure.says.value)
        assert -math.expm1(-a * math.log1p(time / b)) == pytest.approx(risk.probability.mean, rel=1e-9)
        assert base.says.value == pytest.approx(a / b)


def test_a_ratio_is_the_product_of_the_effects_below_it(harbour_pages: Any) -> None:
    for risk in _given(harbour_pages).assessment.risks:
        root = _tree(harbour_pages, "risk", risk.scenario, "ratio")
        assert math.prod(float(each.says.value) for each in root.inputs) == pytest.approx(risk.ratio, rel=1e-9)


def test_an_expected_loss_is_the_sum_of_its_weighted_scales_and_each_is_rate_times_loss(harbour_pages: Any) -> None:
    for risk in _given(harbour_pages).assessment.risks:
        year, *parts = _tree(harbour_pages, "risk", risk.scenario, "weighted").inputs
        assert sum(float(each.says.value) for each in parts) == pytest.approx(risk.weighted.mean, rel=1e-9)
        for part in parts:
            weight, expected = part.inputs
            loss = expected.inputs[0]
            assert float(year.says.value) * float(loss.says.value) == pytest.approx(
                float(expected.says.value), rel=1e-9
            )
            assert float(weight.says.value) * float(expected.says.value) == pytest.approx(float(part.says.value))


def test_a_total_is_the_sum_of_the_risks_below_it(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    for total in given.assessment.totals:
        key = "all" if total.group == "all" else f"{total.group}:{total.name}"
        *risks, check = _tree(harbour_pages, "total", key, total.scale).inputs
        assert sum(float(each.says.value) for each in risks) == pytest.approx(total.expected.mean, rel=1e-6, abs=1e-12)
        assert check.says.value == total.simulated


def test_every_raised_likelihood_leads_down_to_ids_of_raw_evidence_with_source_and_time(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    known = {each.id for each in given.observation.signals} | {each.identifier for each in given.observation.alerts}
    raised = [each for each in given.assessment.risks if each.ratio > 1.05]
    assert len(raised) > 10
    for risk in raised:
        leaves = [node for node in _tree(harbour_pages, "risk", risk.scenario, "ratio").walk() if not node.inputs]
        observed = [node for node in leaves if node.basis is Basis.OBSERVED]
        assert observed, risk.scenario
        for node in observed:
            assert node.ident
            assert node.says.source
            assert node.ident in known or node.ident.startswith("r-"), node
            assert node.time is not None or node.ident.startswith("r-")


def test_every_number_worked_out_names_its_equation_and_who_published_it_or_where_it_is_explained(
    harbour_pages: Any,
) -> None:
    for risk in _given(harbour_pages).assessment.risks[:6]:
        for quantity in (
            "probability",
            "rate",
            "ratio",
            "base_rate",
            "season",
            "weighted",
            "impact",
            "likelihood",
            "band",
        ):
            root = _tree(harbour_pages, "risk", risk.scenario, quantity)
            if root.basis is Basis.WORKED:
                assert root.says.equation
                assert root.says.source


def test_what_the_place_states_names_the_file(harbour_pages: Any) -> None:
    for risk in _given(harbour_pages).assessment.risks:
        for node in _tree(harbour_pages, "risk", risk.scenario, "weighted").walk():
            if node.basis is Basis.STATED and not node.inputs and node.says.equation == "as given":
                assert node.where or node.says.quantity in ("what concluded it", "time of the pass"), node


def test_every_finding_and_its_signals_open_by_themselves(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    for each in given.detection.findings:
        page = harbour_pages.get(f"/derivation/finding/{each.id}/level")
        assert page.status == 200
        assert each.rule in page.said
        for key in each.evidence:
            assert key in page.text
    signal = given.observation.signals[0]
    assert signal.id in harbour_pages.get(f"/derivation/signal/{signal.id}/value").said


def test_a_measure_and_the_plan_open_to_cost_effects_and_benefit(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    for choice in given.plan.choices:
        cost = _tree(harbour_pages, "measure", choice.measure, "cost")
        assert cost.says.value == pytest.approx(choice.cost)
        benefit = _tree(harbour_pages, "measure", choice.measure, "benefit")
        taken, years = benefit.inputs
        assert float(taken.says.value) * float(years.says.value) == pytest.approx(choice.benefit)
    chosen = _tree(harbour_pages, "plan", "all", "cost")
    assert len(chosen.inputs) == sum(each.chosen for each in given.plan.choices)
    before = _tree(harbour_pages, "plan", "all", "before")
    assert sum(float(each.says.value) for each in before.inputs) == pytest.approx(given.plan.before)


def test_a_site_that_goes_down_opens_to_why(harbour_pages: Any) -> None:
    outage = _given(harbour_pages).assessment.outages[0]
    page = harbour_pages.get(f"/derivation/site/{outage.site}/outage")
    assert page.status == 200
    assert "because others fail" in page.said


def test_a_derivation_can_be_taken_away_as_data_and_opened_whole(town_pages: Any) -> None:
    risk = max(_given(town_pages).assessment.risks, key=lambda each: each.ratio)
    data = town_pages.get(f"/derivation/risk/{risk.scenario}/ratio", form="json").json
    assert data["derivation"]["value"] == risk.ratio
    assert data["derivation"]["inputs"]
    assert town_pages.get(f"/derivation/risk/{risk.scenario}/weighted").html.xpath("//details[not(@open)]")
    whole = town_pages.get(f"/derivation/risk/{risk.scenario}/weighted", open="all")
    assert not whole.html.xpath("//li/details[not(@open)]")


@pytest.mark.parametrize(
    "path",
    ["risk/none/weighted", "risk/heatwave/none", "risk/heatwave/loss.none", "risk/heatwave/chance.99", "total/all/none",
     "total/none/deaths", "finding/none/level", "signal/none/value", "measure/none/cost", "plan/none/cost",
     "site/none/outage", "field/none/weighted", "none/a/b", "risk/heatwave/weighted.deaths",
     "risk/heatwave/chance.%C2%B2"],
)  # fmt: skip
def test_a_number_that_there_is_not_is_not_found(harbour_pages: Any, path: str) -> None:
    assert harbour_pages.get(f"/derivation/{path}").status == 404


def test_what_the_reader_may_not_see_is_named_as_hidden_and_not_shown(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    from dataclasses import replace

    blind = replace(
        given,
        detection=replace(given.detection, findings=()),
        observation=replace(given.observation, signals=(), alerts=()),
    )
    risk = next(each for each in given.assessment.risks if each.ratio > 2)
    found = derive(ground(blind, given), "risk", risk.scenario, "ratio")
    assert found is not None
    assert found.root.says.value == risk.ratio
    nodes = list(found.root.walk())
    assert any(node.basis is Basis.HIDDEN for node in nodes)
    titles = {each.title for each in given.detection.findings}
    assert not titles & {node.says.quantity for node in nodes}
    assert not any(node.basis in (Basis.OBSERVED, Basis.CONCLUDED) for node in nodes)


def test_a_visitor_gets_no_derivation(harbour_pages: Any) -> None:
    assert harbour_pages.as_role().get("/derivation/risk/heatwave/weighted").status in (401, 403)
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction="port")
    assert local.get("/derivation/risk/pandemic/weighted").status == 404
