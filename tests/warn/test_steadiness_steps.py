"""The state machine of one subject, step by step."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.profile import Steadiness
from forestall.model.steadiness import Phase, Track
from forestall.store.document import record_of, text_of
from forestall.warn.steadiness import Limits, Moved, Step, advance

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
LIMITS = Limits(10.0, 5.0)
NO, OPEN, STAY, HOLD, CLOSE, LAPSE = Step.NOTHING, Step.OPEN, Step.STAY, Step.HOLD, Step.CLOSE, Step.LAPSE
AT_ONCE = Steadiness(hold=0.0)
nan = math.nan


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def steps(settings: Steadiness, scores: list[float], every: float = 1.0) -> list[Step]:
    """What becomes of a subject whose scores come one after the other, so many hours apart."""
    track: Track | None = None
    found = []
    for number, score in enumerate(scores):
        moved = advance("x", track, score, at(number * every), LIMITS, settings)
        track = moved.track
        found.append(moved.step)
    return found


CASES = {
    "opens at the limit and closes below the other": (AT_ONCE, [9, 10, 5, 4], [NO, OPEN, STAY, CLOSE]),
    "between the limits nothing opens and nothing closes": (AT_ONCE, [7, 7, 10, 7], [NO, NO, OPEN, STAY]),
    "what is not known opens and closes nothing": (AT_ONCE, [nan, 10, nan, 4], [NO, OPEN, STAY, CLOSE]),
    "it holds for the hold time": (Steadiness(hold=3.0), [10, 1, 1, 1, 1], [OPEN, HOLD, HOLD, CLOSE, NO]),
    "it closes once it was clear for long enough, without a break": (
        Steadiness(hold=0.0, clear=2.0),
        [10, 1, 1, 6, 1, 1, 1],
        [OPEN, HOLD, HOLD, STAY, HOLD, HOLD, CLOSE],
    ),
    "what is not known breaks the time it was clear": (
        Steadiness(hold=0.0, clear=2.0),
        [10, 1, nan, 1, 1, 1],
        [OPEN, HOLD, STAY, HOLD, HOLD, CLOSE],
    ),
    "two of three looks confirm it": (
        replace(AT_ONCE, confirm=2, confirm_of=3),
        [10, 1, 10, 4, 10, 1, 1, 10],
        [NO, NO, OPEN, CLOSE, NO, NO, NO, NO],
    ),
    "a look in which nothing is known is no look": (
        replace(AT_ONCE, confirm=2, confirm_of=2),
        [10, nan, 10],
        [NO, NO, OPEN],
    ),
    "passes of one span of time are one look": (
        replace(AT_ONCE, confirm=2, confirm_of=2, look=3.0),
        [10, 10, 1, 10],
        [NO, NO, NO, OPEN],
    ),
    "looks are forgotten after their spans": (
        replace(AT_ONCE, confirm=2, confirm_of=2, look=1.0),
        [10, nan, nan, 10],
        [NO, NO, NO, NO],
    ),
    "what spoke for it fades by half in a half-life": (
        replace(AT_ONCE, half_life=1.0),
        [16, 1, 1],
        [OPEN, STAY, CLOSE],
    ),
    "fading confirms nothing": (replace(AT_ONCE, half_life=9.0, confirm=2, confirm_of=2), [16, 1, 1], [NO, NO, NO]),
    "what lapsed does not open for what spoke for it before": (
        replace(AT_ONCE, lapse=1.0, half_life=100.0),
        [10, nan, 1],
        [OPEN, LAPSE, CLOSE],
    ),
    "of which nothing is known for long, it lapses": (
        replace(AT_ONCE, lapse=2.0),
        [10, nan, nan, nan, 4],
        [OPEN, STAY, LAPSE, NO, CLOSE],
    ),
    "what lapsed opens again when it is known to be true": (
        replace(AT_ONCE, lapse=1.0),
        [10, nan, 6, 4],
        [OPEN, LAPSE, OPEN, CLOSE],
    ),
}


@pytest.mark.parametrize(("settings", "scores", "expected"), CASES.values(), ids=CASES)
def test_it_moves_as_the_place_says(settings: Steadiness, scores: list[float], expected: list[Step]) -> None:
    assert steps(settings, scores) == expected


def test_what_somebody_ended_opens_again_only_after_it_fell() -> None:
    ended = Track("x", Phase.ENDED, START, START, START, 10.0)
    still = advance("x", ended, 12.0, at(1), LIMITS, AT_ONCE)
    assert (still.step, still.track and still.track.phase) == (NO, Phase.ENDED)
    fallen = advance("x", still.track, 4.0, at(2), LIMITS, AT_ONCE)
    assert fallen.track is None
    assert advance("x", fallen.track, 12.0, at(3), LIMITS, AT_ONCE).step is OPEN


SETTINGS = st.builds(
    Steadiness,
    hold=st.sampled_from([0.0, 3.0]),
    clear=st.sampled_from([0.0, 3.0]),
    confirm=st.integers(1, 2),
    confirm_of=st.integers(2, 4),
    look=st.sampled_from([0.0, 1.5]),
    half_life=st.sampled_from([0.0, 2.0]),
    lapse=st.sampled_from([0.0, 4.0]),
)
SCORES = st.lists(st.one_of(st.floats(0.0, 20.0), st.just(nan)), max_size=30)


@given(settings=SETTINGS, scores=SCORES)
def test_openings_and_closings_alternate_and_the_hold_is_kept(settings: Steadiness, scores: list[float]) -> None:
    opened = None
    for number, step in enumerate(steps(settings, scores)):
        if step is OPEN:
            assert opened is None or settings.lapse
            opened = number
        if step is CLOSE:
            assert opened is not None
            assert number - opened >= settings.hold or settings.lapse
            opened = None


@given(settings=SETTINGS, scores=SCORES)
def test_a_restart_and_the_same_step_twice_change_nothing(settings: Steadiness, scores: list[float]) -> None:
    track: Track | None = None
    for number, score in enumerate(scores):
        moved = advance("x", track, score, at(number), LIMITS, settings)
        track = None if moved.track is None else record_of(Track, text_of(Track, moved.track), "x")
        assert track == moved.track
        again: Moved = advance("x", track, score, at(number), LIMITS, settings)
        assert again.track == track
        assert again.step in (NO, STAY, HOLD) or track is None


@given(settings=SETTINGS, scores=st.lists(st.floats(0.0, 20.0), max_size=30), more=st.floats(0.0, 10.0))
def test_more_danger_never_opens_later(settings: Steadiness, scores: list[float], more: float) -> None:
    lower, higher = steps(settings, scores), steps(settings, [score + more for score in scores])
    assert OPEN not in lower or higher.index(OPEN) <= lower.index(OPEN)
