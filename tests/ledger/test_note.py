"""Signed notes and keys: what is read is written back, what is not theirs is refused, and no secret is shown."""

import base64
import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, LimitError, StandardError, TamperError
from forestall.ledger import checkpoint, note
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.key import Kind, SigningKey, read_signing, read_verifier
from forestall.ledger.note import Note, Signature

ENTRIES = [b"a", b"b", b"c"]
Signed = Callable[[list[bytes]], Note]
HEAD = b"town.example/ledger\n3\n" + base64.b64encode(bytes(32)) + b"\n"


@given(st.sampled_from(Kind), st.binary(min_size=32, max_size=32), st.integers(0, 2**40))
def test_a_key_signs_what_its_public_half_verifies(kind: Kind, seed: bytes, time: int) -> None:
    key = SigningKey("a.example", kind, seed)
    public = read_verifier(str(key.public()))
    assert public == key.public()
    assert read_signing(key.secret_text()) == key
    assert public.verify(HEAD, key.sign(HEAD, time)) == (None if kind is Kind.ED25519 else time)


@pytest.mark.parametrize("kind", Kind)
def test_no_flipped_bit_of_a_signature_is_taken(kind: Kind) -> None:
    key = SigningKey("a.example", kind, bytes(32))
    signature = key.sign(HEAD, 7)
    for bit in range(0, 8 * len(signature), 37):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(TamperError):
            key.public().verify(HEAD, bytes(flipped))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("length", [0, 3, 8, 64, 72, 100, 2428])
def test_a_signature_of_another_length_is_refused(kind: Kind, length: int) -> None:
    with pytest.raises(TamperError):
        SigningKey("a.example", kind, bytes(32)).public().verify(HEAD, bytes(length))


def test_a_secret_is_not_shown_by_printing_the_key() -> None:
    assert "secret" not in repr(SigningKey("a.example", Kind.ED25519, b"secret" + bytes(26)))


def test_a_witness_signature_is_not_taken_for_one_of_a_log(log_keys: tuple[SigningKey, ...]) -> None:
    same = SigningKey(log_keys[0].name, Kind.COSIGNATURE, log_keys[0].seed)
    assert same.public().public == log_keys[0].public().public
    with pytest.raises(TamperError, match="no signature of a known key"):
        Note(HEAD, ()).signed_by([same], 7).verified([log_keys[0].public()])


def test_the_message_of_an_ml_dsa_cosignature_is_laid_out_as_the_standard_says() -> None:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    key = SigningKey("w.example", Kind.ML_DSA_44, bytes(32))
    signature = key.sign(HEAD, 5)
    message = b"".join(
        [
            b"subtree/v1\n\0",
            b"\x09w.example",
            bytes([0, 0, 0, 0, 0, 0, 0, 5]),
            b"\x13town.example/ledger",
            bytes(8),
            bytes([0, 0, 0, 0, 0, 0, 0, 3]),
            bytes(32),
        ]
    )
    assert signature[:8] == bytes([0, 0, 0, 0, 0, 0, 0, 5])
    MLDSA44PublicKey.from_public_bytes(key.public().public).verify(signature[8:], message)


