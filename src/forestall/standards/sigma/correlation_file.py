"""Correlation documents of a rule file: bytes to correlations, each wrong one refused by itself.

Whether the rules they name exist is not known here. Source: Sigma correlation rules specification 2.1.0; the section
that an error names is the specification's.
"""

import math
import re
from collections.abc import Mapping
from typing import get_args

from forestall.core.errors import InputError, LimitError, StandardError
from forestall.model.finding import Refusal
from forestall.model.words import Level
from forestall.standards.sigma.correlation import Alias, Bound, Comparison, Correlation, Expression, Kind, named, terms
from forestall.standards.sigma.document import documents
from forestall.standards.sigma.expression import expression

MAX_TIMESPAN = 366 * 86_400  # [s]
MAX_RULES = 100
MAX_FIELDS = 20
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_COMPARISONS: Mapping[str, Comparison] = {name: name for name in get_args(Comparison)}
_VALUED = (Kind.VALUE_COUNT, Kind.VALUE_SUM, Kind.VALUE_AVG, Kind.VALUE_PERCENTILE, Kind.VALUE_MEDIAN)
_TEMPORAL = (Kind.TEMPORAL, Kind.TEMPORAL_ORDERED)
_KNOWN = frozenset({"type", "rules", "group-by", "timespan", "aliases", "condition", "generate"})


def read_correlations(data: bytes, file: str) -> tuple[tuple[Correlation, ...], tuple[Refusal, ...]]:
    """Correlations of one file, of one or several YAML documents; other documents are passed over.

    Args:
        data: the file's bytes, UTF-8
        file: its name, for errors

    Returns:
        Correlations, and what was refused with the reason. A file that is no YAML is refused where its rules are
        read, not here.
    """
    good: list[Correlation] = []
    bad: list[Refusal] = []
    if b"correlation" not in data:
        return (), ()
    try:
        for line, document in documents(data.decode("utf-8-sig"), file):
            if not isinstance(document, dict) or "correlation" not in document:
                continue
            try:
                good.append(_correlation(document, file, line))
            except (StandardError, LimitError) as error:
                clause = f" [{error.clause}]" if isinstance(error, StandardError) else ""
                bad.append(Refusal(_name(document, file), f"{file}:{line}", f"{error.args[0]}{clause}"))
    except (UnicodeDecodeError, InputError):
        pass
    return tuple(good), tuple(bad)


def _correlation(document: Mapping[object, object], file: str, line: int) -> Correlation:
    path = f"{file}:{line}"
    section = document["correlation"]
    if not isinstance(section, dict):
        raise _wrong("correlation", section, "a map with type, rules, timespan and condition", path)
    if unknown := sorted(str(key) for key in section if key not in _KNOWN):
        raise _wrong("correlation", unknown[0], f"only {', '.join(sorted(_KNOWN))}", path)
    kind = _kind(section.get("type"), path)
    tree = _expression(section.get("condition"), kind, path)
    rules = _rules(section.get("rules"), tree, path)
    condition = _condition(section.get("condition"), kind, path)
    fields = _fields(condition.get("field"), kind, path)
    return Correlation(
        id=_name(document, file),
        name=_text(document.get("name")),
        title=_title(document.get("title"), path),
        level=_level(document.get("level"), path),
        tags=_tags(document.get("tags")),
        kind=kind,
        rules=rules,
        group_by=_names(section.get("group-by"), "group-by", path),
        aliases=_aliases(section.get("aliases"), path),
        timespan=_timespan(section.get("timespan"), path),
        bounds=_bounds(condition, kind, len(rules), path) if tree is None else (),
        fields=fields,
        percentile=_percentile(condition.get("percentile"), kind, path),
        expression=tree,
        generate=_generate(section.get("generate", document.get("generate")), path),
        file=file,
        line=line,
    )


def _wrong(what: str, found: object, expected: str, path: str) -> StandardError:
    shown = repr(found) if len(repr(found)) <= 80 else f"{repr(found)[:80]}…"
    return StandardError(f"{what} is {shown}, expected {expected}", path=path, clause="Sigma 2.1.0, correlation")


def _text(found: object) -> str:
    return found.strip() if isinstance(found, str) else ""


def _name(document: Mapping[object, object], file: str) -> str:
    return next((name for key in ("id", "name", "title") if (name := _text(document.get(key)))), file)


def _title(found: object, path: str) -> str:
    if not _text(found):
        raise _wrong("title", found, "text", path)
    return _text(found)


def _level(found: object, path: str) -> Level:
    if found is None:
        return Level.MEDIUM
    try:
        return Level(str(found).lower())
    except ValueError as error:
        raise _wrong("level", found, ", ".join(Level), path) from error


def _tags(found: object) -> tuple[str, ...]:
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()


def _kind(found: object, path: str) -> Kind:
    try:
        return Kind(str(found))
    except ValueError as error:
        raise _wrong("type", found, f"one of {', '.join(Kind)}", path) from error


