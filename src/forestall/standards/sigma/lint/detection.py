"""Remarks on a detection section: selections that cannot hold or are not used, conditions that are always one thing."""

import itertools
from collections.abc import Iterator, Mapping

from forestall.core.errors import StandardError
from forestall.model.remark import Remark
from forestall.standards.sigma import section
from forestall.standards.sigma.condition import combine
from forestall.standards.sigma.document import Path
from forestall.standards.sigma.lint.items import item, maps
from forestall.standards.sigma.lint.logic import always, excludes, implies, never
from forestall.standards.sigma.lint.sheet import Sheet
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.rule import AllOf, AnyOf, Item, Negation, Node, Present, fields

MAX_NAMES = 10  # selections of a condition whose every combination is looked at


def detection(sheet: Sheet, given: Placeholders) -> Iterator[Remark]:
    """Remarks on the detection of a rule, or the filter of a filter."""
    key = "filter" if "filter" in sheet.document else "detection"
    found = sheet.document.get(key)
    if key == "filter" and isinstance(found, dict):
        found = {name: value for name, value in found.items() if name != "rules"}
    try:
        checked = section.checked(found, "")
    except StandardError as error:
        yield sheet.error((key,), str(error.args[0]), "named selections and a condition over them")
        return
    remarks = [remark for name in checked if name != "condition" for remark in _items(sheet, key, name, checked, given)]
    yield from remarks
    named: dict[str, Node] = {}
    for name, value in checked.items():
        if name == "condition":
            continue
        try:
            named[name] = section.selection(name, value, given, "")
        except StandardError as error:
            if not any(remark.severity == "error" for remark in remarks):
                yield sheet.error((key, name), str(error.args[0]), "a map, a list of maps or keywords")
            return
    yield from _conditions(sheet, key, checked["condition"], named)


def _items(sheet: Sheet, key: str, name: str, checked: Mapping[str, object], given: Placeholders) -> Iterator[Remark]:
    for path, found in maps(checked[name], (key, name)):
        for one, value in found.items():
            yield from item(sheet, (*path, str(one)), str(one), value, given)


def _conditions(sheet: Sheet, key: str, found: object, named: Mapping[str, Node]) -> Iterator[Remark]:
    texts = found if isinstance(found, list) else [found]
    symbols = {name: Item(name, Present()) for name in named}
    used: set[str] = set()
    for place, text in enumerate(texts):
        path: Path = (key, "condition", place) if isinstance(found, list) else (key, "condition")
        try:
            tree = combine(text, symbols, "")
        except StandardError as error:
            yield sheet.error(path, str(error.args[0]), "a condition over the selections")
            return
        used.update(fields(tree))
        yield from _one_condition(sheet, key, path, str(text), tree, named)
    for name in sorted(set(named) - used):
        yield sheet.warning((key, name), f"selection {name} that no condition uses", "every selection in the condition")
    for name in sorted(used):
        if never(named[name]):
            yield sheet.warning((key, name), f"selection {name} that holds of no event", "tests that can hold together")


def _one_condition(
    sheet: Sheet, key: str, path: Path, text: str, tree: Node, named: Mapping[str, Node]
) -> Iterator[Remark]:
    names = fields(tree)
    if len(names) > MAX_NAMES or (key == "filter" and not names):
        return
    possible = _possible(names, named)
    held = {events: _holds(tree, dict(zip(names, events, strict=True))) for events in possible}
    if held and all(held.values()):
        yield sheet.warning(path, f"{text}: always true", "a condition that some events do not meet")
    elif not any(held.values()):
        yield sheet.warning(path, f"{text}: never true", "a condition that some event meets")
    else:
        for place, name in enumerate(names):
            if _idle(place, held):
                reason = f"selection {name} that makes no difference to the condition"
                yield sheet.warning((key, name), reason, "one that adds or excludes an event the others do not")
    if key == "filter" and not any(isinstance(part, Negation) for part in _parts(tree)):
        expected = "`not selection`: a filtered rule finds what its own condition and this one both find"
        yield sheet.warning(path, text, expected, "without `not`, everything else is left out")


def _parts(tree: Node) -> Iterator[Node]:
    yield tree
    match tree:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _parts(part)
        case Negation(part):
            yield from _parts(part)


def _possible(names: tuple[str, ...], named: Mapping[str, Node]) -> list[tuple[bool, ...]]:
    """Combinations of selections that hold and do not, without those that no event can show."""
    nodes = [named[name] for name in names]
    fixed = [True if always(node) else False if never(node) else None for node in nodes]
    order = range(len(names))
    apart = [(i, j) for i, j in itertools.combinations(order, 2) if excludes(nodes[i], nodes[j])]
    leads = [(i, j) for i, j in itertools.permutations(order, 2) if implies(nodes[i], nodes[j])]
    return [
        events
        for events in itertools.product((False, True), repeat=len(names))
        if all(known is None or known == event for known, event in zip(fixed, events, strict=True))
        and not any(events[i] and events[j] for i, j in apart)
        and not any(events[i] and not events[j] for i, j in leads)
    ]


def _idle(place: int, held: Mapping[tuple[bool, ...], bool]) -> bool:
    """Whether the condition comes out the same with and without one selection, wherever both can be."""
    outcomes: dict[tuple[bool, ...], set[bool]] = {}
    for events, outcome in held.items():
        outcomes.setdefault((*events[:place], *events[place + 1 :]), set()).add(outcome)
    return all(len(found) == 1 for found in outcomes.values())


def _holds(tree: Node, event: Mapping[str, bool]) -> bool:
    match tree:
        case AllOf(parts):
            return all(_holds(part, event) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, event) for part in parts)
        case Negation(part):
            return not _holds(part, event)
        case Item(name, _):
            return event[name or ""]
    raise AssertionError(tree)