def test_the_example_of_the_standard_for_key_ids_holds() -> None:
    # c2sp.org/signed-note: the id is SHA-256(name || 0x0A || type || key)[:4]; the key of Tessera's test log
    key = read_verifier("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
    assert key.id.hex() == "33d7b496"


BAD_KEYS = {
    "nothing": "",
    "no id": "a.example",
    "another id": "example.com/log/testdata+33d7b497+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
    "another name": "example.com/log/testdatb+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
    "no base64": "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI!oO5xCFkkSx",
    "too short": "example.com/log/testdata+33d7b496+AeHTu4Q3",
    "an unknown type": "a.example+00000000+/w==",
    "a space in the name": "a b+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
}


@pytest.mark.parametrize("text", BAD_KEYS.values(), ids=BAD_KEYS)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(StandardError):
        read_verifier(text)


@pytest.mark.parametrize("text", ["", "a.example+1+AQ==", "PRIVATE+KEY+a", "PRIVATE+KEY+a.example+00000000+AQ=="])
def test_what_is_no_secret_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_signing(text)
    assert "AQ==" not in str(caught.value)


def test_a_note_is_written_as_it_was_read(signed: Signed) -> None:
    data = signed(ENTRIES).write()
    assert note.read(data).write() == data


def test_signatures_of_strangers_are_left_aside(
    signed: Signed, log_keys: tuple[SigningKey, ...], witness_key: Callable[[int], SigningKey]
) -> None:
    whole = signed(ENTRIES).signed_by([witness_key(1)], 9)
    assert whole.verified([witness_key(1).public()]) == {witness_key(1).public(): 9}
    assert set(whole.verified([key.public() for key in log_keys])) == {key.public() for key in log_keys}
    with pytest.raises(TamperError, match="no signature of a known key"):
        whole.verified([witness_key(2).public()])


def test_one_false_signature_of_a_known_key_spoils_the_note(
    signed: Signed, log_keys: tuple[SigningKey, ...], witness_key: Callable[[int], SigningKey]
) -> None:
    key = witness_key(1)
    whole = signed(ENTRIES)
    spoilt = Note(whole.text, (*whole.signatures, Signature(key.name, key.public().id, bytes(72))))
    assert spoilt.verified([log_keys[0].public()])
    with pytest.raises(TamperError):
        spoilt.verified([log_keys[0].public(), key.public()])


def test_a_key_signs_a_note_once(signed: Signed, log_keys: tuple[SigningKey, ...]) -> None:
    once = signed(ENTRIES)
    assert once.signed_by(log_keys, 99) == once


BAD_NOTES = {
    "empty": b"",
    "no signatures": b"a\n0\nb\n",
    "no newline at the end": b"text\n\n\xe2\x80\x94 a AAAAAAAA",
    "no dash": b"text\n\na AAAAAAAA\n",
    "no name": b"text\n\n\xe2\x80\x94  AAAAAAAA\n",
    "a plus in the name": b"text\n\n\xe2\x80\x94 a+b AAAAAAAA\n",
    "no base64": b"text\n\n\xe2\x80\x94 a AA!AAAAA\n",
    "an id alone": b"text\n\n\xe2\x80\x94 a AAAAAA==\n",
    "a control character": b"te\rxt\n\n\xe2\x80\x94 a AAAAAAAA\n",
    "no UTF-8": b"te\xffxt\n\n\xe2\x80\x94 a AAAAAAAA\n",
}


@pytest.mark.parametrize("data", BAD_NOTES.values(), ids=BAD_NOTES)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(StandardError):
        note.read(data)


def test_sixteen_signatures_are_taken_and_a_flood_is_not() -> None:
    line = "— a AAAAAAAA\n".encode()
    assert len(note.read(b"text\n\n" + 16 * line).signatures) == 16
    with pytest.raises(LimitError):
        note.read(b"text\n\n" + 101 * line)
    with pytest.raises(LimitError):
        note.read(b"x" * 1_000_001)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with contextlib.suppress(InputError):
        note.read(data).head()


BAD_HEADS = [
    b"",
    b"o\n1\n",
    b"o\n01\nAA==\n",
    b"o\n-1\n" + HEAD[22:],
    b"\n3\n" + HEAD[22:],
    b"o\n3\nAA==\n",
    HEAD + b"\n",
]


@pytest.mark.parametrize("text", BAD_HEADS)
def test_what_is_no_checkpoint_is_refused(text: bytes) -> None:
    with pytest.raises(StandardError):
        checkpoint.read(text)


@given(st.integers(0, 2**62), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_as_it_was_written(size: int, root: bytes) -> None:
    head = TreeHead("town.example", size, root, ("more",))
    assert checkpoint.read(checkpoint.write(head)) == head
