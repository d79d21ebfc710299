"""The groups over which losses are added up: all, each field, each jurisdiction with those below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forestall.assess.hazard import Floats, Scene
from forestall.model.scenario import Scenario
from forestall.model.words import Field


@dataclass(frozen=True, slots=True)
class Group:
    """All, a field, or a jurisdiction with those below it."""

    kind: Literal["all", "field", "jurisdiction"]
    """Which kind of group."""
    name: str
    """Which one."""


def groups(scene: Scene) -> tuple[Group, ...]:
    """Every group of the totals, in the order of the arrays."""
    fields = [Group("field", one.value) for one in Field]
    return (Group("all", "all"), *fields, *(Group("jurisdiction", name) for name in scene.jurisdictions))


def membership(scene: Scene, scenario: Scenario) -> Floats:
    """Which groups a scenario's loss in each jurisdiction counts in: 0 or 1, shape (jurisdictions, groups)."""
    parents = {node.id: node.parent for node in scene.place.profile.jurisdictions}
    every = groups(scene)
    matrix = np.zeros((len(scene.jurisdictions), len(every)))
    for j, name in enumerate(scene.jurisdictions):
        above = _line(name, parents)
        for g, group in enumerate(every):
            inside = {"all": True, "field": group.name == scenario.field, "jurisdiction": group.name in above}
            matrix[j, g] = inside[group.kind]
    return matrix


def _line(name: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """A jurisdiction and those above it; a loop ends where it closes."""
    line: list[str] = []
    node: str | None = name
    while node is not None and node not in line:
        line.append(node)
        node = parents.get(node)
    return tuple(line)
