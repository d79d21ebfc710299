"""Processing pipelines as pySigma writes them in YAML: bytes to steps, each wrong one refused with file and line.

A document with `transformations` is a pipeline. Read are the transformations that mean something to an engine which
looks at events itself; those that shape the text of a query are refused by name.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from forestall.core.errors import InputError, StandardError
from forestall.model.finding import Refusal
from forestall.standards.sigma.document import documents
from forestall.standards.sigma.pipeline import Add, Fail, Names, Pipeline, Relocate, Rename, Renamed, Step
from forestall.standards.sigma.rule import LogSource, Negation
from forestall.standards.sigma.section import selection

CLAUSE = "pySigma, processing pipelines"
KEY = "transformations"
_HEAD = frozenset((KEY, "name", "priority", "allowed_backends"))
_STEP = frozenset(
    (
        *("id", "type", "rule_conditions", "rule_cond_op", "rule_cond_not"),
        *("field_name_conditions", "field_name_cond_op", "field_name_cond_not"),
    )
)
_Given = Mapping[str, Any]


def read_pipelines(data: bytes, file: str) -> tuple[tuple[Pipeline, ...], tuple[Refusal, ...]]:
    """Pipelines in one file, and those that are wrong; other documents are passed over.

    Args:
        data: the file's bytes, UTF-8
        file: its name, for errors
    """
    good: list[Pipeline] = []
    wrong: list[Refusal] = []
    if KEY.encode() not in data:
        return (), ()
    try:
        for line, document in documents(data.decode("utf-8-sig"), file):
            if isinstance(document, dict) and KEY in document:
                try:
                    good.append(_pipeline(document, file, line))
                except StandardError as error:
                    reason = f"{error.args[0]} [{error.clause}]"
                    wrong.append(Refusal(str(document.get("name", file)), f"{file}:{line}", reason))
    except (InputError, UnicodeDecodeError):
        return (), ()  # the reader of rules refuses the file and says why
    return tuple(good), tuple(wrong)


def _pipeline(document: _Given, file: str, line: int) -> Pipeline:
    path = f"{file}:{line}"
    _known(document, _HEAD, path)
    name, priority, items = document.get("name", file), document.get("priority", 0), document[KEY]
    if not isinstance(name, str) or type(priority) is not int:
        raise _wrong(f"name is {name!r} and priority {priority!r}, expected a text and a whole number", path)
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise _wrong(f"{KEY} is no list of maps", path)
    return Pipeline(name, priority, tuple(_step(item, path) for item in items), file, line)


def _step(item: _Given, path: str) -> Step:
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise _wrong(f"transformation {kind!r} is not known, expected {', '.join(sorted(_KINDS))}", path)
    own, make = _KINDS[kind]
    _known(item, _STEP | own, path)
    names = tuple(_names(one, path) for one in _maps(item, "field_name_conditions", path))
    change = make(item, path)
    if names and not isinstance(change, Rename):
        raise _wrong(f"{kind} changes no fields, expected no field_name_conditions", path)
    return Step(
        change,
        rules=tuple(_rules(one, path) for one in _maps(item, "rule_conditions", path)),
        any_rule=_any(item, "rule_cond_op", path),
        not_rule=_flag(item, "rule_cond_not", path),
        names=names,
        any_name=_any(item, "field_name_cond_op", path),
        not_name=_flag(item, "field_name_cond_not", path),
    )


def _rules(given: _Given, path: str) -> LogSource:
    if given.get("type") != "logsource":
        raise _wrong(f"rule condition {given.get('type')!r}, expected logsource", path)
    _known(given, frozenset(("type", "category", "product", "service")), path)
    return _logsource(given, path)


def _logsource(given: _Given, path: str) -> LogSource:
    values = [given.get(name) for name in ("category", "product", "service")]
    if not all(isinstance(value, str | None) for value in values) or not any(values):
        raise _wrong("a log source without category, product or service, each a text", path)
    return LogSource(*values)


def _names(given: _Given, path: str) -> Names:
    kind, fields, mode = given.get("type"), given.get("fields"), given.get("mode", "plain")
    _known(given, frozenset(("type", "fields", "mode")), path)
    if kind not in ("include_fields", "exclude_fields") or mode not in ("plain", "re"):
        raise _wrong(f"field condition {kind!r}, mode {mode!r}, expected include_fields or exclude_fields", path)
    texts = _texts(fields, "fields", path)
    for text in texts if mode == "re" else ():
        try:
            re.compile(text)
        except re.error as error:
            raise _wrong(f"expression {text!r}: {error}", path) from error
    return Names(texts, mode == "re", kind == "exclude_fields")


def _mapped(whole: bool, item: _Given, path: str) -> Rename:
    """Names, or beginnings of names, to others."""
    given = item.get("mapping")
    if not isinstance(given, dict) or not given or not all(isinstance(name, str) and name for name in given):
        raise _wrong("mapping is no map of fields", path)
    table = {name: _texts(value, f"mapping of {name}", path) for name, value in given.items()}
    return Rename(partial(_by_name if whole else _by_prefix, table))


def _by_name(table: Mapping[str, Renamed], name: str) -> Renamed:
    return table.get(name, (name,))


def _by_prefix(table: Mapping[str, Renamed], name: str) -> Renamed:
    prefix = next((prefix for prefix in table if name.startswith(prefix)), None)
    return (name,) if prefix is None else tuple(one + name[len(prefix) :] for one in table[prefix])


def _prefixed(item: _Given, path: str) -> Rename:
    return Rename(partial(_around, _text(item, "prefix", path), ""))


def _suffixed(item: _Given, path: str) -> Rename:
    return Rename(partial(_around, "", _text(item, "suffix", path)))


def _around(before: str, after: str, name: str) -> Renamed:
    return (f"{before}{name}{after}",)


def _added(item: _Given, path: str) -> Add:
    conditions = item.get("conditions")
    if not isinstance(conditions, dict):
        raise _wrong("conditions is no map of fields", path)
    node = selection("conditions", conditions, {}, path)
    return Add(Negation(node) if _flag(item, "negated", path) else node)


def _relocated(item: _Given, path: str) -> Relocate:
    return Relocate(_logsource(item, path))


def _failed(item: _Given, path: str) -> Fail:
    return Fail(_text(item, "message", path))


_KINDS: dict[str, tuple[frozenset[str], Callable[[_Given, str], Rename | Add | Relocate | Fail]]] = {
    "field_name_mapping": (frozenset(("mapping",)), partial(_mapped, True)),
    "field_name_prefix_mapping": (frozenset(("mapping",)), partial(_mapped, False)),
    "field_name_prefix": (frozenset(("prefix",)), _prefixed),
    "field_name_suffix": (frozenset(("suffix",)), _suffixed),
    "add_condition": (frozenset(("conditions", "negated")), _added),
    "change_logsource": (frozenset(("category", "product", "service")), _relocated),
    "rule_failure": (frozenset(("message",)), _failed),
}
"""Keys of each transformation that is read, and what makes it."""


def _texts(found: object, name: str, path: str) -> tuple[str, ...]:
    """One text, or several."""
    texts = [found] if isinstance(found, str) else found
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise _wrong(f"{name} is {found!r}, expected text", path)
    return tuple(texts)


def _text(item: _Given, name: str, path: str) -> str:
    found = item.get(name)
    if not isinstance(found, str) or not found:
        raise _wrong(f"{name} is {found!r}, expected text", path)
    return found


def _maps(item: _Given, name: str, path: str) -> list[_Given]:
    found = item.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _wrong(f"{name} is no list of maps", path)
    return found


def _any(item: _Given, name: str, path: str) -> bool:
    found = item.get(name, "and")
    if found not in ("and", "or"):
        raise _wrong(f"{name} is {found!r}, expected and, or", path)
    return bool(found == "or")


def _flag(item: _Given, name: str, path: str) -> bool:
    found = item.get(name, False)
    if not isinstance(found, bool):
        raise _wrong(f"{name} is {found!r}, expected true or false", path)
    return found


def _known(given: _Given, names: frozenset[str], path: str) -> None:
    strange = sorted(str(name) for name in given if name not in names)
    if strange:
        raise _wrong(f"{strange[0]} is not read, expected {', '.join(sorted(names))}", path)


def _wrong(reason: str, path: str) -> StandardError:
    return StandardError(reason, path=path, clause=CLAUSE)
