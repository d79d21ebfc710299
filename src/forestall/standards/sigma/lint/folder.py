"""All remarks on a folder of rule files: on each document, and on what they are to each other."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from forestall.core.errors import InputError
from forestall.model.finding import Refusal
from forestall.model.remark import Remark
from forestall.standards.sigma import pipeline
from forestall.standards.sigma.correlation_file import read_correlations
from forestall.standards.sigma.document import located
from forestall.standards.sigma.filters import Filter
from forestall.standards.sigma.lint.detection import detection
from forestall.standards.sigma.lint.head import head
from forestall.standards.sigma.lint.sheet import Sheet
from forestall.standards.sigma.pipeline import Pipeline
from forestall.standards.sigma.pipeline_file import KEY, read_pipelines
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.read import NONE, Contents, contents
from forestall.standards.sigma.rule import LogSource, Rule

Routable = Callable[[LogSource], bool]


def lint(
    files: Iterable[tuple[str, bytes]], placeholders: Placeholders = NONE, routable: Routable | None = None
) -> tuple[Remark, ...]:
    """Every remark on some rule files, sorted by file and line.

    Args:
        files: name and bytes of each
        placeholders: values of each placeholder
        routable: whether the events of a log source can be found at all; left out: not judged
    """
    remarks: list[Remark] = []
    read: list[Contents] = []
    pipelines: list[Pipeline] = []
    known: list[str] = []
    wanted: list[tuple[str, int, str]] = []
    for name, data in files:
        found = contents(data, name, placeholders)
        read.append(found)
        correlations, wrong = read_correlations(data, name)
        known += [one for correlation in correlations for one in (correlation.id, correlation.name) if one]
        wanted += [(name, correlation.line, rule) for correlation in correlations for rule in correlation.rules]
        found_here, useless = read_pipelines(data, name)
        pipelines += found_here
        remarks += _file(name, data, placeholders, (*found.refusals, *wrong, *useless))
    rules = [rule for found in read for rule in found.rules]
    remarks += _twice(rules)
    remarks += _references(rules, [one for found in read for one in found.filters], known, wanted)
    changed, _ = pipeline.apply(rules, pipelines)
    remarks += [_unroutable(rule) for rule in changed if routable and not routable(rule.logsource)]
    return tuple(sorted(set(remarks), key=_order))


def _order(remark: Remark) -> tuple[str, int, str, str, str]:
    return remark.file, remark.line or 0, remark.severity, remark.column or "", remark.found


def _file(name: str, data: bytes, placeholders: Placeholders, refusals: Sequence[Refusal]) -> list[Remark]:
    remarks: list[Remark] = []
    try:
        for one in located(data.decode("utf-8-sig"), name):
            if isinstance(one.value, dict) and KEY not in one.value:
                sheet = Sheet(name, one, one.value)
                remarks += head(sheet)
                remarks += detection(sheet, placeholders) if "correlation" not in one.value else ()
    except (InputError, UnicodeDecodeError):
        pass  # the reader refused the file and said why
    told = {_document(remark.line or 1, refusals) for remark in remarks if remark.severity == "error"}
    return remarks + [_refused(name, refusal) for refusal in refusals if _line(refusal) not in told]


def _line(refusal: Refusal) -> int | None:
    number = refusal.file.rpartition(":")[2]
    return int(number) if number.isdigit() else None


def _document(line: int, refusals: Sequence[Refusal]) -> int | None:
    """The first line of the refused document in which a line stands."""
    return max((start for start in map(_line, refusals) if start is not None and start <= line), default=None)


def _refused(name: str, refusal: Refusal) -> Remark:
    found = re.match(rf"{re.escape(name)}:(?:(\d+):)? ?", refusal.reason)
    line = int(found[1]) if found and found[1] else _line(refusal)
    reason = refusal.reason[found.end() :] if found else refusal.reason
    return Remark(name, line, None, reason, "a document that Sigma 2.1.0 allows")


def _twice(rules: Sequence[Rule]) -> Iterator[Remark]:
    first: dict[str, Rule] = {}
    for rule in rules:
        known = first.setdefault(rule.id, rule)
        if known is not rule:
            found = f"id {rule.id}, which {known.file}:{known.line} has already"
            yield Remark(rule.file, rule.line, "id", found, "an id that no other rule has", "make a new UUID")
    names: dict[str, Rule] = {}
    for rule in rules:
        known = names.setdefault(rule.name, rule)
        if rule.name and known is not rule:
            found = f"name {rule.name}, which {known.file}:{known.line} has already"
            yield Remark(rule.file, rule.line, "name", found, "a name that no other rule has", severity="warning")


def _references(
    rules: Sequence[Rule],
    filters: Sequence[Filter],
    correlations: Sequence[str],
    wanted: Sequence[tuple[str, int, str]],
) -> Iterator[Remark]:
    known = {reference for rule in rules for reference in (rule.id, rule.name) if reference}
    for one in filters:
        for reference in one.rules or ():
            if reference not in known:
                found = f"filter of {reference!r}, which no rule goes by"
                yield Remark(one.file, one.line, "filter.rules", found, "the id or name of a rule that is read")
    known |= set(correlations)
    for file, line, reference in wanted:
        if reference not in known:
            found = f"correlation of {reference!r}, which no rule goes by"
            yield Remark(file, line, "correlation.rules", found, "the id or name of a rule that is read")


def _unroutable(rule: Rule) -> Remark:
    expected = "a log source whose events can be told from others"
    hint = "it finds only events that carry these names in columns product, service and category"
    return Remark(rule.file, rule.line, "logsource", str(rule.logsource), expected, hint, "warning")
