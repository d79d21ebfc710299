"""The condition of a rule: text to a tree over the named detections (Sigma 2.1.0, condition).

expression := term {"or" term}      term := factor {"and" factor}
factor     := "not" factor | "(" expression ")" | ("1" | "any" | "all") "of" pattern | name
"""

import re
from collections.abc import Mapping

from forestall.core.errors import StandardError
from forestall.standards.sigma.rule import AllOf, AnyOf, Negation, Node

CLAUSE = "Sigma 2.1.0, condition"
MAX_LENGTH = 10_000
MAX_DEPTH = 100
_TOKEN = re.compile(r"\s*(\(|\)|[\w*-]+|\S)")
_NAME = re.compile(r"[\w-]+", re.ASCII)
_PATTERN = re.compile(r"[\w*-]+", re.ASCII)
_WORDS = ("and", "or", "not", "of")


def combine(condition: object, named: Mapping[str, Node], path: str) -> Node:
    """The tree of one condition.

    Args:
        condition: its text, such as `selection and not 1 of filter_*`
        named: our tree of each named detection
        path: where the rule stands, for errors

    Raises:
        StandardError: the text breaks the grammar or names what is not there
    """
    if not isinstance(condition, str) or not condition.strip() or len(condition) > MAX_LENGTH:
        raise StandardError(
            f"condition is {str(condition)[:40]!r}, expected one line of text", path=path, clause=CLAUSE
        )
    if "|" in condition:
        reason = "the pipe syntax of old conditions became correlation rules"
        raise StandardError(f"condition {condition!r}: {reason}", path=path, clause=CLAUSE)
    reader = _Reader(condition, named, path)
    tree = reader.expression(0)
    reader.end()
    return tree


def selected(pattern: str, names: Mapping[str, object] | tuple[str, ...]) -> tuple[str, ...]:
    """Names that a pattern means; those that begin with `_` only when the pattern does too."""
    regex = re.compile(".*" if pattern == "them" else re.escape(pattern).replace(r"\*", ".*"))
    hidden = pattern.startswith("_")
    return tuple(name for name in names if regex.fullmatch(name) and (hidden or not name.startswith("_")))


class _Reader:
    """A recursive descent over the words of one condition."""

    def __init__(self, text: str, named: Mapping[str, Node], path: str) -> None:
        self._text, self._named, self._path = text, named, path
        self._tokens = _TOKEN.findall(text)
        self._at = 0

    def expression(self, depth: int) -> Node:
        parts = [self._term(depth)]
        while self._take("or"):
            parts.append(self._term(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise self._wrong(f"{self._tokens[self._at]!r}, expected `and`, `or` or the end")

    def _term(self, depth: int) -> Node:
        parts = [self._factor(depth)]
        while self._take("and"):
            parts.append(self._factor(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _factor(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._wrong(f"nesting, expected at most {MAX_DEPTH} levels")
        if self._take("not"):
            return Negation(self._factor(depth + 1))
        if self._take("("):
            inner = self.expression(depth + 1)
            if not self._take(")"):
                raise self._wrong("no `)` for a `(`")
            return inner
        return self._operand()

    def _operand(self) -> Node:
        token = self._next()
        if self._tokens[self._at : self._at + 1] and self._tokens[self._at].lower() == "of":
            self._at += 1
            return self._several(token.lower())
        if not _NAME.fullmatch(token) or token.lower() in _WORDS:
            raise self._wrong(f"{token!r}, expected a name")
        if token not in self._named:
            known = ", ".join(sorted(self._named))
            raise self._wrong(f"{token!r}, expected one of: {known}")
        return self._named[token]

    def _several(self, quantity: str) -> Node:
        if quantity not in ("1", "any", "all"):
            raise self._wrong(f"`{quantity} of`, expected `1 of`, `any of` or `all of`")
        pattern = self._next()
        if not _PATTERN.fullmatch(pattern):
            raise self._wrong(f"{pattern!r} after `of`, expected a pattern of names or `them`")
        parts = tuple(self._named[name] for name in selected(pattern, self._named))
        if not parts:
            raise self._wrong(f"{pattern!r}, but no detection is named like {pattern!r}")
        return parts[0] if len(parts) == 1 else AllOf(parts) if quantity == "all" else AnyOf(parts)

    def _take(self, word: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at].lower() == word
        self._at += found
        return found

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise self._wrong("its end, expected a name")
        self._at += 1
        return str(self._tokens[self._at - 1])

    def _wrong(self, found: str) -> StandardError:
        shown = self._text if len(self._text) <= 80 else self._text[:79] + "…"
        return StandardError(f"condition {shown!r} has {found}", path=self._path, clause=CLAUSE)
