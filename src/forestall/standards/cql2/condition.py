"""A condition in JSON, made into a function of a feature. What is not known of a feature makes the answer unknown.

`AND`, `OR`, `NOT` know three answers (CQL2, 6.4.1); a feature is kept when the answer is true.
"""

import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from functools import reduce
from typing import Any, Never

import shapely
from shapely import Geometry

from forestall.standards.cql2 import values
from forestall.standards.cql2.flaw import flaw
from forestall.standards.cql2.times import TIMES
from forestall.standards.cql2.values import Span, Value

Feature = Mapping[str, Value]
"""What is known of a feature, its geometry too, by the names of its properties."""
Term = Callable[[Feature], Value]
"""What a part of a condition gives for a feature."""
_DEEPEST = 60
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SPATIAL: dict[str, Callable[[Geometry, Geometry], bool]] = {
    "s_intersects": shapely.intersects,
    "s_contains": shapely.contains,
    "s_crosses": shapely.crosses,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_overlaps": shapely.overlaps,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
}
_SETS: dict[str, Callable[[frozenset[object], frozenset[object]], bool]] = {
    "a_equals": operator.eq,
    "a_contains": operator.ge,
    "a_containedby": operator.le,
    "a_overlaps": lambda a, b: bool(a & b),
}
_SUMS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,
    "div": lambda a, b: float(math.trunc(a / b)),
    "^": math.pow,
}


def condition(document: object, known: Collection[str]) -> Callable[[Feature], bool]:
    """Whether a feature fulfils a condition.

    Args:
        document: the condition in the JSON form
        known: names of properties that features have

    Raises:
        StandardError: it is no condition, or names something that features have not; the function raises it
            too when the condition compares things that cannot be compared.
    """
    term = _Reader(known).term(document, 0)

    def fulfils(feature: Feature) -> bool:
        found = term(feature)
        if found is not None and not isinstance(found, bool):
            raise flaw("expected a condition, which is true or false", clause="CQL2, 6.4")
        return found is True

    return fulfils


