"""Whom to believe: the keys of logs, of witnesses, and how many witnesses must have signed (c2sp.org/tlog-policy)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from forestall.core.errors import InputError, StandardError, TamperError
from forestall.ledger.key import Kind, VerifierKey, read_verifier
from forestall.ledger.note import Note

NONE = "none"
_CLAUSE = "c2sp.org/tlog-policy"
_MAX_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Witness:
    """Someone who has seen that a log only grew, and signs it."""

    name: str
    """In this file only."""
    key: VerifierKey
    """His key."""
    url: str | None
    """Where he is asked."""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these."""

    name: str
    """In this file only."""
    needed: int
    """How many of the members."""
    members: tuple[str, ...]
    """Witnesses and groups."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose signatures a checkpoint needs."""

    logs: tuple[VerifierKey, ...]
    """Any one of them."""
    witnesses: Mapping[str, Witness]
    """By name, in the order of the file."""
    groups: Mapping[str, Group]
    """By name; each refers to earlier ones only."""
    quorum: str
    """The group or witness that must have signed, or `none`."""

    @classmethod
    def of(cls, logs: Iterable[VerifierKey]) -> "Policy":
        """One that believes logs without witnesses."""
        return cls(tuple(logs), {}, {}, NONE)

    def check(self, note: Note) -> VerifierKey:
        """The log's key that signed the checkpoint, once the quorum is met.

        Raises:
            TamperError: a signature is false, the log's is not there, or too few witnesses signed.
        """
        origin = note.head().origin
        own = [key for key in self.logs if key.name == origin]
        if not own:
            raise TamperError(f"the checkpoint is of {origin}; no key of such a log was given")
        signed = next(iter(note.verified(own)))
        if not self.met(self.cosigned(note)):
            raise TamperError(f"too few witnesses signed the checkpoint: {self._missing(self.cosigned(note))}")
        return signed

    def cosigned(self, note: Note) -> frozenset[str]:
        """Names of the witnesses that signed it.

        Raises:
            TamperError: a signature of one of them is false.
        """
        keys = [each.key for each in self.witnesses.values()]
        known = {(key.name, key.id) for key in keys}
        if not any((each.name, each.key_id) in known for each in note.signatures):
            return frozenset()
        signed = note.verified(keys)
        return frozenset(each.name for each in self.witnesses.values() if each.key in signed)

    def met(self, signed: frozenset[str]) -> bool:
        """Whether these witnesses are enough."""
        if self.quorum == NONE:
            return True
        counted = set(signed)
        for group in self.groups.values():
            if sum(member in counted for member in group.members) >= group.needed:
                counted.add(group.name)
        return self.quorum in counted

    def _missing(self, signed: frozenset[str]) -> str:
        others = sorted(set(self.witnesses) - signed)
        return f"{len(signed)} did, not {', '.join(others)}; quorum {self.quorum}"


@dataclass(slots=True)
class _Draft:
    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    members: set[str] = field(default_factory=set)

    def log(self, words: list[str]) -> None:
        """`log <vkey> [<url>]`."""
        _count(words, 1, 2, "log <vkey> [<url>]")
        key = _key(words[0], (Kind.ED25519, Kind.ML_DSA_44))
        if any(key.public == other.public for other in self.logs):
            raise InputError("the same log twice")
        self.logs.append(key)

    def witness(self, words: list[str]) -> None:
        """`witness <name> <vkey> [<url>]`."""
        _count(words, 2, 3, "witness <name> <vkey> [<url>]")
        self._new(words[0])
        key = _key(words[1], (Kind.COSIGNATURE, Kind.ML_DSA_44))
        if any(key.public == other.key.public for other in self.witnesses.values()):
            raise InputError("the same witness twice")
        self.witnesses[words[0]] = Witness(words[0], key, words[2] if len(words) == 3 else None)

    def group(self, words: list[str]) -> None:
        """`group <name> all|any|<k> <name>...`."""
        _count(words, 3, len(words), "group <name> all|any|<k> <name>...")
        name, rule, *members = words
        self._new(name)
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise InputError(f"{member} is not defined above")
            if member in self.members:
                raise InputError(f"{member} is a member already")
            self.members.add(member)
        self.groups[name] = Group(name, _needed(rule, len(members)), tuple(members))

    def set_quorum(self, words: list[str]) -> None:
        """`quorum <name>`."""
        _count(words, 1, 1, "quorum <name>")
        if self.quorum is not None:
            raise InputError("a second quorum")
        if words[0] != NONE and words[0] not in self.witnesses and words[0] not in self.groups:
            raise InputError(f"{words[0]} is not defined above")
        self.quorum = words[0]

    def _new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise InputError(f"the name {name} is taken")


def read(data: bytes) -> Policy:
    """A policy from a file.

    Raises:
        StandardError: it is none; the path says which line.
    """
    draft = _Draft()
    kinds: dict[str, Callable[[list[str]], None]] = {
        "log": draft.log,
        "witness": draft.witness,
        "group": draft.group,
        "quorum": draft.set_quorum,
    }
    if any((byte < 0x20 and byte not in b"\t\n") or byte == 0x7F for byte in data):
        raise StandardError("a control character in it", path="policy", clause=_CLAUSE)
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    if len(lines) > _MAX_LINES:
        raise StandardError(f"{len(lines)} lines, expected at most {_MAX_LINES}", path="policy", clause=_CLAUSE)
    for number, line in enumerate(lines, 1):
        words = [word for word in line.replace("\t", " ").split(" ") if word]
        if not words or words[0].startswith("#"):
            continue
        if words[0] not in kinds:
            raise _bad(number, f"found {words[0]!r}, expected log, witness, group or quorum")
        try:
            kinds[words[0]](words[1:])
        except InputError as error:
            raise _bad(number, str(error)) from error
    if draft.quorum is None:
        raise StandardError("expected a line `quorum NAME` or `quorum none`", path="policy", clause=_CLAUSE)
    return Policy(tuple(draft.logs), draft.witnesses, draft.groups, draft.quorum)


def _bad(line: int, what: str) -> StandardError:
    return StandardError(what, path=f"policy, line {line}", clause=_CLAUSE)


def _count(words: list[str], least: int, most: int, form: str) -> None:
    if not least <= len(words) <= most:
        raise InputError(f"expected `{form}`")


def _key(text: str, kinds: tuple[Kind, ...]) -> VerifierKey:
    key = read_verifier(text)
    if key.kind not in kinds:
        raise InputError(f"{key.name}: a key of type {key.kind:d}, expected {' or '.join(f'{k:d}' for k in kinds)}")
    return key


def _needed(rule: str, members: int) -> int:
    if rule in ("all", "any"):
        return members if rule == "all" else 1
    if not rule.isascii() or not rule.isdigit() or not 1 <= int(rule) <= members:
        raise InputError(f"found {rule}, expected all, any or 1 to {members}")
    return int(rule)
