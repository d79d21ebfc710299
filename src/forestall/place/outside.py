"""What the place's files say about other files: series, source paths, rules, and files nothing reads."""

import csv
import os
from collections.abc import Iterator
from glob import iglob
from itertools import islice
from pathlib import Path, PurePath

import yaml

from forestall.model.indicator import Indicator
from forestall.model.partner import Source
from forestall.model.scenario import Scenario
from forestall.model.words import FindingKind
from forestall.place.base_map import USUAL
from forestall.place.draft import Draft, Entry
from forestall.place.files import ENDINGS, FILES, MAX_TREE_BYTES, RULES
from forestall.place.node import shown
from forestall.place.report import Report

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 64


def check_outside(draft: Draft) -> None:
    """Report series, paths and rules that are not what the place's files say, and files that nothing reads."""
    headers: dict[str, tuple[str, ...] | str] = {}
    for entry, indicator in draft.of(Indicator):
        _series(entry, indicator, headers, draft)
    for entry, source in draft.of(Source):
        if source.way is None and next(iglob(source.path, root_dir=draft.root, recursive=True), None) is None:
            expected = "a path that matches a file"
            draft.report(entry.file).warning(entry.line_of("path"), "path", source.path, expected, "nothing is read")
    ids = _rule_ids(draft)
    for entry, scenario in draft.of(Scenario):
        _sigma_precursors(entry, scenario, ids, draft)
    _strays(draft)


def _series(entry: Entry, indicator: Indicator, headers: dict[str, tuple[str, ...] | str], draft: Draft) -> None:
    """The indicator's file is there, with a column `time` and the indicator's own.

    A series comes from outside and may be broken any day: that marks its source and does not stop a pass.
    """
    report = draft.report(entry.file)
    if indicator.file not in headers:
        headers[indicator.file] = _header(draft.root / indicator.file)
    header = headers[indicator.file]
    if isinstance(header, str):
        expected = "a CSV file with a column time"
        report.warning(entry.line_of("file"), "file", f"{indicator.file}: {header}", expected, "nothing is read")
        return
    column = indicator.column or indicator.id
    where = "column" if indicator.column else "id"
    for name, key in (("time", "file"), (column, where)):
        if name not in header:
            expected = f"a column {name} in {indicator.file}"
            hint = report.nearest.hint(name, header) or "nothing is read"
            report.warning(entry.line_of(key), key, f"columns {shown(', '.join(header))}", expected, hint)


def _header(path: Path) -> tuple[str, ...] | str:
    """The column names of a CSV file, or what is wrong with it."""
    if not path.is_file():
        return "no such file"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = islice(iter(lambda: file.readline(1_000_000), ""), 1)
            header = next(csv.reader(lines, strict=True), [])
    except UnicodeDecodeError:
        return "not encoded in UTF-8"
    except (OSError, csv.Error) as error:
        return f"cannot be read ({error})"
    return tuple(name.strip() for name in header) or "an empty file"


def _rule_ids(draft: Draft) -> frozenset[str]:
    """Ids of the Sigma rules; a file that is no YAML is reported."""
    ids: set[str] = set()
    for path in draft.rules:
        name = path.relative_to(draft.root).as_posix()
        try:
            ids.update(_ids(path))
        except (yaml.YAMLError, OSError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or error
            draft.report(name).warning(
                mark.line + 1 if mark else None, None, f"no YAML: {shown(str(problem))}", "a Sigma rule in YAML",
                "the rule is not used",
            )  # fmt: skip
    return frozenset(ids)


def _ids(path: Path) -> Iterator[str]:
    """Values of `id` and `name` at the top of a rule file, which may hold several rules.

    Raises:
        ValueError: it is larger or deeper than we read, or not UTF-8.
    """
    if path.stat().st_size > MAX_TREE_BYTES:
        raise ValueError(f"larger than {MAX_TREE_BYTES} bytes")
    depth, key = 0, ""
    at_key = False
    for event in yaml.parse(path.read_text(encoding="utf-8-sig"), Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            at_key = depth == 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            at_key = depth == 1
        elif isinstance(event, yaml.ScalarEvent) and depth == 1:
            if at_key:
                key = str(event.value)
            elif key in ("id", "name"):
                yield str(event.value)
            at_key = not at_key
        elif isinstance(event, yaml.AliasEvent) and depth == 1:
            at_key = not at_key
        if depth > _MAX_DEPTH:
            raise ValueError(f"nested deeper than {_MAX_DEPTH} levels")


def _sigma_precursors(entry: Entry, scenario: Scenario, ids: frozenset[str], draft: Draft) -> None:
    """A precursor by a rule that is not there never counts."""
    report: Report = draft.report(entry.file)
    for place, precursor in enumerate(scenario.precursors):
        pattern = any(mark in precursor.rule for mark in "*?[")
        if precursor.kind is FindingKind.SIGMA and not pattern and precursor.rule not in ids:
            hint = report.nearest.hint(precursor.rule, ids) or "it never counts"
            line = entry.line_of("precursors", place, "rule")
            report.warning(line, f"precursors[{place + 1}].rule", precursor.rule, f"the id of a rule in {RULES}/", hint)


def _strays(draft: Draft) -> None:
    """Files beside the place's own whose names are nearly right: nothing reads them."""
    names = {name for file in FILES if file.form != "folder" for name in file.names}
    folders = {file.stem for file in FILES if file.form == "folder"} | {RULES}
    endings = {ending for form in ENDINGS.values() for ending in form}
    used = {PurePath(indicator.file).as_posix() for _, indicator in draft.of(Indicator)} | set(USUAL)
    for item in sorted(os.scandir(draft.root), key=lambda item: item.name):
        valid = folders if item.is_dir() else names
        suffix = PurePath(item.name).suffix.lower()
        if item.name in valid | used or item.name.startswith(".") or not (item.is_dir() or suffix in endings):
            continue
        near = draft.nearest.hint(item.name, valid, 0.8)
        if near:
            draft.report(item.name).warning(None, None, "a file that nothing reads", "a file of the place", near)
