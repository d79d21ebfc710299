"""Sobol indices against the closed form of Ishigami's function and against SALib."""

import numpy as np
import pytest
from scipy.stats import qmc

from forestall.core.errors import InputError
from forestall.science.statistics.sobol import sobol_indices

A, B = 7.0, 0.1


def ishigami(x):
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def design(n):
    points = qmc.Sobol(6, seed=np.random.default_rng(1)).random(n) * 2 * np.pi - np.pi
    return points[:, :3], points[:, 3:]


def test_ishigami_has_its_closed_form():
    """Ishigami and Homma (1990): V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2."""
    variance = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0]) / variance
    third = 8 * B**2 * np.pi**8 / 225 / variance
    found = sobol_indices(ishigami, *design(2**16))
    assert found.variance == pytest.approx(variance, rel=0.01)
    np.testing.assert_allclose(found.first, first, atol=0.01)
    np.testing.assert_allclose(found.total, first + np.array([third, 0.0, third]), atol=0.01)


def test_salib_says_the_same():
    sobol = pytest.importorskip("SALib.analyze.sobol")
    sample = pytest.importorskip("SALib.sample.sobol")
    problem = {"num_vars": 3, "names": ["x", "y", "z"], "bounds": [[-np.pi, np.pi]] * 3}
    points = sample.sample(problem, 2**11, calc_second_order=False, seed=1)
    theirs = sobol.analyze(problem, ishigami(points), calc_second_order=False, seed=1)
    ours = sobol_indices(ishigami, *design(2**11))
    np.testing.assert_allclose(ours.first, theirs["S1"], atol=0.03)
    np.testing.assert_allclose(ours.total, theirs["ST"], atol=0.03)


def test_a_result_that_does_not_vary_has_no_indices():
    assert np.isnan(sobol_indices(lambda x: np.ones(len(x)), *design(16)).first).all()


def test_designs_that_differ_are_refused():
    with pytest.raises(InputError):
        sobol_indices(ishigami, np.zeros((4, 3)), np.zeros((5, 3)))
