"""The front door of dispersion: a source and the weather in, a cloud out. It picks the model and says which.

Not here: how much leaks, what a dose does to people, the models themselves. Left out of every model: deposition,
chemistry, slopes, buildings.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical.cloud_dense import ROUGHEST, burst_track, dense_track, jet_track, richardson
from forestall.science.chemical.cloud_passive import passive_track
from forestall.science.chemical.cloud_source import CloudSource, Form
from forestall.science.chemical.cloud_track import Track, across, passage_load, passing, strongest, upwards
from forestall.science.chemical.cloud_weather import CALM, Weather
from forestall.science.chemical.flammable_cloud import Cloud as Burning
from forestall.science.chemical.flammable_cloud import flammable_part

Floats = NDArray[np.float64]

MG_PER_KG = 1e6
SECONDS_PER_MINUTE = 60.0
TOXIC, FLAMMABLE = 600.0, 18.75  # usual averaging times [s]: CPR 18E (1999), section 4.2; Spicer and Havens (1989)
DENSE = 1.0  # source Richardson number from which a cloud is dense; Spicer and Havens (1989), EPA-450/4-89-019, p. 28
HALVINGS = 50  # of the bracket of a half-width
RING = 48  # points kept on each side of a ring
FITTED = 10_000.0  # distance to which the sigma sets were fitted [m]; Briggs (1973)


class Model(StrEnum):
    """What computed a cloud."""

    GAUSSIAN_PLUME = "gaussian plume"
    GAUSSIAN_PUFF = "gaussian puff"
    DENSE_PLUME = "dense plume"
    DENSE_PUFF = "dense puff"
    JET = "jet"


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where a release goes. Concentrations are those at the temperature of the air: share by volume times density."""

    model: Model
    track: Track
    source_richardson: float
    """Of the source; dense from 1 on. NaN where the gas is no heavier than the air."""
    remarks: tuple[str, ...]

    def concentration(self, x: Floats, y: Floats, z: Floats, t: Floats) -> Floats:
        """At points and times [kg/m3].

        Args:
            x, y, z: downwind, across, above ground [m]; they and t broadcast
            t: since the release began [s]

        Returns:
            Concentration, 0 upwind of the source. A puff has the width it has when its middle is where it is at t.
        """
        x, y, z, t = np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in (x, y, z, t)))
        flat = x.ravel()
        there, when = self._seen(flat, t.ravel())
        found = passing(there, when) * there.strength * across(there, y.ravel()) * upwards(there, z.ravel())
        return np.where(flat > 0, np.minimum(found, self.track.ceiling), 0.0).reshape(x.shape)

    def _seen(self, x: Floats, t: Floats) -> tuple[Track, Floats]:
        """The stations whose widths hold at points and times, and the times at which to look at them there."""
        track = self.track
        if track.steps:
            return track.at(np.maximum(x, track.x[0])), t
        first = np.concatenate([[0.0], track.arrival])
        middle = np.interp(t, first, np.concatenate([[0.0], track.x]))
        there = track.at(np.maximum(middle, track.x[0]))
        speed = np.interp(middle, track.x, np.gradient(track.x, track.arrival))
        return there, there.arrival + (middle - x) / speed

    def peak(self, x: Floats, y: Floats, z: float = 0.0) -> Floats:
        """Largest concentration ever at points [kg/m3]; x and y [m] broadcast."""
        x, y = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        there = self.track.at(np.maximum(x.ravel(), self.track.x[0]))
        found = self._middle(there, z) * across(there, y.ravel())
        return np.where(x.ravel() > 0, np.minimum(found, self.track.ceiling), 0.0).reshape(x.shape)

    def grid_peak(self, x: Floats, y: Floats, z: float = 0.0) -> Floats:
        """Largest concentration ever [kg/m3] on the grid of x (n,) and y (m,) [m], shape (n, m)."""
        there = self.track.at(np.maximum(x, self.track.x[0]))
        found = self._middle(there, z)[:, None] * across(there, np.asarray(y)[None, :])
        return np.where(np.asarray(x)[:, None] > 0, np.minimum(found, self.track.ceiling), 0.0)

    def _middle(self, there: Track, z: float) -> Floats:
        """Largest concentration ever of each station, integrated across [kg/m2]."""
        return strongest(there) * there.strength * upwards(there, z)

    def grid_load(
        self,
        x: Floats,
        y: Floats,
        exponent: float,
        z: float = 0.0,
        exposure: float = 1800.0,
        air_changes: float | None = None,
    ) -> Floats:
        """Toxic load on the grid of x (n,) and y (m,) [m].

        Args:
            x, y: downwind and across [m]
            exponent: n
            z: height [m]
            exposure: longest time exposed [s]; the worst stretch of the passage that long counts
            air_changes: of the building people are in [1/h]; None: outdoors

        Returns:
            Integral of C^n dt with C in mg/m3 and t in min, as `Probit` takes it, shape (n, m).

        Source:
            CPR 18E (1999), Purple Book, section 5.2.2; indoors: CPR 16E (1992), Green Book, section 5.5
        """
        seconds = passage_load(self.track, exponent, exposure, air_changes)
        known = np.log(self.track.x)
        log = np.log(np.clip(x, self.track.x[0], self.track.x[-1]))
        minutes = np.interp(log, known, seconds) / SECONDS_PER_MINUTE
        return np.asarray((MG_PER_KG * self.grid_peak(x, y, z)) ** exponent * minutes[:, None])

    def load(
        self,
        x: Floats,
        y: Floats,
        exponent: float,
        z: float = 0.0,
        exposure: float = 1800.0,
        air_changes: float | None = None,
    ) -> Floats:
        """As `grid_load`, at points x and y [m] that broadcast."""
        seconds = passage_load(self.track, exponent, exposure, air_changes)
        x, y = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        log = np.log(np.clip(x, self.track.x[0], self.track.x[-1]))
        minutes = np.interp(log, np.log(self.track.x), seconds) / SECONDS_PER_MINUTE
        return np.asarray((MG_PER_KG * self.peak(x, y, z)) ** exponent * minutes)

    def reach(self, level: float, z: float = 0.0) -> float:
        """Farthest point on the centre line [m] with this peak [kg/m3]; 0 nowhere, NaN beyond the last station."""
        track = self.track
        found = np.minimum(self._middle(track, z) * across(track, np.zeros(track.x.size)), track.ceiling)
        above = np.flatnonzero(found >= level)
        if above.size == 0:
            return 0.0
        last = int(above[-1])
        if last + 1 == track.x.size:
            return float("nan")
        part = np.log(found[last] / level) / np.log(found[last] / found[last + 1])
        return float(track.x[last] * (track.x[last + 1] / track.x[last]) ** part)

    def half_width(self, level: float, x: Floats, z: float = 0.0) -> Floats:
        """Distance from the centre line at which the peak is `level` [kg/m3], at x (n,) [m]; NaN where it is lower."""
        there = self.track.at(np.maximum(np.atleast_1d(x), self.track.x[0]))
        middle = self._middle(there, z)
        low, high = np.zeros(there.x.size), there.core + 12.0 * there.sigma_y
        inside = middle * across(there, low) >= level
        for _ in range(HALVINGS):
            y = 0.5 * (low + high)
            above = middle * across(there, y) >= level
            low, high = np.where(above, y, low), np.where(above, high, y)
        return np.where(inside, 0.5 * (low + high), np.nan)

    def ring(self, level: float, z: float = 0.0) -> tuple[Floats, Floats] | None:
        """The closed line around all points whose peak is at least `level` [kg/m3]: x, y [m]; None where none is."""
        farthest = self.reach(level, z)
        if farthest == 0.0:
            return None
        stop = self.track.x[-1] if np.isnan(farthest) else farthest
        x = self.track.x[0] + (stop - self.track.x[0]) * (1 - np.cos(np.linspace(0, np.pi, RING))) / 2
        half = self.half_width(level, x, z)
        some = ~np.isnan(half)
        xs, half = x[some], half[some]
        if xs.size == 0:
            return None
        around = np.concatenate([xs, xs[::-1], xs[:1]])
        return around, np.concatenate([half, -half[::-1], half[:1]])

    def arrival(self, x: Floats) -> Floats:
        """When the front (of a puff: the middle) passes x [m], since the release began [s]."""
        return self.track.at(np.maximum(np.atleast_1d(x), self.track.x[0])).arrival

    def passage(self, x: Floats) -> Floats:
        """How long it passes x [m]: all that passes over the largest flow [s]."""
        there = self.track.at(np.maximum(np.atleast_1d(x), self.track.x[0]))
        return np.asarray(self.track.mass / strongest(there))

    def share(self, concentration: Floats) -> Floats:
        """Share by volume of a concentration [kg/m3]."""
        return np.asarray(concentration / self.track.ceiling)

    def mass_concentration(self, share: float) -> float:
        """Concentration [kg/m3] of a share by volume, at the temperature of the air."""
        return share * self.track.ceiling

    def flammable(self, lean: float, rich: float) -> Burning:
        """The part between two shares by volume: mass [kg] and mean distance [m]; of a puff, when it is most."""
        return flammable_part(self.track, lean * self.track.ceiling, rich * self.track.ceiling)


