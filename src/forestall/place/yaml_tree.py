"""YAML text to a tree of nodes with their lines. What the keys mean is not looked at.

Built from YAML's events, so that nothing is guessed (`no` stays a text, `1e-4` a number where one is due) and nothing
hostile grows: aliases and tags are refused, depth and size are limited.
"""

from dataclasses import dataclass

import yaml

from forestall.place.node import Node, shown
from forestall.place.report import Report

MAX_DEPTH = 32
"""Deepest nesting that is read."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = ("", "~", "null", "Null", "NULL")


class _RefusedError(Exception):
    def __init__(self, line: int, found: str, expected: str) -> None:
        self.line, self.found, self.expected = line, found, expected


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    node: Node
    key: str | None = None


def read_yaml(text: str, report: Report) -> Node | None:
    """The tree of a YAML file with one document.

    Returns:
        None, with a remark, when it cannot be used.
    """
    try:
        return _build(text, report)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        found = f"no YAML: {shown(error.problem or error.context or 'broken')}"
        report.error(mark.line + 1 if mark else None, None, found, "YAML 1.1")
    except (yaml.YAMLError, ValueError) as error:
        report.error(None, None, f"no YAML: {shown(str(error))}", "YAML 1.1")
    except _RefusedError as refused:
        report.error(refused.line, None, refused.found, refused.expected)
    return None


def _build(text: str, report: Report) -> Node:
    stack = [_Open(Node([], 1))]
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            raise _RefusedError(line, "a second document", "one document a file")
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            _take(event, line, stack, report)
        if len(stack) > MAX_DEPTH:
            raise _RefusedError(line, "lists and keys nested too deep", f"at most {MAX_DEPTH} levels")
    return next(stack[0].node.items(), Node(None, 1))


def _take(event: yaml.NodeEvent, line: int, stack: list[_Open], report: Report) -> None:
    """Put one value into what is open; a list or mapping becomes what is open."""
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _RefusedError(line, f"an anchor or alias ({shown(event.anchor)})", "the value written out")
    if (tag := getattr(event, "tag", None)) not in (None, "!"):
        raise _RefusedError(line, f"a tag ({shown(tag)})", "plain values")
    top = stack[-1]
    if isinstance(top.node.value, dict) and top.key is None:
        top.key = _key(event, line, top.node.value, report)
        return
    node = _new(event, line)
    if isinstance(top.node.value, list):
        top.node.value.append(node)
    elif isinstance(top.node.value, dict) and top.key is not None:
        top.node.value.setdefault(top.key, node)
        top.key = None
    if isinstance(event, yaml.CollectionStartEvent):
        stack.append(_Open(node))


def _key(event: yaml.NodeEvent, line: int, known: dict[str, Node], report: Report) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise _RefusedError(line, "a list or group as key", "a word as key")
    name = str(event.value)
    if name in known:
        report.error(line, name, "the key twice", "each key once", f"first on line {known[name].line}")
    return name


def _new(event: yaml.NodeEvent, line: int) -> Node:
    if isinstance(event, yaml.MappingStartEvent):
        return Node({}, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Node([], line)
    if not isinstance(event, yaml.ScalarEvent):
        raise _RefusedError(line, "something else", "a value, list or group of keys")
    plain = event.style in (None, "", "plain")
    text = str(event.value)
    return Node(None if plain and text in _NOTHING else text, line, bare=plain)
