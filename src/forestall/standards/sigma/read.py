"""Rule files: bytes to rules and filters, each wrong one refused by itself; correlations are `correlation_file`'s."""

from dataclasses import dataclass

from forestall.core.errors import InputError, StandardError
from forestall.model.finding import Refusal
from forestall.model.words import Level
from forestall.standards.sigma import filters
from forestall.standards.sigma.document import documents
from forestall.standards.sigma.filters import Filter, filter_of
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.rule import LogSource, Rule
from forestall.standards.sigma.section import tree

NONE: Placeholders = {}
CASES = (".cases.yml", ".cases.yaml")
"""Files with these names hold cases of rules, and no rule."""
_OTHERS = ("correlation", "regression_tests_info", "transformations")
"""Keys of documents that are read elsewhere."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file holds, in its order."""

    rules: tuple[Rule, ...] = ()
    filters: tuple[Filter, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def read(data: bytes, file: str, placeholders: Placeholders = NONE) -> tuple[tuple[Rule, ...], tuple[Refusal, ...]]:
    """Rules of one file that stands by itself; its filters are laid over its own rules, correlations are passed over.

    Args:
        data: the file's bytes, UTF-8
        file: its name, for errors
        placeholders: values of each placeholder

    Returns:
        Rules, and what was refused with the reason; a wrong document does not stop the next one.
    """
    found = contents(data, file, placeholders)
    rules, missing = filters.apply(found.rules, found.filters)
    return rules, (*found.refusals, *missing)


def contents(data: bytes, file: str, placeholders: Placeholders = NONE) -> Contents:
    """Rules and filters in one file, of one or several YAML documents; correlations and cases are passed over.

    Args:
        data: the file's bytes, UTF-8
        file: its name, for errors
        placeholders: values of each placeholder

    Returns:
        What was read, and what was refused with the reason; a wrong document does not stop the next one.
    """
    found: list[Rule | Filter] = []
    refusals: list[Refusal] = []
    if file.endswith(CASES):
        return Contents()
    try:
        for line, document in documents(data.decode("utf-8-sig"), file):
            if isinstance(document, dict) and any(key in document for key in _OTHERS):
                continue
            try:
                found.append(_document(document, file, line, placeholders))
            except StandardError as error:
                refusals.append(Refusal(_name(document, file), f"{file}:{line}", f"{error.args[0]} [{error.clause}]"))
    except UnicodeDecodeError as error:
        refusals.append(Refusal(file, file, f"{file}: byte {error.start} is not UTF-8, expected a UTF-8 text file"))
    except InputError as error:
        refusals.append(Refusal(file, file, str(error)))
    return Contents(
        tuple(one for one in found if isinstance(one, Rule)),
        tuple(one for one in found if isinstance(one, Filter)),
        tuple(refusals),
    )


def _name(document: object, file: str) -> str:
    if not isinstance(document, dict):
        return file
    names = (document.get("id"), document.get("name"), document.get("title"))
    return next((name for name in names if isinstance(name, str) and name), file)


def _document(document: object, file: str, line: int, placeholders: Placeholders) -> Rule | Filter:
    path = f"{file}:{line}"
    if not isinstance(document, dict):
        raise StandardError("expected a map with title, logsource and detection", path=path, clause="Sigma 2.1.0")
    if "action" in document:
        reason = "an action document belongs to Sigma 1, expected whole rules"
        raise StandardError(reason, path=path, clause="Sigma 2.1.0")
    title = document.get("title")
    if not isinstance(title, str) or not title.strip():
        raise StandardError(f"title is {title!r}, expected text", path=path, clause="Sigma 2.1.0, title")
    if "filter" in document:
        logsource = _logsource(document.get("logsource"), path)
        named, condition = filter_of(document["filter"], placeholders, path)
        return Filter(_name(document, file), logsource, named, condition, file, line)
    name = document.get("name")
    return Rule(
        id=_name(document, file),
        title=title.strip(),
        level=_level(document.get("level"), path),
        tags=_tags(document.get("tags")),
        logsource=_logsource(document.get("logsource"), path),
        condition=tree(document.get("detection"), placeholders, path),
        file=file,
        line=line,
        name=name if isinstance(name, str) else "",
    )


def _level(found: object, path: str) -> Level:
    if found is None:
        return Level.MEDIUM
    try:
        return Level(str(found).lower())
    except ValueError as error:
        known = ", ".join(Level)
        raise StandardError(f"level is {found!r}, expected {known}", path=path, clause="Sigma 2.1.0, level") from error


def _tags(found: object) -> tuple[str, ...]:
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()


def _logsource(found: object, path: str) -> LogSource:
    clause = "Sigma 2.1.0, log source"
    if not isinstance(found, dict):
        raise StandardError(f"logsource is {found!r}, expected a map", path=path, clause=clause)
    keys = ("category", "product", "service")
    for key in keys:
        if not isinstance(found.get(key), str | None):
            raise StandardError(f"logsource {key} is {found[key]!r}, expected text", path=path, clause=clause)
    category, product, service = (found.get(key) or None for key in keys)
    if not (category or product or service):
        raise StandardError("logsource names no category, product or service", path=path, clause=clause)
    return LogSource(category, product, service)
