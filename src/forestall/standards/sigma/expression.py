"""The boolean condition of a temporal correlation: text to tree.

    either := both ("or" both)*        both := one ("and" one)*        one := "not" one | "(" either ")" | rule

A rule is its name or its id, so that words may hold dashes and dots. Source: Sigma enhancement proposal 198 (2025).
"""

import re
from dataclasses import dataclass

from forestall.core.errors import StandardError
from forestall.standards.sigma.correlation import Both, Either, Expression, Seen, Without

CLAUSE = "Sigma enhancement proposal 198, condition"
MAX_LENGTH = 2_000
MAX_DEPTH = 30
_WORD = re.compile(r"\s*(?:([()])|([\w.-]+))")
_OWN = frozenset({"and", "or", "not", "(", ")"})


@dataclass
class _Reader:
    """What is left of the text, word by word."""

    words: list[str]
    path: str
    at: int = 0

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self, word: str) -> bool:
        found = self.peek() == word
        self.at += found
        return found

    def wrong(self, expected: str) -> StandardError:
        found = repr(self.peek()) if self.peek() else "its end"
        return StandardError(f"condition: found {found}, expected {expected}", path=self.path, clause=CLAUSE)


def expression(text: str, path: str) -> Expression:
    """The tree of a condition.

    Args:
        text: such as `rule_a and not (rule_b or rule_c)`
        path: where the correlation stands, for errors

    Raises:
        StandardError: it breaks the grammar
    """
    reader = _Reader(_words(text, path), path)
    tree = _either(reader, 0)
    if reader.peek():
        raise reader.wrong("`and`, `or` or the end")
    return tree


def _words(text: str, path: str) -> list[str]:
    if len(text) > MAX_LENGTH:
        raise StandardError(
            f"condition has {len(text)} characters, expected at most {MAX_LENGTH}", path=path, clause=CLAUSE
        )
    words, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _WORD.match(text, at)
        if found is None:
            wrong = text[at:].lstrip()[:1]
            raise StandardError(f"condition has {wrong!r}, expected names of rules", path=path, clause=CLAUSE)
        word = found[1] or found[2]
        words.append(word.lower() if word.lower() in _OWN else word)
        at = found.end()
    return words


def _either(reader: _Reader, depth: int) -> Expression:
    parts = [_both(reader, depth)]
    while reader.take("or"):
        parts.append(_both(reader, depth))
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _both(reader: _Reader, depth: int) -> Expression:
    parts = [_one(reader, depth)]
    while reader.take("and"):
        parts.append(_one(reader, depth))
    return parts[0] if len(parts) == 1 else Both(tuple(parts))


def _one(reader: _Reader, depth: int) -> Expression:
    if depth > MAX_DEPTH:
        raise reader.wrong(f"at most {MAX_DEPTH} levels")
    if reader.take("not"):
        return Without(_one(reader, depth + 1))
    if reader.take("("):
        inner = _either(reader, depth + 1)
        if not reader.take(")"):
            raise reader.wrong("`)`")
        return inner
    if not reader.peek() or reader.peek() in _OWN:
        raise reader.wrong("the name of a rule")
    reader.at += 1
    return Seen(reader.words[reader.at - 1])
