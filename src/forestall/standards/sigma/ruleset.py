"""All rule files of a folder as one set: filters laid over rules, pipelines applied, each id once."""

from collections.abc import Iterable
from dataclasses import dataclass

from forestall.model.finding import Refusal
from forestall.standards.sigma import filters, pipeline
from forestall.standards.sigma.pipeline_file import read_pipelines
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.read import NONE, Contents, contents
from forestall.standards.sigma.rule import Rule


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What a folder of rules holds."""

    rules: tuple[Rule, ...]
    """In the order of the files, each id once, with the filters and pipelines that concern them."""
    refusals: tuple[Refusal, ...]
    """What could not be used and why, in the order of the files."""


def load(files: Iterable[tuple[str, bytes]], placeholders: Placeholders = NONE) -> Ruleset:
    """The set of all files.

    Args:
        files: name and bytes of each
        placeholders: values of each placeholder
    """
    known = tuple(files)
    found = [contents(data, name, placeholders) for name, data in known]
    rules, doubles = _once(found)
    filtered, missing = filters.apply(rules, tuple(one for part in found for one in part.filters))
    pipelines = [read_pipelines(data, name) for name, data in known]
    changed, failed = pipeline.apply(filtered, [one for good, _ in pipelines for one in good])
    refusals = tuple(refusal for part in found for refusal in part.refusals)
    wrong = tuple(refusal for _, bad in pipelines for refusal in bad)
    return Ruleset(changed, (*refusals, *wrong, *doubles, *missing, *failed))


def _once(found: list[Contents]) -> tuple[tuple[Rule, ...], tuple[Refusal, ...]]:
    first: dict[str, Rule] = {}
    doubles: list[Refusal] = []
    for rule in (rule for part in found for rule in part.rules):
        known = first.setdefault(rule.id, rule)
        if known is not rule:
            reason = f"its id is used by {known.file}:{known.line} already, expected one that no other rule has"
            doubles.append(Refusal(rule.id, f"{rule.file}:{rule.line}", reason))
    return tuple(first.values()), tuple(doubles)
