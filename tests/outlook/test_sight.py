"""What of a pass somebody may see: nothing more than the rows, and no sum that tells more."""

import math
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.model.label import Label
from forestall.model.words import Field
from forestall.outlook.given import Given
from forestall.outlook.pages.day import day
from forestall.outlook.pages.register import register_rows
from forestall.outlook.pages.since import narrowed, since
from forestall.outlook.sight import Thing, seen
from forestall.pipeline.run import run_pass


@pytest.fixture(scope="module")
def whole(harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """The records of a pass of the harbour."""
    state = tmp_path_factory.mktemp("sight")
    now = datetime(2031, 3, 10, 6, tzinfo=UTC)
    return run_pass(harbour, out=None, state=state, at=None, now=now, seed=1, progress=lambda _: None).context.given


def _only(jurisdictions: set[str] | None, fields: set[Field] | None = None):
    def sight(_thing: Thing, jurisdiction: str | None, field: Field | None, origin: str = "") -> bool:
        return (jurisdictions is None or jurisdiction in jurisdictions) and (fields is None or field in fields)

    return sight


def test_who_may_see_all_sees_the_same_records(whole: Given) -> None:
    assert repr(seen(whole, _only(None))) == repr(whole)


def test_an_authority_sees_its_own_rows_and_no_sum_of_others(whole: Given) -> None:
    part = seen(whole, _only({"vale"}))
    assert {each.jurisdiction for each in part.place.sites} == {"vale"}
    assert {each.jurisdiction for each in part.assessment.risks} <= {"vale"}
    assert {(each.group, each.name) for each in part.assessment.totals} == {("jurisdiction", "vale")}
    assert {each.bearer for each in part.obligations} <= {"vale"}
    assert {each.jurisdiction for each in part.plan.choices} <= {"vale"}
    assert math.isnan(part.plan.before)
    assert part.detection.events == 0
    named = {each.site for each in part.assessment.outages} | {
        site for each in part.assessment.outages for site in each.because
    }
    assert named <= {each.id for each in part.place.sites}


def test_who_may_see_one_field_sees_the_total_of_that_field_only(whole: Given) -> None:
    part = seen(whole, _only(None, {Field.CYBER}))
    assert {(each.group, each.name) for each in part.assessment.totals} == {("field", "cyber")}
    assert {each.field for each in part.detection.findings} == {Field.CYBER}
    assert {each.source for each in part.observation.signals} <= {each.id for each in part.place.sources}


def test_the_first_page_can_be_made_of_any_part_also_of_nothing(whole: Given) -> None:
    for part in (_only(set()), _only({"vale"}), _only(None, {Field.SOCIAL})):
        shown = day(seen(whole, part), None)
        assert len(shown.fields) == 5
        assert shown.risks == len(seen(whole, part).assessment.risks)


def test_what_changed_names_nothing_that_the_reader_may_not_see(whole: Given) -> None:
    known = {each.id: {"title": each.title} for each in whole.detection.findings}
    summary = {
        "format": 1,
        "at": "2031-03-09T06:00:00Z",
        "findings": {"secret": {"title": "a secret finding"}, **known},
        "plan": {"measures": {"m": {"title": "a secret measure"}}},
    }
    assert set(narrowed(summary, whole)["findings"]) == set(known)
    told = since(replace(whole), summary, whole=False)
    assert "secret" not in repr(told)
    assert "secret" in repr(since(whole, summary, whole=True))


def test_a_risk_names_no_finding_that_the_reader_may_not_see_and_says_how_many_there_are(whole: Given) -> None:
    def no_findings(thing: Thing, _jurisdiction: str | None, _field: Field | None, _origin: str = "") -> bool:
        return thing not in (Thing.FINDING, Thing.SIGNAL, Thing.SILENCE)

    part = seen(whole, no_findings)
    moved = [each for each in whole.assessment.risks if any(driver.kind == "finding" for driver in each.drivers)]
    assert len(moved) > 5
    titles = {each.title for each in whole.detection.findings}
    for before, after in zip(whole.assessment.risks, part.assessment.risks, strict=True):
        assert [each for each in before.drivers if each.kind != "finding"] == list(after.drivers)
        assert part.hidden.get(after.scenario, 0) == len(before.drivers) - len(after.drivers)
        assert (after.ratio, after.weighted) == (before.ratio, before.weighted)
    shown = day(part, None)
    told = repr((shown.fields, shown.top, register_rows(part)))
    assert not [each for each in titles if each in told]
    assert whole.hidden == seen(whole, _only(None)).hidden == {}


def test_a_warning_is_judged_by_its_own_label_where_that_is_stricter_than_its_scope(whole: Given) -> None:
    alerts = tuple(replace(each, scope="Public", label=Label.RED) for each in whole.alerts_open)
    assert alerts
    asked: list[str] = []

    def sight(thing: Thing, jurisdiction: str | None, field: Field | None, origin: str = "") -> bool:
        if thing is Thing.ALERT:
            asked.append(origin)
        return thing is not Thing.ALERT or origin != Label.RED

    found = seen(replace(whole, alerts_open=alerts, alerts_new=()), sight)
    assert found.alerts_open == ()
    assert asked.count(Label.RED) == len(alerts)
