"""The label of a risk: whatever moves it, it is never less strict than that, and it does not tell who has spoken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.assess.likelihood import weighed
from forestall.guard.label import ORDER, strictest
from forestall.guard.sharing import finding_label
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.words import Field, FindingKind, Level, Tlp
from forestall.pipeline.risk_labels import OF_PLACE, risk_labels, sources
from forestall.place.load import load

NOW = datetime(2031, 3, 9, 18, tzinfo=UTC)
HARBOUR = Path(__file__).parents[2] / "examples" / "harbour"


@pytest.fixture(scope="module")
def place() -> Place:
    """The harbour."""
    return load(HARBOUR)


def _finding(kind: FindingKind, rule: str, source: str, site: str | None, hours: int) -> Finding:
    when = NOW - timedelta(hours=hours)
    name = f"{kind} {rule} {source} {site} {hours}"
    return Finding(name, kind, rule, name, Level.HIGH, Field.CYBER, source, when, when, 1, (), "", site)


def _labels(place: Place, findings: Any, known: dict[str, Label]) -> dict[str, Label]:
    return risk_labels(place, findings, lambda name: known.get(name, Label.RED))


@given(data=st.data())
def test_a_risk_is_never_less_strict_than_a_finding_that_moves_it(place: Place, data: st.DataObject) -> None:
    wanted = sorted({(each.kind, each.rule) for one in place.scenarios for each in one.precursors})
    names = [each.id for each in place.sources]
    known = data.draw(st.fixed_dictionaries({each: st.sampled_from(ORDER) for each in names}))
    sites = [None, *(each.id for each in place.sites[:4])]
    drawn = st.tuples(
        st.sampled_from(wanted), st.sampled_from([*names, "gone"]), st.sampled_from(sites), st.integers(0, 99)
    )
    findings = tuple(_finding(*one, source, site, hours) for one, source, site, hours in data.draw(st.lists(drawn)))
    labels = _labels(place, findings, known)
    for scenario in place.scenarios:
        for each in weighed(scenario, findings, place.sources, NOW):
            own = finding_label(each.finding.kind, known.get(each.finding.source, Label.RED))
            assert ORDER.index(labels[scenario.id]) >= ORDER.index(own)
        assert ORDER.index(labels[scenario.id]) >= ORDER.index(OF_PLACE)


def test_a_finding_of_a_source_that_could_speak_changes_no_label(place: Place) -> None:
    known = {each.id: Label(each.label.removeprefix("TLP:")) for each in place.sources}
    quiet = _labels(place, (), known)
    told = tuple(
        _finding(one.kind, one.rule, source, None, 1)
        for scenario in place.scenarios
        for one in scenario.precursors
        for source in sources(one, place)
    )
    assert _labels(place, told, known) == quiet
    assert {Label.AMBER, Label.RED} <= set(quiet.values())


def test_a_risk_that_nothing_announces_has_the_label_of_the_files(place: Place) -> None:
    bare = replace(place.scenarios[0], precursors=())
    closed = replace(place, scenarios=(bare,), sources=tuple(replace(one, label=Tlp.RED) for one in place.sources))
    assert _labels(closed, (), {}) == {bare.id: OF_PLACE}


def test_a_source_that_is_gone_counts_as_red(place: Place) -> None:
    scenario = next(each for each in place.scenarios if each.precursors)
    one = scenario.precursors[0]
    only = replace(place, scenarios=(scenario,))
    known = {each.id: Label.CLEAR for each in place.sources}
    assert _labels(only, (_finding(one.kind, one.rule, "gone", None, 1),), known) == {scenario.id: Label.RED}
    assert strictest((_labels(only, (), known)[scenario.id], Label.AMBER_STRICT)) is Label.AMBER_STRICT
