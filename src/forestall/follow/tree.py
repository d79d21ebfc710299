"""The tree of authorities, asked who stands above whom. Not here: who is passed what (`escalation`)."""

from collections.abc import Mapping

from forestall.model.profile import Profile

Parents = Mapping[str, str | None]


def parents(profile: Profile) -> Parents:
    """Each authority with the one above it; None for the top one."""
    return {authority.id: authority.parent for authority in profile.jurisdictions}


def above(tree: Parents, name: str) -> tuple[str, ...]:
    """The authorities above one, nearest first; none for one that is not in the tree."""
    found: list[str] = []
    parent = tree.get(name)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = tree.get(parent)
    return tuple(found)


def is_within(tree: Parents, name: str, area: str) -> bool:
    """Whether an authority is another one or stands below it."""
    return name == area or area in above(tree, name)


def top(tree: Parents) -> str | None:
    """The authority above all, first by id where the tree has several."""
    return min((name for name, parent in tree.items() if parent is None), default=None)
