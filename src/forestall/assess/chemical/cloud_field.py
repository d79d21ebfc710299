"""The clouds of one release as one field: peak concentration and toxic load. Not here: zones, people.

Where vapour comes from a jet and from a pool, the two are added as if they came together: peaks add, and loads
(integral of C^n dt) of the sum are at most (sum of load^(1/n))^n by Minkowski's inequality. This is the cautious side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from forestall.assess.chemical.airborne import Airborne
from forestall.assess.chemical.field import Field
from forestall.science.chemical.cloud import FLAMMABLE, TOXIC, Cloud, disperse
from forestall.science.chemical.cloud_track import NARROWEST, ROOT_TWO, passage_load, strongest, upwards
from forestall.science.chemical.flammable_cloud import Cloud as Burning
from forestall.science.chemical.probit import Probit

Floats = NDArray[np.float64]

FARTHEST = 20_000.0  # distance to which clouds are followed [m]
EXPOSURE = 1800.0  # longest time people breathe it [s]  (CPR 18E, 1999, Purple Book, section 5.2.1)
MG_PER_KG = 1e6
TINY = 1e-300
ROOT_TWO_PI = 2.5066282746310002


@dataclass(frozen=True, slots=True)
class Stations:
    """A cloud looked up by its stations, each of which is worked out once."""

    cloud: Cloud
    log_x: Floats
    """Logarithm of the stations' distances, shape (stations,)."""
    log_middle: Floats
    """Of the largest concentration ever, integrated across [kg/m2]."""
    log_sigma: Floats
    """Of the width of the edges [m]."""
    cored: bool
    """Whether any station has a flat middle."""

    def peak(self, x: Floats, y: Floats) -> Floats:
        """Largest concentration at the ground [kg/m3]; x and y [m] of one shape."""
        track, flat = self.cloud.track, x.ravel()
        log = np.log(np.clip(flat, track.x[0], track.x[-1]))
        sigma = np.exp(np.interp(log, self.log_x, self.log_sigma))
        core = np.interp(log, self.log_x, track.core) if self.cored else None
        found = np.exp(np.interp(log, self.log_x, self.log_middle)) * profile(y.ravel(), sigma, core)
        return np.where(flat > 0, np.minimum(found, track.ceiling), 0.0).reshape(x.shape)


def profile(y: Floats, sigma: Floats, core: Floats | None) -> Floats:
    """Share of a cloud across the wind [1/m], as `cloud_track.across` has it: a flat core with Gaussian edges.

    Args:
        y: from the centre line [m], shape (n,)
        sigma: of the edges [m], shape (n,)
        core: half-width of the flat middle [m], shape (n,); None: Gaussian everywhere
    """
    if core is None:
        return np.asarray(np.exp(-0.5 * (y / sigma) ** 2) / (ROOT_TWO_PI * sigma))
    wide, edge = np.maximum(core, NARROWEST * sigma), ROOT_TWO * sigma
    return np.asarray((erf((y + wide) / edge) - erf((y - wide) / edge)) / (4.0 * wide))


def stations(cloud: Cloud) -> Stations:
    """The cloud with what is largest at each station."""
    track = cloud.track
    middle = np.maximum(strongest(track) * track.strength * upwards(track, 0.0), TINY)
    cored = bool(np.any(track.core > NARROWEST * track.sigma_y))
    return Stations(cloud, np.log(track.x), np.log(middle), np.log(track.sigma_y), cored)


@dataclass(frozen=True, slots=True)
class CloudField:
    """All clouds of one release at one averaging time."""

    looked_up: tuple[Stations, ...]

    @property
    def clouds(self) -> tuple[Cloud, ...]:
        """The clouds."""
        return tuple(one.cloud for one in self.looked_up)

    def peak(self, x: Floats, y: Floats) -> Floats:
        """Largest concentration at the ground [kg/m3]; x downwind, y across [m], broadcast."""
        x, y = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        return np.asarray(sum((one.peak(x, y) for one in self.looked_up), np.zeros(x.shape)))

    def load(self, probit: Probit, air_changes: float | None = None) -> Field:
        """Toxic load [(mg/m3)^n min] as a field; in a house of this many air changes an hour, or (None) outdoors."""
        minutes = [passage_load(one.cloud.track, probit.n, EXPOSURE, air_changes) / 60.0 for one in self.looked_up]

        def field(x: Floats, y: Floats) -> Floats:
            x, y = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
            total = np.zeros(x.shape)
            for one, lasts in zip(self.looked_up, minutes, strict=True):
                known = one.cloud.track.x
                time = np.interp(np.log(np.clip(x, known[0], known[-1])), np.log(known), lasts)
                total = total + MG_PER_KG * one.peak(x, y) * time ** (1 / probit.n)
            return np.asarray(total**probit.n)

        return field

    def passage(self) -> float:
        """How long people near the source breathe it [min]."""
        near = np.array([100.0])
        return max((float(one.passage(near)[0]) for one in self.clouds), default=0.0) / 60.0

    def flammable(self, lean: float, rich: float) -> Burning:
        """What can burn, the clouds added up; the middle is that of the larger one."""
        parts = [one.flammable(lean, rich) for one in self.clouds]
        largest = max(parts, key=lambda one: one.mass, default=Burning(0.0, 0.0))
        return Burning(sum(one.mass for one in parts), largest.centre)


def toxic_field(release: Airborne) -> CloudField:
    """The clouds averaged over ten minutes, as doses want them."""
    return _field(release, TOXIC)


def flammable_field(release: Airborne) -> CloudField:
    """The clouds averaged over some seconds, as flames find them."""
    return _field(release, FLAMMABLE)


def _field(release: Airborne, averaging: float) -> CloudField:
    clouds = (disperse(one, release.weather, averaging=averaging, farthest=FARTHEST) for one in release.sources)
    return CloudField(tuple(stations(one) for one in clouds))
