"""Derivations: every number of the kinds that have one opens to equations, inputs and raw ids, and adds up."""

import math
from typing import Any

import pytest
from scipy.stats import gamma

from forestall.core.clock import iso
from forestall.follow.worktime import in_hours, work_time
from forestall.model.account import Role
from forestall.model.label import Label
from forestall.model.words import FindingKind, Trigger
from forestall.outlook.pages.day import day
from forestall.outlook.pages.derivation import Basis, Node
from forestall.pipeline.derive import derive, ground
from forestall.pipeline.derive_likelihood import likely_of


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


def _all(node: Node) -> list[str]:
    return [each.says.quantity for each in node.walk()]


def test_an_obligation_opens_to_its_rule_its_clock_its_calendar_and_what_shows_it(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    duties = {each.id: each for each in given.place.duties}
    assert given.obligations
    for one in given.obligations:
        root = _tree(harbour_pages, "obligation", one.id, "due")
        assert root.says.value == iso(one.due)
        said = _all(root)
        assert {"the clock began", "time zone", "how far it is shown"} <= set(said)
        assert root.says.source
        duty = duties.get(one.duty.partition("@")[0])
        if duty is not None:
            assert "what makes it due" in said
            assert any(each.where == f"duties.csv, {duty.id}" for each in root.walk())
        late = _tree(harbour_pages, "obligation", one.id, "late")
        hours = (given.at - one.due).total_seconds() / 3600
        assert late.says.value == pytest.approx(max(hours, 0.0))
        assert _tree(harbour_pages, "obligation", one.id, "state").says.value == str(one.state)


def test_the_due_time_of_a_clock_follows_from_its_start_and_length(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    work = work_time(given.place.profile)
    duties = {each.id: each for each in given.place.duties}
    checked = 0
    for one in given.obligations:
        duty = duties.get(one.duty.partition("@")[0])
        if duty is None or duty.trigger is Trigger.CALENDAR or duty.steps or one.reopened:
            continue
        nodes = {each.says.quantity: each for each in _tree(harbour_pages, "obligation", one.id, "due").walk()}
        start = nodes["the clock began"].time
        hours = float(nodes["time to do it"].says.value)
        assert start is not None
        assert in_hours(work, start, hours, working="only working time counts" in nodes) == one.due
        checked += 1
    assert checked


def test_what_a_finding_makes_owed_leads_to_that_finding(harbour_pages: Any) -> None:
    owed = [each for each in _given(harbour_pages).obligations if each.origin.startswith("finding:") and not each.gone]
    assert owed
    for one in owed:
        nodes = _tree(harbour_pages, "obligation", one.id, "due").walk()
        found = [each.says.quantity for each in nodes if each.href.startswith("/derivation/finding/")]
        assert any(each in one.title for each in found), (one.title, one.origin, found)


def test_a_gap_and_a_kind_of_capability_add_up(harbour_pages: Any) -> None:
    plan = _given(harbour_pages).plan
    assert plan.gaps
    for one in plan.gaps:
        key = f"{one.capability}:{one.need}"
        there = _tree(harbour_pages, "gap", key, "available")
        assert math.prod(float(each.says.value) for each in there.inputs) == pytest.approx(one.available)
        needed = _tree(harbour_pages, "gap", key, "needed")
        assert sum(float(each.says.value) for each in needed.inputs) == pytest.approx(one.needed)
        if one.cost is not None:
            short, price = _tree(harbour_pages, "gap", key, "cost").inputs
            assert float(short.says.value) * float(price.says.value) == pytest.approx(one.cost)
    for closing in plan.closing:
        assert _tree(harbour_pages, "kind", closing.kind, "short").says.value == closing.short
        if closing.buy:
            cost = _tree(harbour_pages, "kind", closing.kind, "cost")
            assert sum(float(each.says.value) for each in cost.inputs) == pytest.approx(closing.cost)


def test_rare_years_and_points_of_curves_open_to_the_years_behind_them(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    for total in (each for each in given.assessment.totals if each.group == "all"):
        for one in total.tails:
            for what, value in (("loss", one.loss), ("beyond", one.beyond), ("once", one.once)):
                root = _tree(harbour_pages, "tail", "all", f"{total.scale}.{one.period:g}.{what}")
                assert root.says.value == value
                assert "simulated years" in _all(root)
    for curve in (each for each in given.assessment.curves if each.group == "all"):
        for at in (0, len(curve.loss) - 1):
            for what, known in (("year", curve.probability), ("once", curve.occurrence), ("often", curve.frequency)):
                root = _tree(harbour_pages, "curve", "all", f"{curve.scale}.{at}.{what}")
                assert root.says.value == known[at]
                assert root.inputs[0].says.value == curve.loss[at]


def test_the_level_and_the_trend_of_a_field_open_to_what_decides_them(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    stood = day(given, None).fields
    for view in stood:
        root = _tree(harbour_pages, "field", view.field, "level")
        assert root.says.value == str(view.level)
        worst, moved, seeing, *limits = root.inputs
        assert len(limits) == 5
        assert seeing.says.value == float(view.fine)
        assert (worst.says.value != "") == (view.findings > 0)
        if view.moved is not None:
            assert moved.inputs[0].says.quantity == view.moved.title
        assert _tree(harbour_pages, "field", view.field, "trend").inputs


def test_the_trend_is_the_loss_now_over_that_of_the_pass_before(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    view = next(each for each in day(given, None).fields if each.weighted is not None)
    before = {"format": 1, "at": "2026-03-08T06:00:00Z", "fields": {str(view.field): {"weighted": {"mean": 1000.0}}}}
    found = derive(ground(given, given, before), "field", view.field, "trend")
    assert found is not None
    assert view.weighted is not None
    assert found.root.says.value == pytest.approx(view.weighted.mean / 1000.0 - 1)
    then, now, _ = found.root.inputs
    assert (then.says.value, now.says.value) == (1000.0, view.weighted.mean)


def test_every_sentence_of_the_day_opens_to_what_it_rests_on(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    said = day(given, None).sentence
    for at, text in enumerate(said, 1):
        root = _tree(harbour_pages, "day", str(at), "sentence")
        assert root.says.value == text
        assert root.says.equation
        assert harbour_pages.get(f"/derivation/day/{at}/sentence").status == 200
    assert len(said) > 2
    assert any(_tree(harbour_pages, "day", str(at), "sentence").inputs for at in range(1, len(said) + 1))


def test_a_warning_opens_to_its_score_the_limits_and_the_evidence(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    assert given.alerts_open
    steady = given.place.profile.steadiness
    for one in given.alerts_open:
        root = _tree(harbour_pages, "alert", one.identifier, "open")
        limits = [each.says.value for each in root.inputs if each.where == "place.toml, [steadiness]"]
        assert limits
        if one.subject.startswith("risk:"):
            risk = next(each for each in given.assessment.risks if one.subject == f"risk:{each.scenario}")
            assert math.exp(float(root.says.value)) == pytest.approx(risk.ratio)
            assert limits[0] == pytest.approx(math.log(steady.open_ratio))
        else:
            assert any(each.basis is Basis.CONCLUDED and each.ident for each in root.walk())
        assert _tree(harbour_pages, "alert", one.identifier, "severity").says.value == one.severity


def test_the_front_the_futures_and_the_turns_of_the_plan_open_too(harbour_pages: Any) -> None:
    plan = _given(harbour_pages).plan
    for at, point in enumerate(sorted(plan.front, key=lambda p: (p.cost, -p.left)), 1):
        for what, value in (("cost", point.cost), ("left", point.left), ("taken", point.taken), ("gap", point.gap)):
            assert _tree(harbour_pages, "front", str(at), what).says.value == value
    for choice in plan.choices:
        assert plan.robust is not None
        assert _tree(harbour_pages, "measure", choice.measure, "share").says.value == plan.robust.shares.get(
            choice.measure, 0.0
        )
    before, after = _tree(harbour_pages, "plan", "all", "removed").inputs
    assert 1 - float(after.says.value) / float(before.says.value) == pytest.approx(
        float(_tree(harbour_pages, "plan", "all", "removed").says.value)
    )
    for what in ("gap", "regret", "enough"):
        assert _tree(harbour_pages, "plan", "all", what).says.equation
    for each in plan.worth:
        assert _tree(harbour_pages, "worth", each.name, "gain").says.value == each.gain
    for at, turn in enumerate([each for each in plan.pathway if each.when], 1):
        assert _tree(harbour_pages, "turn", str(at), "saves").says.value == turn.saves


@pytest.mark.parametrize(
    "path",
    ["obligation/none/due", "gap/none/needed", "gap/none:measure/needed", "kind/none/short", "tail/all/deaths.7.loss",
     "tail/all/deaths", "curve/all/deaths.9999.year", "curve/all/deaths.x.year", "curve/none/deaths.1.year",
     "field/none/level", "field/cyber/none", "day/0/sentence", "day/99/sentence", "day/x/sentence", "alert/none/open",
     "front/0/cost", "front/99/cost", "worth/none/gain", "turn/0/saves", "measure/none/share", "plan/all/none",
     "site/none/people"],
)  # fmt: skip
def test_no_other_number_is_made_up(harbour_pages: Any, path: str) -> None:
    assert harbour_pages.get(f"/derivation/{path}").status == 404


def test_a_local_authority_gets_no_sums_of_the_place_and_no_titles_that_are_not_its_own(harbour_pages: Any) -> None:
    given = _given(harbour_pages)
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction="port", clearance=Label.GREEN)
    for path in ("plan/all/regret", "plan/all/removed", "tail/all/deaths.100.loss", "front/1/cost", "turn/1/saves"):
        assert local.get(f"/derivation/{path}").status == 404, path
    told = (FindingKind.THRESHOLD, FindingKind.SEASONAL)  # what an indicator shows is as open as its source
    titles = {each.title for each in given.detection.findings if each.kind not in told}
    assert titles
    for field in {each.field for each in given.assessment.risks}:
        page = local.get(f"/derivation/field/{field}/level")
        assert page.status == 200
        assert not [each for each in titles if each in page.said]


def test_both_ends_of_each_bar_of_what_moves_a_risk_open_to_what_stands_there(harbour_pages: Any) -> None:
    kinds = set()
    for risk in harbour_pages.service.picture.shown.given.assessment.risks:
        page = harbour_pages.get(f"/register/{risk.scenario}")
        told = harbour_pages.get(f"/register/{risk.scenario}?form=json&table=swings").json["rows"]
        if not told:  # a risk that may be seen and not taken away
            continue
        rows = {each["what"]: each for each in told}
        links = page.html.xpath("//table[@class='tornado']//td//a")
        assert len(links) == 2 * len(rows)
        for each in links:
            tree = harbour_pages.get(f"{each.get('href')}?form=json").json["derivation"]
            row = rows[tree["quantity"]]
            kinds.add(row["kind"])
            assert tree["value"] == row[each.get("href").rpartition(".")[2]]
            first, *more = (one["value"] for one in tree["inputs"])
            if not more:
                assert first == pytest.approx(tree["value"])
            elif row["kind"] == "part":
                assert first - more[0] == pytest.approx(tree["value"])
            else:
                assert first * more[0] == pytest.approx(tree["value"])
                base, ratio = tree["inputs"][0]["inputs"]
                assert base["value"] * ratio["value"] == pytest.approx(first)
    assert kinds == {"rate", "event", "finding", "part"}


def test_the_ends_of_a_rate_are_the_quantiles_of_what_the_place_says(harbour_pages: Any) -> None:
    given = harbour_pages.service.picture.shown.given
    risk = given.assessment.risks[0]
    likely = likely_of(ground(given, given), next(each for each in given.place.scenarios if each.id == risk.scenario))
    rows = harbour_pages.get(f"/register/{risk.scenario}?form=json&table=swings").json["rows"]
    number = 1 + next(n for n, each in enumerate(rows) if each["kind"] == "rate")
    for end, share in (("low", 0.05), ("high", 0.95)):
        path = f"/derivation/swing/{risk.scenario}/{number}.{end}?form=json"
        base = harbour_pages.get(path).json["derivation"]["inputs"][0]["inputs"][0]["value"]
        assert base == pytest.approx(gamma.ppf(share, likely.base.shape, scale=1 / likely.base.rate))


@pytest.mark.parametrize(
    ("path", "status"), [("0.low", 404), ("99.high", 404), ("1.mean", 422), ("1", 422), ("a.low", 422)]
)
def test_a_bar_that_there_is_not_is_refused(harbour_pages: Any, path: str, status: int) -> None:
    risk = harbour_pages.service.picture.shown.given.assessment.risks[0].scenario
    assert harbour_pages.get(f"/derivation/swing/{risk}/{path}").status == status
    assert harbour_pages.get("/derivation/swing/none/1.low").status == 404
