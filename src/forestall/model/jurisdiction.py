"""A node of the tree of authorities."""

from dataclasses import dataclass
from typing import Annotated

from forestall.model.marks import Key, Ref


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """An authority that answers for part of the place."""

    id: Annotated[str, Key()]
    """Short name used in the other files."""
    name: str
    """Name as people write it."""
    parent: Annotated[str | None, Ref("jurisdiction")] = None
    """The authority above it; left out for the top one."""
