#!/usr/bin/env python3
"""Check what an office claims to have recorded. Needs Python 3.9 or newer and nothing else; asks nobody.

    python3 verify.py receipt FILE.tlog-proof --key NAME+ID+KEY [--entry FILE] [--rotation FILE.tlog-proof ...]
    python3 verify.py receipt FILE.tlog-proof --policy FILE
    python3 verify.py tiles FOLDER --key NAME+ID+KEY [--since OLD_CHECKPOINT]

A receipt shows that one entry is in the ledger; a folder of tiles is the whole ledger; `--since` that it only grew.
Exit code 0: shown. 1: not shown. 2: the files or options cannot be read.

Formats: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-tiles, tlog-policy; RFC 6962, 8032.
Ed25519 is worked out below. ML-DSA-44 is checked where the package `cryptography` has it, else left aside.
This file stands alone on purpose: it shares no code with the program whose ledger it checks.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

ED25519, COSIGNATURE, ML_DSA_44 = 1, 4, 6
WIDTH = 256  # hashes in a full tile


class NotShownError(Exception):
    """The proof does not hold."""


class UnreadableError(Exception):
    """A file or an option is not what it should be."""


# Ed25519 (RFC 8032, 5.1). Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
ZERO = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    """RFC 8032, 5.1.4."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def decode_point(data: bytes) -> Point | None:
    """RFC 8032, 5.1.3; None for bytes that are not the one spelling of a point."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if len(data) != 32 or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT_OF_MINUS_1 % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def encode_point(p: Point) -> bytes:
    """RFC 8032, 5.1.2."""
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is true: R = S·B - k·A, without the cofactor (RFC 8032, 5.1.7)."""
    a, s = decode_point(public), int.from_bytes(signature[32:], "little")
    if a is None or BASE is None or len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    both, result = add(BASE, minus_a), ZERO
    for bit in range(252, -1, -1):
        result = add(result, result)
        pick = (s >> bit & 1) + 2 * (k >> bit & 1)
        if pick:
            result = add(result, (BASE, minus_a, both)[pick - 1])
    return encode_point(result) == signature[:32]


def ml_dsa_44(public: bytes, message: bytes, signature: bytes) -> bool | None:
    """Whether a signature is true (FIPS 204); None when it cannot be checked here."""
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - may be missing
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey  # noqa: PLC0415
    except ImportError:
        return None
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except UnsupportedAlgorithm:
        return None
    except (InvalidSignature, ValueError):
        return False
    return True


# Keys and notes.


class Key:
    """A public key, read from NAME+ID+KEY."""

    def __init__(self, text: str) -> None:
        self.name, _, rest = text.strip().partition("+")
        stated, _, encoded = rest.partition("+")
        data = unbase64(encoded)
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if not self.name or stated != self.id.hex() or data[:1] not in (b"\x01", b"\x04", b"\x06"):
            raise UnreadableError(f"key {text[:60]}: expected NAME+ID+KEY")
        self.kind, self.public = data[0], data[1:]

    def signed(self, note: Note, signature: bytes) -> bool | None:
        """Whether a signature under a note is this key's."""
        if self.kind == ED25519:
            return ed25519(self.public, note.text, signature)
        time, rest = int.from_bytes(signature[:8], "big"), signature[8:]
        if self.kind == COSIGNATURE:
            return ed25519(self.public, b"cosignature/v1\ntime %d\n" % time + note.text, rest)
        head = note.origin.encode()
        message = b"subtree/v1\n\x00" + bytes([len(self.name.encode())]) + self.name.encode() + signature[:8]
        message += bytes([len(head)]) + head + bytes(8) + note.size.to_bytes(8, "big") + note.root
        return ml_dsa_44(self.public, message, rest)