def _names(found: object, what: str, path: str) -> tuple[str, ...]:
    """A name or a list of names, each once."""
    names = [found] if isinstance(found, str) else [] if found is None else found
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise _wrong(what, found, "a name or a list of names", path)
    if len(set(names)) < len(names) or len(names) > MAX_FIELDS:
        raise _wrong(what, found, f"at most {MAX_FIELDS} names, each once", path)
    return tuple(names)


def _rules(found: object, tree: Expression | None, path: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(named(tree))) if tree else ()
    rules = asked if found is None else tuple(found) if isinstance(found, list) else (found,)
    if not rules or not all(isinstance(rule, str) and rule for rule in rules):
        raise _wrong("rules", found, "ids or names of one or several rules", path)
    names = tuple(str(rule) for rule in rules)
    if len(set(names)) < len(names) or len(names) > MAX_RULES:
        raise _wrong("rules", found, f"at most {MAX_RULES} rules, each once", path)
    if tree and (other := sorted(set(names) ^ set(asked))):
        raise _wrong("condition", other[0], "that rules and condition name the same rules", path)
    return names


def _aliases(found: object, path: str) -> tuple[Alias, ...]:
    if found is None:
        return ()
    if not isinstance(found, dict):
        raise _wrong("aliases", found, "a map of names", path)
    return tuple(Alias(str(name), _alias(name, fields, path)) for name, fields in found.items())


def _alias(name: object, found: object, path: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(found, dict) or not found:
        raise _wrong(f"alias {name}", found, "a map from rule to field", path)
    for rule, field in found.items():
        if not isinstance(field, str) or not field:
            raise _wrong(f"alias {name} of {rule}", field, "the name of a field", path)
    return tuple((str(rule), str(field)) for rule, field in found.items())


def _timespan(found: object, path: str) -> int:
    matched = re.fullmatch(r"(\d{1,9})([smhd])", found, re.ASCII) if isinstance(found, str) else None
    seconds = int(matched[1]) * _UNITS[matched[2]] if matched else 0
    if not 0 < seconds <= MAX_TIMESPAN:
        raise _wrong("timespan", found, "a number above 0 with s, m, h or d, such as 90m, at most 366d", path)
    return seconds


def _expression(found: object, kind: Kind, path: str) -> Expression | None:
    if not isinstance(found, str):
        return None
    if kind not in _TEMPORAL:
        raise _wrong("condition", found, f"a map such as `gte: 10` for {kind}", path)
    tree = expression(found, path)
    alternatives = terms(tree)
    if not alternatives:
        raise _wrong("condition", found, "one that can hold", path)
    if not all(any(wanted for _, wanted in term) for term in alternatives):
        raise _wrong("condition", found, "one that cannot hold where no rule matched", path)
    return tree


def _condition(found: object, kind: Kind, path: str) -> Mapping[object, object]:
    if isinstance(found, str) or (found is None and kind in _TEMPORAL):
        return {}
    if not isinstance(found, dict):
        raise _wrong("condition", found, "a map such as `gte: 10`", path)
    extra = {"field"} if kind in _VALUED else set()
    extra |= {"percentile"} if kind is Kind.VALUE_PERCENTILE else set()
    if unknown := sorted(str(key) for key in found if key not in _COMPARISONS and key not in extra):
        raise _wrong("condition", unknown[0], f"only {', '.join([*_COMPARISONS, *sorted(extra)])} for {kind}", path)
    return found


def _bounds(condition: Mapping[object, object], kind: Kind, rules: int, path: str) -> tuple[Bound, ...]:
    bounds = tuple(
        Bound(comparison, _number(condition[name], f"condition {name}", path))
        for name, comparison in _COMPARISONS.items()
        if name in condition
    )
    if not bounds and kind in _TEMPORAL:
        return (Bound("gte", rules),)
    if not bounds:
        raise _wrong("condition", dict(condition), f"one or more of {', '.join(_COMPARISONS)}", path)
    return bounds


def _number(found: object, what: str, path: str) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise _wrong(what, found, "a number", path)
    return found


def _fields(found: object, kind: Kind, path: str) -> tuple[str, ...]:
    if kind not in _VALUED:
        return ()
    fields = _names(found, "condition field", path)
    if not fields:
        raise _wrong("condition field", found, f"the field whose values {kind} looks at", path)
    if len(fields) > 1 and kind is not Kind.VALUE_COUNT:
        raise _wrong("condition field", found, f"one field for {kind}", path)
    return fields


def _percentile(found: object, kind: Kind, path: str) -> float | None:
    if kind is not Kind.VALUE_PERCENTILE:
        return None
    if found is None:
        raise _wrong("condition percentile", found, "which percentile to look at, such as `percentile: 95`", path)
    number = _number(found, "condition percentile", path)
    if not 0 <= number <= 100:
        raise _wrong("condition percentile", found, "0 to 100", path)
    return number


def _generate(found: object, path: str) -> bool:
    if not isinstance(found, bool | None):
        raise _wrong("generate", found, "true or false", path)
    return bool(found)
