"""Counts and durations of the running service, for its metrics: bounded, and safe to add to from any thread."""

import threading

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the durations that are told apart [s]."""


class Gauge:
    """How often something was done, to how many things, and how long it took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0
        """How often."""
        self.things = 0
        """How many things in all."""
        self.seconds = 0.0
        """How long in all [s]."""
        self.within = [0] * len(BOUNDS)
        """How often it took at most the time of the same place in `BOUNDS`."""

    def add(self, things: int, seconds: float) -> None:
        """It was done once."""
        with self._lock:
            self.count += 1
            self.things += things
            self.seconds += seconds
            for place, bound in enumerate(BOUNDS):
                if seconds <= bound:
                    self.within[place] += 1