def disperse(source: CloudSource, weather: Weather, *, averaging: float = TOXIC, farthest: float = 20_000.0) -> Cloud:
    """The cloud of a release.

    Args:
        source: what enters the air
        weather: where
        averaging: time over which concentrations are averaged [s]; 600 for doses, 18.75 for what burns
        farthest: last station [m], above 10

    Returns:
        The cloud, dense where the Richardson number of its source is 1 or more.

    Raises:
        InputError: `farthest` is too near, or averaging is not above 0.

    Source:
        Criterion: Spicer and Havens (1989), EPA-450/4-89-019, p. 28; the models name their own
    """
    if not farthest > 10 or not averaging > 0:
        raise InputError(f"disperse: farthest {farthest} m (above 10), averaging {averaging} s (above 0)")
    number = richardson(source, weather)
    remarks = tuple(_remarks(source, weather, farthest))
    model, track = _computed(source, weather, number, averaging, farthest)
    return Cloud(model, track, number, remarks)


def _computed(
    source: CloudSource, weather: Weather, number: float, averaging: float, farthest: float
) -> tuple[Model, Track]:
    """The model for a source and what it gives."""
    if source.form in (Form.JET, Form.STACK) and source.area > 0 and not source.at_once:
        return Model.JET, jet_track(source, weather, averaging, farthest)
    if number >= DENSE and source.at_once:
        return Model.DENSE_PUFF, burst_track(source, weather, averaging, farthest)
    if number >= DENSE:
        return Model.DENSE_PLUME, dense_track(source, weather, averaging, farthest)
    model = Model.GAUSSIAN_PUFF if source.at_once else Model.GAUSSIAN_PLUME
    return model, passive_track(source, weather, averaging, farthest)


def _remarks(source: CloudSource, weather: Weather, farthest: float) -> list[str]:
    found = []
    if weather.wind < CALM:
        found.append(f"wind of {weather.wind:g} m/s: computed at {CALM:g} m/s, the least these models are meant for")
    if farthest > FITTED:
        found.append("beyond 10 km the widths are extrapolated")
    if source.form in (Form.JET, Form.STACK) and not source.area > 0:
        found.append("a jet of unknown mouth: its own mixing is left out; it reaches too far rather than too near")
    if weather.roughness > ROUGHEST and source.form in (Form.GROUND, Form.POOL):
        found.append(f"should it be heavy, the ground counts as no rougher than {ROUGHEST:g} m")
    if len(source.history) > 1:
        found.append("a rate that changes: widths and depths are those of the largest rate averaged over a minute")
    return found
