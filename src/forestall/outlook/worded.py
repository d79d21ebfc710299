"""Times and sums as `wording.Wording` writes them, in another language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from forestall.model.place import Place
from forestall.outlook.said import FIGURE
from forestall.outlook.wording import Wording

Says = Callable[[str, str], str]
"""A sentence of a family in a language (`said.Said`)."""


@dataclass(frozen=True, slots=True)
class Worded(Wording):
    """How money and times are written for one place and one pass, in one language."""

    says: Says

    def money(self, value: float | None) -> str:
        """`EUR 1.2 M`, or no data."""
        return self.says(Wording.money(self, value), FIGURE)

    def amount(self, value: float | None, unit: str) -> str:
        """A number with its unit, or no data."""
        return self.says(Wording.amount(self, value, unit), FIGURE)

    def moment(self, when: datetime | None) -> str:
        """Local time in short."""
        return self.says(Wording.moment(self, when), FIGURE)

    def full(self, when: datetime) -> str:
        """Local time in full."""
        return self.says(Wording.full(self, when), FIGURE)


def worded(words: Wording, says: Says) -> Worded:
    """The same in a language."""
    return Worded(words.currency, words.zone, words.at, says)


def plain_words(place: Place, now: datetime) -> Wording:
    """How money and times are written for a place before its first pass."""
    return Wording(place.profile.currency, ZoneInfo(place.profile.time_zone), now)
