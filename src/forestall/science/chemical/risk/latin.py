"""Latin hypercube samples: each input's range is cut into as many equal parts as there are samples, each used once."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

Z95 = 1.6448536269514722  # 95 % quantile of the standard normal distribution


def latin_hypercube(samples: int, inputs: int, stream: np.random.Generator) -> Floats:
    """Samples of independent inputs, uniform in 0..1, shape (samples, inputs).

    Raises:
        InputError: fewer than one sample or input.

    Source:
        McKay, Beckman and Conover (1979), Technometrics 21, 239-245
    """
    if samples < 1 or inputs < 1:
        raise InputError(f"latin hypercube: {samples} samples of {inputs} inputs: expected at least 1 of each")
    strata = np.stack([stream.permutation(samples) for _ in range(inputs)], axis=1)
    return np.asarray((strata + stream.random((samples, inputs))) / samples)


def factors(uniform: Floats, ratio: float) -> Floats:
    """Lognormal factors with median 1 whose 95 % quantile is `ratio` (at least 1), shape of `uniform`.

    Raises:
        InputError: the ratio is below 1.
    """
    if not ratio >= 1:
        raise InputError(f"spread: ratio of the 95 % quantile to the median is {ratio:g}, must be at least 1")
    return np.asarray(np.exp(ndtri(uniform) * np.log(ratio) / Z95))
