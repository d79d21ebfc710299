"""Regular expressions as Sigma means them (PCRE), to a form in which common engines agree.

Sigma 2.1.0 names the subset `. ^ $ * + ? {n,m} [] () |`; what PCRE has beyond it is taken where it has one meaning.
The portable form: `\\d`, `\\w` and `\\s` are ASCII sets, as in PCRE; `$` without `m` also holds before a last line
end; `\\b` is about ASCII words; flags stand at the front of a group. Evaluating is the business of an engine.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from forestall.core.errors import StandardError
from forestall.standards.sigma.charset import LAST, POSIX, SETS, Ranges, complement, literal, merge, single, written

CLAUSE = "Sigma 2.1.0, regular expression"
MAX_LENGTH = 10_000
MAX_DEPTH = 40
MAX_REPEAT = 10_000
_CONTROL = {"t": 9, "n": 10, "r": 13, "f": 12, "e": 27, "a": 7, "0": 0}
_ASSERTIONS = {"b": r"\b", "B": r"\B", "A": r"\A", "Z": "(?-m:$)", "z": r"(?![\x00-\U0010FFFF])"}
_HEX = re.compile(r"x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_COUNT = re.compile(r"\{(\d{1,5})(?:(,)(\d{1,5})?)?\}")
_GROUP = re.compile(
    r"\?(?:([=!>:]|<[=!])|(?:P?<([A-Za-z_]\w*)>)|'([A-Za-z_]\w*)'|([a-zA-Z]*(?:-[a-zA-Z]+)?)([:)]))", re.ASCII
)
_BACK = re.compile(r"([1-9]\d?)|k<(\w+)>|k\{(\w+)\}|k'(\w+)'", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Nothing:
    """A place in the text, or what a look-around or back-reference asks; takes no character of its own."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of these."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Again and again; `most` None is without bound."""

    part: "Tree"
    least: int
    most: int | None


Tree = Chars | Nothing | Sequence | Choice | Repeat


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression that has been read."""

    portable: str
    """The same for common engines."""
    tree: Tree
    """What it takes, for judging how it behaves."""
    beyond: tuple[str, ...] = ()
    """Constructs that Sigma 2.1.0 does not name, such as `look-around`, sorted."""


def read(regex: str, path: str) -> Expression:
    """A regular expression, checked and made portable.

    Args:
        regex: as written in a rule
        path: where the rule stands, for errors

    Raises:
        StandardError: it breaks the grammar, or asks what no engine here evaluates
    """
    if len(regex) > MAX_LENGTH:
        raise StandardError(f"an expression of {len(regex)} characters", path=path, clause=CLAUSE)
    reader = _Reader(regex, path)
    text, tree = reader.choice(0)
    if reader.at < len(regex):
        raise reader.wrong("`)` without `(`")
    try:
        re.compile(re.sub(r"\\[pP]\{\w+\}", "x", text))
    except (re.error, OverflowError, RecursionError) as error:
        raise StandardError(f"regular expression {regex!r}: {error}", path=path, clause=CLAUSE) from error
    return Expression(text, tree, tuple(sorted(reader.beyond)))


Read = tuple[str, Tree]