class _Reader:
    """Reads one condition."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._made: dict[str, Callable[[str, list[object], int], Term]] = {
            "and": self._all, "or": self._any, "not": self._not, "like": self._like, "between": self._between,
            "in": self._in, "isnull": self._null, "casei": self._word, "accenti": self._word,
        }  # fmt: skip
        for names, make in ((_COMPARE, self._compare), (_SPATIAL, self._spatial), (_SETS, self._sets)):
            self._made |= dict.fromkeys(names, make)
        self._made |= dict.fromkeys(TIMES, self._times) | dict.fromkeys(_SUMS, self._sum)

    def term(self, node: object, depth: int) -> Term:
        """What a part gives."""
        if depth > _DEEPEST:
            raise flaw(f"nested more than {_DEEPEST} deep", clause="CQL2, 6.3")
        if isinstance(node, Mapping):
            return self._object(node, depth)
        if isinstance(node, list):
            parts = [self.term(each, depth + 1) for each in node]
            return lambda feature: tuple(part(feature) for part in parts)
        return _constant(node)

    def _object(self, node: Mapping[str, object], depth: int) -> Term:
        if "op" in node:
            return self._operation(node, depth)
        if "property" in node:
            return self._property(node["property"])
        for name, read in (("timestamp", values.moment), ("date", values.day), ("bbox", values.bounds)):
            if name in node:
                return _always(read(node[name]))
        if "interval" in node:
            return self._interval(node["interval"], depth)
        if "type" in node:
            return _always(values.geometry(node))
        raise flaw(f"unknown part with {', '.join(sorted(map(str, node)))[:60]!r}", clause="CQL2, 7.1")

    def _operation(self, node: Mapping[str, object], depth: int) -> Term:
        name, parts = str(node["op"]), node.get("args")
        make = self._made.get(name.lower())
        if make is None:
            raise flaw(f"operator {name[:40]!r} is not known here", clause="CQL2, 6.4")
        if not isinstance(parts, list):
            raise flaw(f"{name}: expected a list `args`", clause="CQL2, 7.1")
        return make(name.lower(), parts, depth + 1)

    def _property(self, name: object) -> Term:
        if not isinstance(name, str) or name not in self._known:
            there = ", ".join(sorted(self._known))
            raise flaw(f"property {str(name)[:40]!r}: expected one of {there}", clause="CQL2, 6.3.1")
        return lambda feature: feature.get(name)

    def _interval(self, ends: object, depth: int) -> Term:
        if not isinstance(ends, list) or len(ends) != 2 or all(isinstance(each, str) for each in ends):
            return _always(values.span(ends))
        start, end = (
            _always(values.span([each, ".."] if i == 0 else ["..", each])) if isinstance(each, str)
            else self.term(each, depth + 1) for i, each in enumerate(ends)
        )  # fmt: skip

        def found(feature: Feature) -> Value:
            a, b = start(feature), end(feature)
            return Span(a.start, b.end) if isinstance(a, Span) and isinstance(b, Span) else None

        return found

    def _terms(self, name: str, parts: list[object], depth: int, count: int) -> list[Term]:
        if len(parts) != count:
            raise flaw(f"{name}: found {len(parts)} parts, expected {count}", clause="CQL2, 6.4")
        return [self.term(each, depth) for each in parts]

    def _all(self, _: str, parts: list[object], depth: int) -> Term:
        terms = [self.term(each, depth) for each in parts]
        return lambda feature: _worst([_truth(each(feature)) for each in terms], decisive=False)

    def _any(self, _: str, parts: list[object], depth: int) -> Term:
        terms = [self.term(each, depth) for each in parts]
        return lambda feature: _worst([_truth(each(feature)) for each in terms], decisive=True)

    def _not(self, name: str, parts: list[object], depth: int) -> Term:
        (term,) = self._terms(name, parts, depth, 1)

        def found(feature: Feature) -> Value:
            value = _truth(term(feature))
            return None if value is None else not value

        return found

    def _compare(self, name: str, parts: list[object], depth: int) -> Term:
        return _both(self._terms(name, parts, depth, 2), lambda a, b: _compared(name, a, b))

    def _between(self, name: str, parts: list[object], depth: int) -> Term:
        flat = [*parts[:1], *parts[1]] if len(parts) == 2 and isinstance(parts[1], list) else parts
        value, low, high = self._terms(name, flat, depth, 3)
        at_least = _both([value, low], lambda a, b: _compared(">=", a, b))
        at_most = _both([value, high], lambda a, b: _compared("<=", a, b))
        return lambda feature: _worst([_truth(at_least(feature)), _truth(at_most(feature))], decisive=False)

    def _in(self, name: str, parts: list[object], depth: int) -> Term:
        if len(parts) != 2 or not isinstance(parts[1], list):
            raise flaw("in: expected a value and a list", clause="CQL2, 7.3.3")
        value, choices = self.term(parts[0], depth), [self.term(each, depth) for each in parts[1]]
        same = [_both([value, each], lambda a, b: _compared("=", a, b)) for each in choices]
        return lambda feature: _worst([_truth(each(feature)) for each in same], decisive=True)

    def _null(self, name: str, parts: list[object], depth: int) -> Term:
        (term,) = self._terms(name, parts, depth, 1)
        return lambda feature: term(feature) is None

    def _like(self, name: str, parts: list[object], depth: int) -> Term:
        return _both(self._terms(name, parts, depth, 2), _alike)

    def _word(self, name: str, parts: list[object], depth: int) -> Term:
        (term,) = self._terms(name, parts, depth, 1)
        fold = str.casefold if name == "casei" else values.plain

        def found(feature: Feature) -> Value:
            value = term(feature)
            return None if value is None else fold(_text(value))

        return found

    def _spatial(self, name: str, parts: list[object], depth: int) -> Term:
        relation = _SPATIAL[name]
        return _both(self._terms(name, parts, depth, 2), lambda a, b: bool(relation(_shape(a), _shape(b))))

    def _times(self, name: str, parts: list[object], depth: int) -> Term:
        relation = TIMES[name]
        return _both(self._terms(name, parts, depth, 2), lambda a, b: relation(_span(a), _span(b)))

    def _sets(self, name: str, parts: list[object], depth: int) -> Term:
        relation = _SETS[name]
        return _both(self._terms(name, parts, depth, 2), lambda a, b: relation(_set(a), _set(b)))

    def _sum(self, name: str, parts: list[object], depth: int) -> Term:
        terms, work = [self.term(each, depth) for each in parts], _SUMS[name]
        if name == "-" and len(terms) == 1:
            return _both([_always(0.0), terms[0]], lambda a, b: _number(a) - _number(b))
        if len(terms) < 2:
            raise flaw(f"{name}: expected two numbers", clause="CQL2, 7.7")
        return reduce(lambda a, b: _both([a, b], lambda x, y: _worked(work, _number(x), _number(y))), terms)


def _constant(node: object) -> Term:
    if node is None or isinstance(node, bool | str):
        return _always(node)
    if isinstance(node, int | float) and abs(node) < 1e300:
        return _always(float(node))
    raise flaw("expected a number, a text or a condition", clause="CQL2, 7.1")


def _always(value: Value) -> Term:
    return lambda _: value


def _both(terms: list[Term], work: Callable[[object, object], Value]) -> Term:
    first, second = terms

    def found(feature: Feature) -> Value:
        a, b = first(feature), second(feature)
        return None if a is None or b is None else work(a, b)

    return found


def _worst(answers: list[bool | None], *, decisive: bool) -> bool | None:
    """The decisive answer when there is one, else unknown when there is one, else the other."""
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _truth(value: Value) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise flaw("expected a condition, which is true or false", clause="CQL2, 6.4")


def _compared(name: str, a: object, b: object) -> bool:
    if isinstance(a, Span) or isinstance(b, Span):
        return _COMPARE[name](_span(a).start, _span(b).start)
    if isinstance(a, Geometry | tuple) or type(a) is not type(b):
        raise flaw(f"{_named(a)} cannot be compared with {_named(b)}", clause="CQL2, 6.3.1")
    return _COMPARE[name](a, b)


def _alike(value: object, pattern: object) -> bool:
    """CQL2, 7.3.2: `%` stands for any characters, `_` for one, a backslash takes the next as it is."""
    pieces = [""]
    for each in re.findall(r"\\.|.", _text(pattern), re.DOTALL):
        if each == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if each == "_" else re.escape(each[1:] if len(each) == 2 else each)
    first, *others = pieces
    # of each piece the first place will do: nothing is tried twice
    middle = "".join(f"(?>.*?{each})" for each in others[:-1] if each)
    last = f".*{others[-1]}" if others else ""
    return re.fullmatch(first + middle + last, _text(value), re.DOTALL) is not None


def _worked(work: Callable[[float, float], float], a: float, b: float) -> Value:
    """A number; unknown when there is none, as for a division by zero."""
    try:
        found = work(a, b)
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return found if math.isfinite(found) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else _wrong("a text", value)


def _number(value: object) -> float:
    return value if isinstance(value, float) else _wrong("a number", value)


def _span(value: object) -> Span:
    return value if isinstance(value, Span) else _wrong("a time", value)


def _shape(value: object) -> Geometry:
    return value if isinstance(value, Geometry) else _wrong("a geometry", value)


def _set(value: object) -> frozenset[object]:
    return frozenset(value) if isinstance(value, tuple) else _wrong("a list", value)


def _wrong(expected: str, value: object) -> Never:
    raise flaw(f"found {_named(value)}, expected {expected}", clause="CQL2, 6.3.1")


def _named(value: object) -> str:
    names = {str: "a text", float: "a number", bool: "a truth value", Span: "a time", tuple: "a list"}
    return names.get(type(value), "a geometry")
