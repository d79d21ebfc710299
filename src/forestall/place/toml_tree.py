"""TOML text to a tree of nodes with their lines. What the keys mean is not looked at.

`tomllib` tells no lines, so a small scanner finds where each key and table header stands.
"""

import re
import tomllib
from collections.abc import Iterator

from forestall.place.node import Node, shown
from forestall.place.report import Report

Path = tuple[str | int, ...]

MAX_DEPTH = 64
"""Deepest nesting that is read."""

_TOKEN = re.compile(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n.=,]')
_KEYS = re.compile(r'\s*("(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+)\s*([.=\]]?)')
_AT = re.compile(r"^(.*) \(at line (\d+), column \d+\)$", re.DOTALL)


def read_toml(text: str, report: Report) -> Node | None:
    """The tree of a TOML file.

    Returns:
        None, with a remark, when it is no TOML.
    """
    if (line := _too_deep(text)) is not None:
        report.error(line, None, "brackets or dotted keys nested too deep", f"at most {MAX_DEPTH} levels")
        return None
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _AT.match(str(error))
        message, line = (where[1], int(where[2])) if where else (str(error), text.count("\n") + 1)
        report.error(line, None, f"no TOML: {shown(message)}", "TOML 1.0", _advice(text, line))
        return None
    except (RecursionError, ValueError) as error:
        report.error(None, None, f"no TOML ({shown(str(error))})", "TOML 1.0")
        return None
    return _node(tree, _lines(text), (), 1)


def _advice(text: str, line: int) -> str:
    lines = text.splitlines()
    broken = lines[line - 1] if 0 < line <= len(lines) else ""
    if re.search(r"=\s*[A-Za-z]", broken) and not re.search(r"=\s*(true|false|nan|inf)\b", broken):
        return "put texts in double quotes"
    if re.search(r"=\s*[+-]?\d+,\d", broken):
        return "write decimals with a point"
    return ""


def _too_deep(text: str) -> int | None:
    """The first line nested deeper than we read, if there is one; TOML's own parser would recurse and grow."""
    depth = dots = 0
    for mark, end in _marks(text, 0):
        depth += (mark in "[{") - (mark in "]}")
        dots = dots + 1 if mark == "." else 0
        if max(depth, dots) > MAX_DEPTH:
            return text.count("\n", 0, end) + 1
    return None


def _marks(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Brackets, dots and line ends outside strings and comments, each with the position behind it."""
    while (token := _TOKEN.search(text, at)) is not None:
        mark, at = token.group(), token.end()
        if mark in ('"""', "'''"):
            end = text.find(mark, at)
            at = len(text) if end < 0 else end + 3
        elif len(mark) == 1:
            yield mark, at


def _node(value: object, lines: dict[Path, int], path: Path, line: int) -> Node:
    here = lines.get(path, line)
    if isinstance(value, dict):
        return Node({key: _node(item, lines, (*path, key), here) for key, item in value.items()}, here)
    if isinstance(value, list):
        return Node([_node(item, lines, (*path, index), here) for index, item in enumerate(value)], here)
    return Node(value, here)  # type: ignore[arg-type]


def _lines(text: str) -> dict[Path, int]:
    """Where keys and table headers stand."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        if statement.startswith("["):
            table = _table(statement, counts)
            for depth in range(len(table), 0, -1):
                lines.setdefault(table[:depth], line)
        elif statement and not statement.startswith("#"):
            keys = _keys(statement)
            for depth in range(1, len(keys) + 1):
                lines.setdefault((*table, *keys[:depth]), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with its first line; strings and brackets may run over several lines."""
    depth, start, line = 0, 0, 1
    for mark, end in _marks(text, 0):
        depth += (mark in "[{") - (mark in "]}")
        if mark == "\n" and depth <= 0:
            yield line, text[start : end - 1].strip()
            line, start, depth = line + text.count("\n", start, end), end, 0
    yield line, text[start:].strip()


def _keys(statement: str) -> tuple[str, ...]:
    """The dotted key at the start of a statement."""
    keys, at = list[str](), 0
    while (match := _KEYS.match(statement, at)) is not None:
        keys.append(match[1].strip("\"'"))
        at = match.end()
        if match[2] != ".":
            break
    return tuple(keys)


def _table(statement: str, counts: dict[Path, int]) -> Path:
    """The path of a table header, with the position of each element of a list of tables."""
    path: Path = ()
    keys = _keys(statement.lstrip("["))
    for depth, key in enumerate(keys, 1):
        path = (*path, key)
        if statement.startswith("[[") and depth == len(keys):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
