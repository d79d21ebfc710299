"""Who may read a row: the labels of the Traffic Light Protocol 2.0 (FIRST, 2022), as rows carry them.

Which label is the stricter, and who is cleared for it, is decided in `guard/`.
"""

from enum import StrEnum


class Label(StrEnum):
    """A label of a row; the first may be read by everybody, the last by named recipients."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"
