"""Receipts: the form of the standard, and that they prove one entry and nothing else."""

import base64
import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import ForestallError, InputError, LimitError, StandardError, TamperError
from forestall.ledger import proof_file
from forestall.ledger.key import SigningKey
from forestall.ledger.note import Note
from forestall.ledger.policy import Policy
from forestall.ledger.proof import inclusion_proof
from forestall.ledger.proof_file import Receipt
from forestall.ledger.tree import leaf_hash

ENTRIES = [f"entry {i}".encode() for i in range(11)]
Signed = Callable[[list[bytes]], Note]


@pytest.fixture(scope="module")
def trust(log_keys: tuple[SigningKey, ...]) -> Policy:
    return Policy.of([log_keys[0].public()])


def receipt(signed: Signed, index: int) -> Receipt:
    proof = inclusion_proof([leaf_hash(entry) for entry in ENTRIES], index)
    return Receipt(index, proof, signed(ENTRIES), ENTRIES[index])


@pytest.mark.parametrize("index", range(11))
def test_a_receipt_proves_its_entry(signed: Signed, trust: Policy, index: int) -> None:
    made = receipt(signed, index)
    read = proof_file.read(made.write())
    assert (read, read.verify(ENTRIES[index], trust).size) == (made, 11)


def test_a_receipt_has_the_form_of_the_standard(signed: Signed) -> None:
    lines = receipt(signed, 10).write().decode().split("\n")
    extra = base64.b64encode(b"entry 10").decode()
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", f"extra {extra}", "index 10"]
    assert lines[5:8] == ["", "town.example/ledger", "11"]


@pytest.mark.parametrize("entry", [b"", b"entry 3", b"entry 4 "])
def test_a_receipt_proves_no_other_entry(signed: Signed, trust: Policy, entry: bytes) -> None:
    with pytest.raises(TamperError):
        receipt(signed, 4).verify(entry, trust)


def test_a_receipt_for_another_place_in_the_log_is_refused(signed: Signed, trust: Policy) -> None:
    made = receipt(signed, 4)
    for index in (0, 3, 5, 12, 4 + 2**60):
        with pytest.raises(TamperError):
            Receipt(index, made.proof, made.checkpoint, made.extra).verify(ENTRIES[4], trust)


def test_a_receipt_under_the_key_of_another_log_is_refused(
    signed: Signed, witness_key: Callable[[int], SigningKey]
) -> None:
    with pytest.raises(TamperError, match=r"no key of such a log"):
        receipt(signed, 4).verify(ENTRIES[4], Policy.of([witness_key(1).public()]))


def check(data: bytes, trust: Policy) -> None:
    read = proof_file.read(data)
    read.verify(read.extra or b"", trust)


@given(st.integers(0, 10**6), st.integers(0, 7))
def test_no_flipped_bit_of_a_receipt_goes_unnoticed(signed: Signed, trust: Policy, at: int, bit: int) -> None:
    made = receipt(signed, 4)
    own = Note(made.checkpoint.text, made.checkpoint.signatures[:1])  # the signature that is asked for
    data = bytearray(Receipt(4, made.proof, own, made.extra).write())
    data[at % len(data)] ^= 1 << bit
    with pytest.raises(ForestallError):
        check(bytes(data), trust)


BAD = {
    "empty": b"",
    "another first line": b"c2sp.org/tlog-proof@v2\nindex 0\n\n",
    "no index": b"c2sp.org/tlog-proof@v1\n\n",
    "index with a leading zero": b"c2sp.org/tlog-proof@v1\nindex 01\n\n",
    "negative index": b"c2sp.org/tlog-proof@v1\nindex -1\n\n",
    "index that is no number": b"c2sp.org/tlog-proof@v1\nindex one\n\n",
    "no empty line": b"c2sp.org/tlog-proof@v1\nindex 0\n",
    "extra that is no base64": b"c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\n",
    "extra after the index": b"c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\n",
    "a hash that is too short": b"c2sp.org/tlog-proof@v1\nindex 0\nAA==\n\n",
    "no checkpoint": b"c2sp.org/tlog-proof@v1\nindex 0\n\n",
    "not ASCII": "c2sp.org/tlog-proof@v1\nindex ٣\n\n".encode(),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_what_is_no_receipt_is_refused(data: bytes) -> None:
    with pytest.raises(StandardError):
        proof_file.read(data)


def test_a_flood_of_hashes_is_refused(signed: Signed) -> None:
    with pytest.raises(LimitError, match="at most 63"):
        proof_file.read(Receipt(0, (bytes(32),) * 64, signed(ENTRIES)).write())


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for start in (b"", b"c2sp.org/tlog-proof@v1\n", b"c2sp.org/tlog-proof@v1\nindex 0\n\n"):
        with contextlib.suppress(InputError):
            proof_file.read(start + data)