class Note:
    """A signed checkpoint."""

    def __init__(self, data: bytes) -> None:
        text, blank, below = data.rpartition(b"\n\n")
        self.text = text + b"\n"
        lines = self.text.decode("utf-8").split("\n")
        if not blank or len(lines) < 4 or not lines[1].isdigit() or str(int(lines[1])) != lines[1]:
            raise UnreadableError("the checkpoint has no origin, size, root and signatures")
        self.origin, self.size, self.root = lines[0], int(lines[1]), unbase64(lines[2])
        self.signatures = []
        for line in below.decode("utf-8").split("\n")[:-1]:
            dash, _, rest = line.partition(" ")
            name, _, encoded = rest.partition(" ")
            if dash != "\u2014" or not name:
                raise UnreadableError(f"the checkpoint has a line that is no signature: {line[:60]}")
            self.signatures.append((name, unbase64(encoded)))

    def signed_by(self, keys: list[Key]) -> list[Key]:
        """Those of the keys that signed it; a false signature of one of them breaks the proof."""
        found: list[Key] = []
        for name, data in self.signatures:
            for key in keys:
                if (name, data[:4]) == (key.name, key.id) and key not in found:
                    true = key.signed(self, data[4:])
                    if true is False:
                        raise NotShownError(f"the signature of {name} is false")
                    found += [key] if true else []
        return found


class Trust:
    """Keys of the ledger, and how many witnesses must have signed."""

    def __init__(self, keys: list[str]) -> None:
        self.logs = [Key(text) for text in keys]
        self.witnesses: dict[str, Key] = {}
        self.groups: list[tuple[str, int, list[str]]] = []
        self.quorum = "none"

    def read_policy(self, text: str) -> None:
        """A tlog-policy file."""
        for words in (line.split() for line in text.split("\n")):
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "log":
                self.logs.append(Key(words[1]))
            elif words[0] == "witness":
                self.witnesses[words[1]] = Key(words[2])
            elif words[0] == "group":
                least = {"all": len(words) - 3, "any": 1}.get(words[2]) or int(words[2])
                self.groups.append((words[1], least, words[3:]))
            elif words[0] == "quorum":
                self.quorum = words[1]
            else:
                raise UnreadableError(f"policy: {words[0]} is not known")

    def check(self, note: Note) -> None:
        """That the ledger and enough witnesses signed."""
        if not note.signed_by([key for key in self.logs if key.name == note.origin]):
            raise NotShownError(f"the checkpoint of {note.origin} bears no signature of a key that was given")
        signed = note.signed_by(list(self.witnesses.values()))
        met = {"none"} | {name for name, key in self.witnesses.items() if key in signed}
        for name, least, members in self.groups:
            met |= {name} if len(met & set(members)) >= least else set()
        if self.quorum not in met:
            raise NotShownError(f"too few witnesses signed the checkpoint ({len(signed)})")


def unbase64(text: str) -> bytes:
    """Bytes from base64 in its one spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise UnreadableError(f"{text[:40]}: no base64") from error
    if base64.b64encode(data).decode() != text:
        raise UnreadableError(f"{text[:40]}: not the one spelling of its bytes")
    return data


# The tree (RFC 6962, 2.1; proofs after RFC 9162, 2.1.3.2).


def leaf(entry: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: list[bytes]) -> bytes:
    """The hash over all entries."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = leaves
    while len(level) > 1:
        pairs = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]  # one without a neighbour goes up as it is
    return level[0]


