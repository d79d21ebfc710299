"""What the register says of a risk beside the risk itself."""

from dataclasses import dataclass
from typing import Annotated

from forestall.model.marks import Unit


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a risk between two dates."""

    scenario: str
    """The scenario."""
    title: str
    """What happens, in one line."""
    before: Annotated[float | None, Unit("currency/year")]
    """Weighted expected loss at the earlier date; None: it was not there."""
    now: Annotated[float | None, Unit("currency/year")]
    """The same at the later date; None: it is not there."""
    ratio_before: float | None
    """Rate over base rate at the earlier date."""
    ratio_now: float | None
    """The same at the later date."""
    trend: str
    """`up`, `down`, `steady`, `new` or `gone`."""
    because: tuple[str, ...]
    """What moved it, in words: evidence that came, faded or went, another base rate, another loss."""
