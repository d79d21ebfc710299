"""YAML of a rule file, hostile or not, to plain dictionaries with their lines.

Size, depth and aliases are checked on the event stream before anything is built: deep nesting would end the
process inside the C parser, and aliases of aliases would fill the memory.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from forestall.core.errors import LimitError, StandardError

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.CSafeLoader):
    """The safe loader without dates (a value is text as written) and without repeated keys."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, regex) for tag, regex in pairs if tag != _TIMESTAMP]
        for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is not None and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is given twice, expected once", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """One document of a stream, with the line of everything in it."""

    line: int
    value: object
    lines: Mapping[Path, int]
    """Line of each key and list element, by the keys and places that lead to it."""

    def line_of(self, *path: str | int) -> int:
        """The line of what a path leads to, or of the nearest thing above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, self.line)


@dataclass
class _Size:
    """Nodes so far, aliases counted as what they stand for."""

    nodes: int = 0
    open: list[tuple[str | None, int]] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)


def documents(text: str, file: str) -> Iterator[tuple[int, object]]:
    """Each document of a YAML stream, with the line on which it starts; arguments and errors as `located`."""
    return ((node.start_mark.line + 1, value) for node, value in _nodes(text, file))


def located(text: str, file: str) -> Iterator[Located]:
    """Each document of a YAML stream, with the lines of its parts.

    Args:
        text: the stream
        file: its name, for errors

    Raises:
        LimitError: too large or too deep
        StandardError: no YAML; documents before the mistake have been given already
    """
    for node, value in _nodes(text, file):
        lines: dict[Path, int] = {}
        _locate(node, (), lines)
        yield Located(node.start_mark.line + 1, value, lines)


def _locate(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = (*path, str(key.value))
            lines[name] = key.start_mark.line + 1
            _locate(value, name, lines)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _locate(value, (*path, place), lines)


def _nodes(text: str, file: str) -> Iterator[tuple[yaml.Node, object]]:
    if len(text) > MAX_BYTES:
        raise LimitError(f"{file}: {len(text)} characters, expected at most {MAX_BYTES} in a rule file")
    loader = _Loader(text)
    try:
        _check_size(text, file)
        while loader.check_node():
            node = loader.get_node()
            assert node is not None
            yield node, loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StandardError(str(error.problem), path=f"{file}:{line}", clause="YAML 1.1") from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise StandardError(str(error), path=file, clause="YAML 1.1") from error
    finally:
        loader.dispose()


def _check_size(text: str, file: str) -> None:
    size = _Size()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            _count(event, size)
            if len(size.open) > MAX_DEPTH or size.nodes > MAX_NODES:
                raise LimitError(
                    f"{file}: nested or repeated too much, expected at most {MAX_DEPTH} levels "
                    f"and {MAX_NODES} values with aliases followed"
                )
    except yaml.YAMLError:
        return  # the same mistake is met again, and explained, where documents are built


def _count(event: yaml.Event, size: _Size) -> None:
    if isinstance(event, yaml.AliasEvent):
        size.nodes += size.anchors.get(event.anchor or "", MAX_NODES + 1)  # an alias inside its own anchor never ends
        return
    if isinstance(event, yaml.CollectionStartEvent):
        size.open.append((event.anchor, size.nodes))
        size.nodes += 1
    elif isinstance(event, yaml.ScalarEvent):
        size.nodes += 1
        if event.anchor:
            size.anchors[event.anchor] = 1
    elif isinstance(event, yaml.CollectionEndEvent):
        anchor, before = size.open.pop()
        if anchor:
            size.anchors[anchor] = size.nodes - before
