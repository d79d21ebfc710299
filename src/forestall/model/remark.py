"""What is wrong with something a person wrote."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One mistake: where, what was found, what was expected, how to mend it."""

    file: str
    """File, below the place's folder."""
    line: int | None
    """Line, from 1; None when the whole file is meant."""
    column: str | None
    """Column or key; None when the whole line is meant."""
    found: str
    """What stands there."""
    expected: str
    """What should stand there."""
    hint: str = ""
    """The nearest valid value, or how to mend it."""
    severity: Literal["error", "warning"] = "error"
    """An error stops a pass; a warning does not."""
