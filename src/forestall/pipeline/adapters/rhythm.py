"""When to try again and when to ask again; pure, with the random generator passed in."""

import random
from dataclasses import dataclass

FIRST, LONGEST = 0.5, 300.0


@dataclass(slots=True)
class BackOff:
    """Waits that double after each failure, with full jitter, and start over after a success.

    Source:
        Brooker (2015), Exponential Backoff and Jitter, AWS Architecture Blog: full jitter
    """

    random: random.Random
    """Where jitter comes from."""
    first: float = FIRST
    """Upper bound of the first wait [s]."""
    longest: float = LONGEST
    """Upper bound of any wait [s]."""
    failures: int = 0
    """Failures since the last success."""

    def wait(self, at_least: float = 0.0) -> float:
        """How long to wait after one more failure [s], not less than the other side asked for."""
        self.failures += 1
        bound = min(self.longest, self.first * 2.0 ** min(self.failures - 1, 30))
        return max(self.random.uniform(0.1 * bound, bound), min(at_least, 86_400.0))

    def succeeded(self) -> None:
        """Start over."""
        self.failures = 0


def next_poll(every: float, source: random.Random) -> float:
    """How long until a source is asked again [s]: its interval, up to a tenth earlier or later.

    Offices that start together would otherwise ask together for ever.
    """
    return every * source.uniform(0.9, 1.1)
