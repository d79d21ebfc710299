"""Latin hypercube samples and the bands they give."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.probit import Probit
from forestall.science.chemical.risk.event_tree import Loss, Shares
from forestall.science.chemical.risk.exposure import Outcome, exposed
from forestall.science.chemical.risk.latin import factors, latin_hypercube
from forestall.science.chemical.risk.toxic import plume_footprint
from forestall.science.chemical.risk.uncertainty import Release, Spread, bands

CHLORINE = Probit(-6.35, 0.5, 2.75)
SHARES = Shares(0.7, 0.4)
TOXIC = Loss(False, True, True, 0.0, 0.0)
POINTS = np.array([150.0, -300.0]), np.array([80.0, 200.0])
DEATHS = np.array([0.5, 2.0, 10.0])
NONE = Spread(1.0, 1.0, 1.0, 1.0)


def footprints(branch, strength):
    return tuple(
        plume_footprint(CHLORINE, 5.0 * strength, 1800.0, wind=u, stability=s, height=0.0)
        for u, s in ((5.0, "D"), (2.0, "F"))
    )


def found(hours, ground, spread, samples=200, seed=3, releases=None):
    one = releases or [Release(TOXIC, 1e-5, 0.0, 0.0, footprints)]
    stream = np.random.default_rng(seed)
    return bands(one, SHARES, hours, ground, POINTS, DEATHS, samples=samples, spread=spread, stream=stream)


@given(samples=st.integers(1, 60), inputs=st.integers(1, 6), seed=st.integers(0, 99))
def test_each_part_of_each_input_is_used_once(samples, inputs, seed):
    drawn = latin_hypercube(samples, inputs, np.random.default_rng(seed))
    assert (np.sort(np.floor(drawn * samples), axis=0) == np.arange(samples)[:, None]).all()


def test_no_samples_are_refused():
    with pytest.raises(InputError, match="at least 1"):
        latin_hypercube(0, 2, np.random.default_rng(1))


def test_a_factor_has_median_one_and_the_ratio_at_95_percent():
    assert factors(np.array([0.5, 0.95]), 5.0) == pytest.approx([1.0, 5.0])


def test_a_ratio_below_one_is_refused():
    with pytest.raises(InputError, match="at least 1"):
        factors(np.array([0.5]), 0.5)


def test_without_spread_every_sample_is_the_central_value(roses, ground):
    central = exposed([Outcome(0.0, 0.0, 1e-5, footprints(None, 1.0))], roses(), ground)
    result = found(roses(), ground, NONE, samples=5)
    assert result.loss_of_life == pytest.approx(np.full(5, central.all.loss_of_life), rel=1e-9)
    assert result.individual == pytest.approx(
        np.tile(central.individual(*POINTS), (2, 1)), rel=1e-5
    )  # single precision
    assert result.societal == pytest.approx(np.tile(central.all.exceeded(DEATHS), (2, 1)), rel=1e-9)


def test_uncertain_frequency_alone_spreads_risk_as_it_is_spread_itself(roses, ground):
    spread = dataclasses.replace(NONE, frequency=5.0)
    central = exposed([Outcome(0.0, 0.0, 1e-5, footprints(None, 1.0))], roses(), ground).all.loss_of_life
    low, middle, high = np.quantile(found(roses(), ground, spread, samples=2000).loss_of_life, (0.05, 0.5, 0.95))
    assert (low, middle, high) == (
        pytest.approx(central / 5, rel=0.02),
        pytest.approx(central, rel=0.02),
        pytest.approx(5 * central, rel=0.02),
    )


def test_risk_read_between_strengths_is_that_of_a_full_run(roses, ground):
    spread = dataclasses.replace(NONE, strength=2.0)
    result = found(roses(), ground, spread, samples=40)
    direct = []
    for u in np.quantile(np.linspace(0.0125, 0.9875, 40), (0.25, 0.5, 0.75)):
        marks = footprints(None, float(factors(np.array([u]), 2.0)[0]))
        direct.append(exposed([Outcome(0.0, 0.0, 1e-5, marks)], roses(), ground).all.loss_of_life)
    assert np.quantile(result.loss_of_life, (0.25, 0.5, 0.75)) == pytest.approx(direct, rel=0.05)


def test_more_ignition_leaves_less_to_poison(roses, ground):
    burns = Release(Loss(False, True, True, 0.3, 0.0), 1e-5, 0.0, 0.0, footprints)
    result = found(roses(), ground, dataclasses.replace(NONE, ignition=3.0), samples=50, releases=[burns])
    assert result.loss_of_life.max() > result.loss_of_life.min()


def test_the_same_seed_gives_the_same_bands(roses, ground):
    one, two = (found(roses(), ground, Spread(), samples=20) for _ in range(2))
    assert one.loss_of_life.tobytes() == two.loss_of_life.tobytes()
    assert one.individual.tobytes() == two.individual.tobytes()


def test_the_bands_lie_in_order(roses, ground):
    result = found(roses(), ground, Spread())
    assert (result.individual[0] <= result.individual[1]).all()
    assert (result.societal[0] <= result.societal[1]).all()
