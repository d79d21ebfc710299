"""Rule files: bytes to rules, each wrong one refused by itself."""

import warnings

from sigma.exceptions import SigmaError
from sigma.rule.detection import SigmaDetection, SigmaDetections

from forestall.core.errors import InputError, StandardError
from forestall.model.finding import Refusal
from forestall.model.words import Level
from forestall.standards.sigma import values
from forestall.standards.sigma.condition import combine
from forestall.standards.sigma.document import documents
from forestall.standards.sigma.rule import AllOf, AnyOf, LogSource, Node, Rule

MAX_DASHED = 5_000  # texts that the dashes of one field's values may stand for, five for each dash
MAX_VALUE = 10_000  # characters of one value
_WRONG = (SigmaError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, OverflowError)


def read(data: bytes, file: str) -> tuple[tuple[Rule, ...], tuple[Refusal, ...]]:
    """Rules of one file, of one or several YAML documents.

    Args:
        data: the file's bytes, UTF-8
        file: its name, for errors

    Returns:
        Rules, and what was refused with the reason; a wrong document does not stop the next one.
    """
    rules: list[Rule] = []
    refusals: list[Refusal] = []
    try:
        for line, document in documents(data.decode("utf-8-sig"), file):
            try:
                rules.append(_rule(document, file, line))
            except StandardError as error:
                refusals.append(Refusal(_name(document, file), f"{file}:{line}", f"{error.args[0]} [{error.clause}]"))
    except UnicodeDecodeError as error:
        refusals.append(Refusal(file, file, f"{file}: byte {error.start} is not UTF-8, expected a UTF-8 text file"))
    except InputError as error:
        refusals.append(Refusal(file, file, str(error)))
    return tuple(rules), tuple(refusals)


def _name(document: object, file: str) -> str:
    if not isinstance(document, dict):
        return file
    names = (document.get("id"), document.get("name"), document.get("title"))
    return next((name for name in names if isinstance(name, str) and name), file)


def _rule(document: object, file: str, line: int) -> Rule:
    path = f"{file}:{line}"
    if not isinstance(document, dict):
        raise StandardError("expected a map with title, logsource and detection", path=path, clause="Sigma 2.1.0")
    for kind in ("correlation", "filter", "action"):
        if kind in document:
            raise StandardError(f"a {kind} document is not evaluated yet", path=path, clause="Sigma 2.1.0")
    title = document.get("title")
    if not isinstance(title, str) or not title.strip():
        raise StandardError(f"title is {title!r}, expected text", path=path, clause="Sigma 2.1.0, title")
    return Rule(
        id=_name(document, file),
        title=title.strip(),
        level=_level(document.get("level"), path),
        tags=_tags(document.get("tags")),
        logsource=_logsource(document.get("logsource"), path),
        condition=_condition(document.get("detection"), path),
        file=file,
        line=line,
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


def _condition(found: object, path: str) -> Node:
    clause = "Sigma 2.1.0, detection"
    if not isinstance(found, dict) or not all(isinstance(key, str) and key for key in found):
        raise StandardError("detection is no map of names", path=path, clause=clause)
    if "timeframe" in found:
        raise StandardError("timeframe belongs to correlations, which are not evaluated yet", path=path, clause=clause)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            detections = SigmaDetections.from_dict(_prepared(found, path))
        named = {name: _node(detection, path) for name, detection in detections.detections.items()}
    except StandardError:
        raise
    except _WRONG as error:
        raise StandardError(str(error) or type(error).__name__, path=path, clause=clause) from error
    trees = tuple(combine(condition, detections, named, path) for condition in detections.condition)
    return trees[0] if len(trees) == 1 else AnyOf(trees)


def _prepared(section: dict[str, object], path: str) -> dict[str, object]:
    """The section as pySigma wants it."""
    return {key: value if key == "condition" else _definition(value, path) for key, value in section.items()}


def _definition(found: object, path: str) -> object:
    if isinstance(found, list):
        return [_definition(item, path) for item in found]
    if not isinstance(found, dict):
        return found
    return {_key(key, value, path): value for key, value in found.items()}


def _key(key: object, value: object, path: str) -> str:
    """A field with its modifiers; `utf16le` is the specification's other name for `wide`, unknown to pySigma."""
    field, *modifiers = str(key).split("|")
    texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    if any(len(text) > MAX_VALUE for text in texts):
        raise StandardError(f"{key}: a value is longer than {MAX_VALUE} characters", path=path, clause="Sigma 2.1.0")
    dashed = sum(5 ** min(len(values.DASH.findall(text)), 20) for text in texts) if "windash" in modifiers else 0
    if dashed > MAX_DASHED:
        reason = f"{key}: the dashes stand for {dashed} texts, expected at most {MAX_DASHED}"
        raise StandardError(reason, path=path, clause="Sigma 2.1.0, windash")
    return "|".join([field, *("wide" if modifier == "utf16le" else modifier for modifier in modifiers)])


def _node(detection: SigmaDetection, path: str) -> Node:
    """A detection: the fields of a map all hold, of a list of maps one does."""
    parts = tuple(
        _node(item, path) if isinstance(item, SigmaDetection) else values.node(item, path)
        for item in detection.detection_items
    )
    if len(parts) == 1:
        return parts[0]
    return AnyOf(parts) if all(isinstance(item, SigmaDetection) for item in detection.detection_items) else AllOf(parts)
