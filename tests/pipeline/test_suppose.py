"""How a risk went from pass to pass, which evidence moved it, and what can be supposed of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.core.errors import InputError
from forestall.model.suppose import Suppose
from forestall.outlook.given import Given
from forestall.pipeline import picture_file
from forestall.pipeline.office import office
from forestall.pipeline.run import run_pass
from forestall.pipeline.suppose import Grounds, common, forecast, grounds, history, suppose, telling
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.state import State

FIRST = datetime(2026, 3, 9, 6, tzinfo=UTC)
LATER = FIRST + timedelta(days=3)


@dataclass(frozen=True)
class Passed:
    """A town after two passes."""

    root: Path
    state: Path
    given: Given


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Passed:
    folder = tmp_path_factory.mktemp("suppose")
    root, state = folder / "town", folder / "state"
    write_town(root)
    for at in (FIRST, LATER):
        run_pass(root, out=folder / "out", state=state, at=at, now=at, seed=1, progress=lambda _: None)
    with State.read(state) as kept:
        given, _ = picture_file.read(kept.document(picture_file.NAME))
    return Passed(root, state, given)


def _of(given: Given, scenario: str) -> Grounds:
    return grounds(common(given), scenario)


def _first(given: Given) -> Grounds:
    return _of(given, given.assessment.risks[0].scenario)


def test_the_history_has_each_pass_newest_first_with_the_numbers_that_it_gave(town: Passed) -> None:
    for risk in town.given.assessment.risks:
        went = history(str(town.state), risk.scenario, town.given.at)
        assert [each.at for each in went] == [LATER, FIRST]
        assert went[0].risk.weighted == risk.weighted
        assert went[-1].moved is None


def test_evidence_that_faded_between_two_passes_is_named_as_what_moved_the_risk(town: Passed) -> None:
    moved = [history(str(town.state), each.scenario, town.given.at)[0] for each in town.given.assessment.risks]
    faded = [each for each in moved if each.moved is not None and each.moved.trend == "down"]
    assert faded
    for each in faded:
        assert each.moved is not None
        assert any("then" in text or "gone" in text for text in each.moved.because), each.moved


def test_before_the_first_pass_and_for_a_scenario_that_never_was_there_is_no_history(town: Passed) -> None:
    risk = town.given.assessment.risks[0]
    assert history(str(town.state), risk.scenario, FIRST - timedelta(days=1)) == ()
    assert history(str(town.state), "never", town.given.at) == ()


def test_forecasts_of_a_risk_are_told_newest_first_by_horizon(town: Passed) -> None:
    place = load(town.root)
    risk = town.given.assessment.risks[0]
    with office(town.state, lambda: LATER, lambda: place) as desk:
        found = forecast(desk, risk.scenario)
    assert [each.made for each in found] == sorted((each.made for each in found), reverse=True)
    assert {each.made for each in found} == {FIRST, LATER}
    said = {each.horizon: each.probability for each in found if each.made == LATER}
    assert said == {each.horizon: each.probability.mean for each in risk.chances if each.horizon in said}


def test_supposing_nothing_gives_the_register_and_the_same_twice(town: Passed) -> None:
    for risk in town.given.assessment.risks:
        found = suppose(_of(town.given, risk.scenario), Suppose())
        assert found.before.risk == risk
        assert found.after == found.before
    once = suppose(_first(town.given), Suppose(factor=3.0))
    assert once == suppose(_first(town.given), Suppose(factor=3.0))


def test_what_a_measure_requires_is_supposed_with_it(town: Passed) -> None:
    first, second, *rest = town.given.place.measures
    needy = replace(first, requires=(second.id,))
    given = replace(town.given, place=replace(town.given.place, measures=(needy, second, *rest)))
    found = suppose(_first(given), Suppose(measures=(needy.id,)))
    assert set(found.asked.measures) == {needy.id, second.id}


def test_what_a_risk_can_be_asked_is_what_bears_on_it(town: Passed) -> None:
    told = telling(_first(town.given))
    known = {each.id for each in town.given.place.measures}
    assert {each.id for each in told.measures} <= known
    assert {each.kind for each in told.swings} >= {"rate", "event"}


@pytest.mark.parametrize(
    "asked",
    [Suppose(factor=0.0), Suppose(factor=1e9), Suppose(factor=float("nan")), Suppose(measures=("none",)),
     Suppose(period="noon"), Suppose(stability="G")],
)  # fmt: skip
def test_what_cannot_be_supposed_is_refused_with_what_was_expected(town: Passed, asked: Suppose) -> None:
    with pytest.raises(InputError, match="expected"):
        suppose(_first(town.given), asked)
