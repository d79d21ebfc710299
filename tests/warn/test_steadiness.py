"""A value that swings, decays or is noisy opens as few warnings as it crosses from calm to danger."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.profile import Steadiness
from forestall.model.risk import Assessment
from forestall.model.words import Level
from forestall.warn.bands import RATIO_EDGES, bands, rounded
from forestall.warn.scale import finding_score, risk_score
from forestall.warn.stage import warn
from forestall.warn.steadiness import Strength, strength
from forestall.warn.topic import limits

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

Assess = Callable[..., Assessment]
After = Callable[..., tuple[Alert, ...]]
Line = list[tuple[float, float]]

STEPS = st.lists(st.tuples(st.floats(0.25, 30.0), st.floats(0.5, 40.0)), min_size=1, max_size=25)


def passes(
    place: Place, plan: Plan, assessment: Assess, after: After, line: Line
) -> list[tuple[datetime, float, Alert]]:
    """Messages of a line of (hours since the pass before, ratio), each with time and ratio of its pass."""
    standing: tuple[Alert, ...] = ()
    moment, sent = START, []
    for hours, ratio in line:
        moment += timedelta(minutes=round(60 * hours))
        messages = warn(place, (), assessment(ratio), plan, standing, moment).messages
        standing = after(standing, messages)
        sent += [(moment, ratio, message) for message in messages]
    return sent


@QUIET
@given(steps=STEPS)
def test_between_the_thresholds_nothing_opens(
    place: Place, plan: Plan, assessment: Assess, after: After, steps: Line
) -> None:
    line = [(hours, min(max(ratio, 1.5), 2.99)) for hours, ratio in steps]
    assert passes(place, plan, assessment, after, line) == []


@QUIET
@given(steps=STEPS)
def test_a_risk_that_stays_above_the_closing_ratio_opens_one_warning(
    place: Place, plan: Plan, assessment: Assess, after: After, steps: Line
) -> None:
    line = [(1.0, 3.0), *((hours, max(ratio, 1.5)) for hours, ratio in steps)]
    kinds = [message.msg_type for _, _, message in passes(place, plan, assessment, after, line)]
    assert (kinds.count("Alert"), kinds.count("Cancel")) == (1, 0)


@QUIET
@given(steps=STEPS)
def test_a_warning_opens_only_above_and_closes_only_below_and_after_the_hold(
    place: Place, plan: Plan, assessment: Assess, after: After, steps: Line
) -> None:
    opened = None
    for moment, ratio, message in passes(place, plan, assessment, after, steps):
        if message.msg_type == "Alert":
            assert ratio >= 3.0
            opened = moment
        if message.msg_type == "Cancel":
            assert opened is not None
            assert ratio < 1.5
            assert moment - opened >= timedelta(hours=12)


@QUIET
@given(noise=st.lists(st.floats(-0.08, 0.08), min_size=10, max_size=40), middle=st.sampled_from([3.0, 3.873, 7.071]))
def test_noise_about_a_threshold_or_an_edge_of_words_does_not_flap(
    place: Place, plan: Plan, assessment: Assess, after: After, noise: list[float], middle: float
) -> None:
    line = [(0.25, middle * (1 + wobble)) for wobble in noise]
    assert len(passes(place, plan, assessment, after, line)) <= 1


@QUIET
@given(peak=st.floats(3.0, 40.0), half_life=st.floats(6.0, 48.0))
def test_a_risk_that_decays_is_opened_once_and_told_each_band_at_most_once(
    place: Place, plan: Plan, assessment: Assess, after: After, peak: float, half_life: float
) -> None:
    line = [(1.0, peak ** (0.5 ** (hour / half_life))) for hour in range(72)]
    sent = [message for _, _, message in passes(place, plan, assessment, after, line)]
    headlines = [
        each.headline
        for before, each in zip([None, *sent], sent, strict=False)
        if not before or before.digest != each.digest
    ]
    assert len(headlines) == len(set(headlines))
    assert [each.msg_type for each in sent].count("Alert") == 1


@QUIET
@given(steps=STEPS)
def test_identifiers_are_unique(place: Place, plan: Plan, assessment: Assess, after: After, steps: Line) -> None:
    names = [message.identifier for _, _, message in passes(place, plan, assessment, after, steps)]
    assert len(names) == len(set(names))


@QUIET
@given(steps=STEPS)
def test_the_same_moment_twice_sends_nothing_the_second_time(
    place: Place, plan: Plan, assessment: Assess, after: After, steps: Line
) -> None:
    standing: tuple[Alert, ...] = ()
    moment = START
    for hours, ratio in steps:
        moment += timedelta(minutes=round(60 * hours))
        standing = after(standing, warn(place, (), assessment(ratio), plan, standing, moment).messages)
        assert warn(place, (), assessment(ratio), plan, standing, moment).messages == ()


@given(st.floats(0.1, 500.0))
def test_the_first_band_is_the_one_the_value_is_in(value: float) -> None:
    own = bands(value, RATIO_EDGES)[0]
    edges = (0.0, *RATIO_EDGES, float("inf"))
    assert edges[own] <= value < edges[own + 1]


@given(st.floats(1.0, 1e15))
def test_a_rounded_amount_is_near_it(amount: float) -> None:
    assert 0.6 < rounded(amount) / amount < 1.65


def spoken(subject: str, score: float) -> Strength:
    return strength(score, limits(subject, Steadiness()))


def test_levels_speak_for_a_warning_by_the_place_s_settings(finding: Callable[..., Finding]) -> None:
    found = [spoken("finding:x:y", finding_score(finding(level=level), START, Steadiness())) for level in Level]
    assert found == [Strength.WEAK, Strength.WEAK, Strength.MIDDLING, Strength.STRONG, Strength.STRONG]


def test_ratios_speak_for_a_warning_by_the_place_s_settings() -> None:
    ratios = (0.0, 1.49, 1.5, 2.99, 3.0, float("inf"), float("nan"))
    found = [spoken("risk:x", risk_score(ratio, 0.5, Steadiness())) for ratio in ratios]
    weak, middling, strong = Strength.WEAK, Strength.MIDDLING, Strength.STRONG
    assert found == [weak, weak, middling, middling, strong, strong, Strength.UNKNOWN]


def test_what_stays_very_unlikely_keeps_a_warning_open_and_opens_none() -> None:
    found = [spoken("risk:x", risk_score(600.0, probability, Steadiness())) for probability in (0.0005, 0.001)]
    assert found == [Strength.MIDDLING, Strength.STRONG]