def root_by_proof(entry: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root that a proof leads to."""
    if index >= size:
        raise NotShownError(f"entry {index} is not in a ledger of {size} entries")
    fn, sn, found = index, size - 1, leaf(entry)
    for each in proof:
        if sn == 0:
            raise NotShownError("the proof is too long")
        if fn & 1 or fn == sn:
            found = node(each, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node(found, each)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise NotShownError("the proof is too short")
    return found


# What can be asked.


def check_receipt(data: bytes, trust: Trust, entry: bytes | None) -> tuple[bytes, int, Note]:
    """The entry, its number and the checkpoint, once it is shown to be in the ledger."""
    above, _, below = data.partition(b"\n\n")
    lines, note = above.decode("ascii").split("\n"), Note(below)
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise UnreadableError("the receipt does not begin with c2sp.org/tlog-proof@v1")
    extra = unbase64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else None
    entry = extra if entry is None else entry
    word, _, number = lines.pop(0).partition(" ")
    if word != "index" or not number.isdigit() or entry is None:
        raise UnreadableError("the receipt lacks its index, or the entry (--entry FILE)")
    trust.check(note)
    if root_by_proof(entry, int(number), note.size, [unbase64(line) for line in lines]) != note.root:
        raise NotShownError(f"the proof does not lead from entry {number} to the root that was signed")
    return entry, int(number), note


def follow_rotation(data: bytes, trust: Trust) -> None:
    """Trust the keys that a key we trust has named as next."""
    entry, _, note = check_receipt(data, trust, None)
    said = json.loads(entry)
    if said.get("kind") != "key" or said.get("subject") != note.origin:
        raise NotShownError("the rotation is not an entry on the keys of this ledger")
    trust.logs += [Key(text) for text in said["payload"]["new"]]


def check_tiles(folder: Path, trust: Trust, since: Note | None) -> Note:
    """The checkpoint of a folder of tiles, once every hash in it is computed anew."""
    note = Note(read(folder / "checkpoint"))
    trust.check(note)
    leaves = [leaf(entry) for entry in entries(folder, note.size)]
    if root(leaves) != note.root:
        raise NotShownError("the entries do not have the root that was signed")
    hashes, level = leaves, 0
    while hashes:
        for at in range(0, len(hashes), WIDTH):
            part = hashes[at : at + WIDTH]
            if read(folder / tile_path(str(level), at // WIDTH, len(part))) != b"".join(part):
                raise NotShownError(f"{tile_path(str(level), at // WIDTH, len(part))}: not the hashes of its entries")
        hashes = [root(hashes[at : at + WIDTH]) for at in range(0, len(hashes) - WIDTH + 1, WIDTH)]
        level += 1
    if since is not None:
        trust.check(since)
        if since.origin != note.origin or since.size > note.size or root(leaves[: since.size]) != since.root:
            raise NotShownError(f"the ledger did not grow from the one of size {since.size}: history was changed")
    return note


def entries(folder: Path, size: int) -> list[bytes]:
    """All entries, from their bundles."""
    found: list[bytes] = []
    while len(found) < size:
        width = min(WIDTH, size - len(found))
        path = tile_path("entries", len(found) // WIDTH, width)
        data, at = read(folder / path), 0
        for _ in range(width):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if end > len(data) or at + 2 > len(data):
                raise NotShownError(f"{path}: ends too early")
            found.append(data[at + 2 : end])
            at = end
        if at != len(data):
            raise NotShownError(f"{path}: more than its entries")
    return found


def tile_path(level: str, index: int, width: int) -> str:
    """Where a tile or a bundle lies."""
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/" + "/".join(parts) + ("" if width == WIDTH else f".p/{width}")


def read(file: Path) -> bytes:
    """The bytes of a file."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{file}: {error.strerror}") from error


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Check a receipt, or a whole ledger as tiles, without anybody's help.")
    parser.add_argument("what", choices=["receipt", "tiles"])
    parser.add_argument("path", type=Path, help="a .tlog-proof file, or a folder with `checkpoint` and `tile/`")
    parser.add_argument("--key", action="append", default=[], help="public key of the ledger, NAME+ID+KEY")
    parser.add_argument("--policy", type=Path, help="tlog-policy file: keys of the ledger and of witnesses")
    parser.add_argument("--entry", type=Path, help="the entry, when it is not in the receipt")
    parser.add_argument("--rotation", type=Path, action="append", default=[], help="receipt for a change of keys")
    parser.add_argument("--since", type=Path, help="a checkpoint that was kept earlier")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run, print what was shown or why not."""
    given = parsed(arguments)
    try:
        trust = Trust(given.key)
        if given.policy:
            trust.read_policy(read(given.policy).decode("utf-8", "surrogateescape"))
        for file in given.rotation:
            follow_rotation(read(file), trust)
        if given.what == "receipt":
            entry, index, note = check_receipt(read(given.path), trust, read(given.entry) if given.entry else None)
            sys.stdout.write(f"shown: entry {index} of {note.size} in {note.origin}\n")
            sys.stdout.write(entry.decode("utf-8", "replace") + "\n")
        else:
            note = check_tiles(given.path, trust, Note(read(given.since)) if given.since else None)
            sys.stdout.write(f"shown: {note.size} entries of {note.origin}, root {note.root.hex()}\n")
    except NotShownError as error:
        sys.stdout.write(f"NOT SHOWN: {error}\n")
        return 1
    except (UnreadableError, ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        sys.stderr.write(f"cannot be read: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
