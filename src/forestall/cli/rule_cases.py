"""A rule's own cases: events, and which of them the rule is to find.

    - case: whoami started by a user                # NAME.cases.yml beside NAME.yml
      rule: 00000000-0000-4000-8000-000000000001    # id or name; may be left out: the file's first rule
      events: [{Image: 'C:\\Windows\\System32\\whoami.exe'}, {Image: notepad.exe}]
      matches: [0]                                  # places in the list, from 0

SigmaHQ's `info.yml` names a file of events and how many at least are to be found; the same events as JSON beside an
EVTX file are a case of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from forestall.cli.rule_files import INFO, yaml_files
from forestall.core.errors import InputError
from forestall.detect.logsource import Route, routes
from forestall.detect.ruleset import rows_of
from forestall.detect.translate import predicate
from forestall.observe.inputs import Input, Opened, opened
from forestall.observe.json_events import events as json_events
from forestall.observe.kinds import Kind
from forestall.observe.opened_rows import rows
from forestall.observe.reading import Tally
from forestall.observe.shapes import shaped, unwrapped
from forestall.standards.sigma.document import documents
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.read import CASES
from forestall.standards.sigma.rule import Rule
from forestall.standards.sigma.ruleset import Ruleset, load

Row = dict[str, str]
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # by which logs without a year are dated; no test of a rule asks for it


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case that was run."""

    rule: str
    """The rule's id."""
    file: str
    """Where the case stands, below the folder."""
    case: str
    """Its name."""
    passed: bool
    reason: str = ""
    """What was found instead, and what was expected."""


class _WrongCaseError(Exception):
    """A case that cannot be run, and why."""


def run(folder: Path, files: Sequence[tuple[str, bytes]], placeholders: Placeholders) -> tuple[Outcome, ...]:
    """All cases below a folder, by file and place in it.

    Raises:
        InputError: there is no case
    """
    root = folder if folder.is_dir() else folder.parent
    ruleset = load(files, placeholders)
    outcomes: list[Outcome] = []
    for path in yaml_files(root):
        name = path.relative_to(root).as_posix()
        if path.name.endswith(CASES):
            outcomes += _written(path, name, ruleset)
        elif path.name == INFO:
            outcomes += _recorded(path, name, ruleset)
    if not outcomes:
        raise InputError(f"{root}: no cases, expected NAME.cases.yml beside NAME.yml, or info.yml")
    return tuple(outcomes)


def _written(path: Path, name: str, ruleset: Ruleset) -> Iterator[Outcome]:
    """Cases of a file that names events and matches."""
    stem = path.name.removesuffix(".yaml").removesuffix(".yml").removesuffix(".cases")
    beside = tuple(f"{name.rpartition('/')[0]}/{stem}{ending}".lstrip("/") for ending in (".yml", ".yaml"))
    for place, case in enumerate(_yaml(path, name)):
        title = str(case.get("case", place)) if isinstance(case, dict) else str(place)
        try:
            rule = _named(case, ruleset, beside)
            yield _tried(rule, name, title, case)
        except _WrongCaseError as error:
            yield Outcome(stem, name, title, False, str(error))


def _yaml(path: Path, name: str) -> list[Any]:
    try:
        found = [value for _, value in documents(path.read_text(encoding="utf-8-sig"), name)]
    except (InputError, OSError, UnicodeDecodeError) as error:
        return [str(error)]
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


def _named(case: object, ruleset: Ruleset, beside: tuple[str, ...]) -> Rule:
    if not isinstance(case, dict):
        raise _WrongCaseError(f"found {str(case)[:80]!r}, expected a map with events and matches")
    reference = case.get("rule")
    for rule in ruleset.rules:
        if rule.goes_by(str(reference)) if reference else rule.file in beside:
            return rule
    for refusal in ruleset.refusals:
        if refusal.rule == reference or refusal.file.rpartition(":")[0] in beside or refusal.file in beside:
            raise _WrongCaseError(f"its rule is refused: {refusal.reason}")
    raise _WrongCaseError(f"no rule goes by {reference!r}" if reference else f"no rule in {beside[0]}")


def _tried(rule: Rule, file: str, title: str, case: Mapping[str, Any]) -> Outcome:
    events, expected = case.get("events"), case.get("matches")
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise _WrongCaseError("events, expected a list of maps")
    if not isinstance(expected, list) or not all(type(one) is int and 0 <= one < len(events) for one in expected):
        raise _WrongCaseError(f"matches is {expected!r}, expected places in the list of events, from 0")
    found = _found(rule, [shaped(event) for event in events], any_source=True)
    reason = "" if found == sorted(set(expected)) else f"found events {found}, expected {sorted(set(expected))}"
    return Outcome(rule.id, file, title, not reason, reason)


def _recorded(path: Path, name: str, ruleset: Ruleset) -> Iterator[Outcome]:
    """Cases of SigmaHQ's layout."""
    for info in _yaml(path, name):
        tests = info.get("regression_tests_info") if isinstance(info, dict) else None
        about = info.get("rule_metadata") if isinstance(info, dict) else None
        if not isinstance(tests, list) or not isinstance(about, list) or not about or not isinstance(about[0], dict):
            continue
        rule_id = str(about[0].get("id"))
        for test in tests:
            for file in _recordings(path, str(test.get("path", ""))):
                yield _counted(rule_id, name, file, test.get("match_count"), ruleset)


def _recordings(info: Path, given: str) -> list[Path]:
    """The file of events, found by its name beside `info.yml`, and the same events as JSON."""
    first = info.parent / Path(given).name
    return [first, *(one for one in (first.with_suffix(".json"),) if first.suffix == ".evtx" and one.is_file())]


def _counted(rule_id: str, name: str, file: Path, declared: object, ruleset: Ruleset) -> Outcome:
    least = declared if isinstance(declared, int) else 1
    rule = next((rule for rule in ruleset.rules if rule.goes_by(rule_id)), None)
    if rule is None:
        refused = next((one.reason for one in ruleset.refusals if one.rule == rule_id), "there is no such rule")
        return Outcome(rule_id, name, file.name, False, refused)
    if not file.is_file():
        return Outcome(rule_id, name, file.name, False, f"{file.name} is not there")
    events, tally = _events(file)
    found = len(_found(rule, events))
    reason = "" if found >= least else f"found {found} of {len(events)} events, expected at least {least}"
    told = f" ({'; '.join(tally.reasons())})" if reason and tally.reasons() else ""
    return Outcome(rule_id, name, file.name, not reason, reason + told)


def _events(file: Path) -> tuple[list[Row], Tally]:
    tally = Tally()
    return [row for stream in opened(Input(file, file.name), tally) for row in _rows(stream, tally)], tally


def _rows(stream: Opened, tally: Tally) -> Iterator[Row]:
    if stream.kind is not Kind.JSON:
        yield from rows(stream, tally, _LONG_AGO)
        return
    for _, found in json_events(stream.part, tally):
        yield from (shaped(event) for event in unwrapped(found))


def _found(rule: Rule, events: Sequence[Row], any_source: bool = False) -> list[int]:
    """Places of the events that the rule finds; with `any_source`, events that name no log source belong to it."""
    names = sorted({name for event in events for name in event})
    usable = tuple(route for route in routes(rule.logsource) if set(names).issuperset(route.columns))
    if not usable and any_source:
        usable = (Route(()),)
    table = pa.table({name: pa.array([event.get(name) for event in events], pa.string()) for name in names or ("",)})
    (found,) = rows_of(table, [predicate(rule.condition, usable)])
    return [int(place) for place in found]