class _Reader:
    """A recursive descent; every method gives the portable text and the tree of what it read."""

    def __init__(self, regex: str, path: str) -> None:
        self._regex, self._path = regex, path
        self.at = 0
        self.beyond: set[str] = set()

    def wrong(self, what: str) -> StandardError:
        """The error for what stands at the present place."""
        reason = f"regular expression {self._regex!r}: {what} at character {self.at + 1}"
        return StandardError(reason, path=self._path, clause=CLAUSE)

    def choice(self, depth: int) -> Read:
        """Alternatives up to the end or a closing bracket."""
        if depth > MAX_DEPTH:
            raise self.wrong(f"groups nested deeper than {MAX_DEPTH} levels")
        flags = list(iter(self._flags, None))  # at the very beginning they hold for every alternative
        found = [self._sequence(depth)]
        while self._take("|"):
            found.append(self._sequence(depth))
        text = "".join(flags) + "|".join(text for text, _ in found) + ")" * sum(map(bool, flags))
        return text, found[0][1] if len(found) == 1 else Choice(tuple(tree for _, tree in found))

    def _sequence(self, depth: int) -> Read:
        texts: list[str] = []
        trees: list[Tree] = []
        closing = 0
        while self.at < len(self._regex) and self._regex[self.at] not in "|)":
            flags = self._flags()
            if flags is not None:
                texts.append(flags)
                closing += bool(flags)
                continue
            text, tree = self._repeated(*self._atom(depth))
            texts.append(text)
            trees.append(tree)
        if closing and self._regex[self.at : self.at + 1] == "|":
            raise self.wrong("flags inside one alternative; give them in the rule (`re|i`)")
        return "".join(texts) + ")" * closing, trees[0] if len(trees) == 1 else Sequence(tuple(trees))

    def _flags(self) -> str | None:
        """`(?i)` and comments: the flags hold for the rest of the group, written as a group of their own."""
        comment = re.compile(r"\(\?#[^)]*\)").match(self._regex, self.at)
        if comment:
            self.at = comment.end()
            return ""
        found = re.compile(r"\(\?([a-zA-Z]+(?:-[a-zA-Z]+)?)\)").match(self._regex, self.at)
        if not found or found[1] == "R":
            return None
        self._known_flags(found[1])
        self.at = found.end()
        return f"(?{found[1]}:"

    def _known_flags(self, flags: str) -> None:
        if set(flags) - set("ims-"):
            raise self.wrong(f"flags {flags!r}, expected of `i`, `m` and `s`")

    def _atom(self, depth: int) -> Read:
        sign = self._regex[self.at]
        if sign in "*+?":
            raise self.wrong(f"{sign!r} repeats nothing")
        handlers: dict[str, Callable[[], Read]] = {
            "(": lambda: self._group(depth),
            "[": self._class,
            "\\": self._escape,
            ".": lambda: self._plain(".", Chars(((0, 9), (11, LAST)))),
            "^": lambda: self._plain("^", Nothing()),
            "$": lambda: self._plain("$", Nothing()),
        }
        return handlers.get(sign, lambda: self._plain(literal(ord(sign)), Chars(((ord(sign), ord(sign)),))))()

    def _plain(self, text: str, tree: Tree) -> Read:
        self.at += 1
        return text, tree

    def _repeated(self, text: str, tree: Tree) -> Read:
        while self.at < len(self._regex):
            bounds = self._bounds()
            if bounds is None:
                return text, tree
            least, most, sign = bounds
            if (most or least) > MAX_REPEAT or (most is not None and most < least):
                raise self.wrong(f"repeat {sign}")
            if self._take("?"):
                sign += "?"
            elif self._take("+"):
                sign += "+"
                self.beyond.add("possessive repeat")
            text, tree = f"{text}{sign}", Repeat(tree, least, most)
            if self._bounds(peek=True) is not None:
                raise self.wrong("a repeat of a repeat")
        return text, tree

    def _bounds(self, peek: bool = False) -> tuple[int, int | None, str] | None:
        start = self.at
        sign = self._regex[start : start + 1]
        found = _COUNT.match(self._regex, start)
        self.at += (found.end() - start if found else 1) * (not peek)
        if found:
            least = int(found[1])
            return least, (int(found[3]) if found[3] else None) if found[2] else least, found[0]
        if sign and sign in "*+?":
            return {"*": (0, None, "*"), "+": (1, None, "+"), "?": (0, 1, "?")}[sign]
        self.at = start
        return None

    def _group(self, depth: int) -> Read:
        self.at += 1
        prefix, look = self._opening()
        text, tree = self.choice(depth + 1)
        if not self._take(")"):
            raise self.wrong("no `)` for a `(`")
        return f"({prefix}{text})", Nothing() if look else tree

    def _opening(self) -> tuple[str, bool]:
        """What follows `(`, and whether the group only looks."""
        if self._regex[self.at : self.at + 1] not in ("?", "*"):
            return "", False
        found = _GROUP.match(self._regex, self.at)
        if not found or (found[5] == ")"):
            raise self.wrong(f"group {self._regex[self.at - 1 : self.at + 3]!r} is not known here")
        self.at = found.end()
        kind, name = found[1], found[2] or found[3]
        if name:
            return f"?P<{name}>", False
        if kind is None:
            self._known_flags(found[4])
            return f"?{found[4]}:", False
        if kind not in (":", ">"):
            self.beyond.add("look-around")
        if kind == ">":
            self.beyond.add("atomic group")
        return f"?{kind}", kind not in (":", ">")

    def _escape(self) -> Read:
        self.at += 1
        sign = self._regex[self.at : self.at + 1]
        if not sign:
            raise self.wrong("a backslash at the end")
        if back := _BACK.match(self._regex, self.at):
            return self._back(back)
        if sign in "QpP":
            return self._quoted() if sign == "Q" else self._property()
        return self._set(sign)

    def _set(self, sign: str) -> Read:
        if sign == "R":
            return self._plain(
                r"(?:\r\n|[\n-\r])", Choice((Sequence((Chars(((13, 13),)), Chars(((10, 10),)))), Chars(((10, 13),))))
            )
        if sign == "N":
            return self._plain(r"[^\n]", Chars(((0, 9), (11, LAST))))
        if sign in _ASSERTIONS:
            return self._plain(_ASSERTIONS[sign], Nothing())
        ranges = self._one(inside=False)
        return (literal(ranges[0][0]) if single(ranges) else written(ranges)), Chars(ranges)

    def _back(self, found: re.Match[str]) -> Read:
        self.at = found.end()
        self.beyond.add("back-reference")
        name = found[2] or found[3] or found[4]
        return (f"(?P={name})" if name else f"(?:\\{found[1]})"), Nothing()

    def _quoted(self) -> Read:
        end = self._regex.find(r"\E", self.at)
        quoted = self._regex[self.at + 1 : end if end >= 0 else len(self._regex)]
        self.at = end + 2 if end >= 0 else len(self._regex)
        codes = [ord(sign) for sign in quoted]
        text = "".join(map(literal, codes))
        return (text if len(codes) == 1 else f"(?:{text})"), Sequence(tuple(Chars(((code, code),)) for code in codes))

    def _property(self) -> Read:
        found = re.compile(r"[pP]\{\w+\}").match(self._regex, self.at)
        if not found:
            raise self.wrong("a property without braces")
        self.at = found.end()
        self.beyond.add("Unicode property")
        return "\\" + found[0], Chars(((0, LAST),))

    def _class(self) -> Read:
        start = self.at
        self.at += 1
        negated = self._take("^")
        ranges: list[tuple[int, int]] = []
        first = True
        while first or self._regex[self.at : self.at + 1] != "]":
            if self.at >= len(self._regex):
                self.at = start
                raise self.wrong("no `]` for a `[`")
            ranges += self._member()
            first = False
        self.at += 1
        merged = merge(tuple(ranges))
        return written(merged, negated), Chars(complement(merged) if negated else merged)

    def _member(self) -> Ranges:
        """One member of a set: a POSIX name, a range or a character."""
        posix = re.compile(r"\[:(\^?)(\w+):\]").match(self._regex, self.at)
        if posix:
            if posix[2] not in POSIX:
                raise self.wrong(f"set {posix[0]!r}")
            self.at = posix.end()
            self.beyond.add("POSIX set")
            return complement(POSIX[posix[2]]) if posix[1] else POSIX[posix[2]]
        low = self._element()
        following = self._regex[self.at : self.at + 2]
        if not single(low) or following[:1] != "-" or following in ("-]", "-"):
            return low
        self.at += 1
        high = self._element()
        if not single(high):
            return (*low, (0x2D, 0x2D), *high)
        if high[0][0] < low[0][0]:
            raise self.wrong("a range from high to low")
        return ((low[0][0], high[0][0]),)

    def _element(self) -> Ranges:
        sign = self._regex[self.at : self.at + 1]
        self.at += 1
        return self._one(inside=True) if sign == "\\" else ((ord(sign), ord(sign)),) if sign else ()

    def _one(self, inside: bool) -> Ranges:
        """The characters that an escape stands for; `at` is behind its backslash."""
        sign = self._regex[self.at : self.at + 1]
        code = _HEX.match(self._regex, self.at)
        if code:
            self.at = code.end()
            value = int(code[1] or code[2] or code[3], 16)
            if value > LAST or 0xD800 <= value <= 0xDFFF:
                raise self.wrong(f"no character {value:X}")
            return ((value, value),)
        self.at += 1
        if sign.lower() in SETS:
            return SETS[sign] if sign.islower() else complement(SETS[sign.lower()])
        if inside and sign == "b":
            return ((8, 8),)
        if sign in _CONTROL:
            return ((_CONTROL[sign], _CONTROL[sign]),)
        if not sign or (sign.isascii() and sign.isalnum()):
            self.at -= 1
            raise self.wrong(f"escape \\{sign}")
        return ((ord(sign), ord(sign)),)

    def _take(self, sign: str) -> bool:
        found = self._regex[self.at : self.at + 1] == sign
        self.at += found
        return found
