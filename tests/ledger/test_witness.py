"""What a witness answers, status by status (c2sp.org/tlog-witness, `add-checkpoint`)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.ledger import note, witness
from forestall.ledger.key import SigningKey
from forestall.ledger.note import Note
from forestall.ledger.proof import consistency_proof
from forestall.ledger.tree import leaf_hash
from forestall.ledger.witness import Answer, Request

Signed = Callable[[list[bytes]], Note]
ENTRIES = [bytes([i]) for i in range(20)]
OTHER = [b"x", *ENTRIES[1:]]


def proof(old: int, entries: list[bytes]) -> tuple[bytes, ...]:
    return consistency_proof([leaf_hash(entry) for entry in entries], old) if 0 < old < len(entries) else ()


@pytest.fixture(scope="module")
def ask(log_keys: tuple[SigningKey, ...], witness_key: Callable[[int], SigningKey]) -> Callable[..., Answer]:
    def answer(request: Request | bytes, last: Note | None) -> Answer:
        data = request.write() if isinstance(request, Request) else request
        return witness.answer(data, [log_keys[0].public()], last, [witness_key(1)], 77)

    return answer


Ask = Callable[[Request | bytes, Note | None], Answer]


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (0, 20), (1, 2), (7, 20), (8, 16), (19, 20), (20, 20)])
def test_a_log_that_grew_is_signed(
    ask: Ask, signed: Signed, witness_key: Callable[[int], SigningKey], old: int, new: int
) -> None:
    last = signed(ENTRIES[:old]) if old else None
    request = Request(old, proof(old, ENTRIES[:new]), signed(ENTRIES[:new]))
    answer = ask(request, last)
    assert (answer.status, answer.keep) == (200, request.checkpoint)
    lines = note.signatures(answer.body)
    assert Note(request.checkpoint.text, lines).verified([witness_key(1).public()]) == {witness_key(1).public(): 77}


def test_a_size_that_is_not_the_last_is_answered_with_the_last(ask: Ask, signed: Signed) -> None:
    for old in (0, 5, 8):
        answer = ask(Request(old, proof(old, ENTRIES), signed(ENTRIES)), signed(ENTRIES[:7]))
        assert (answer.status, answer.body, answer.content_type) == (409, "7\n", "text/x.tlog.size")


def test_another_root_at_the_same_size_is_refused(ask: Ask, signed: Signed) -> None:
    assert ask(Request(20, (), signed(OTHER)), signed(ENTRIES)).status == 409


def test_a_rewritten_history_is_refused(ask: Ask, signed: Signed) -> None:
    assert ask(Request(7, proof(7, OTHER), signed(OTHER)), signed(ENTRIES[:7])).status == 422


def test_a_proof_from_nothing_is_refused(ask: Ask, signed: Signed) -> None:
    assert ask(Request(0, (bytes(32),), signed(ENTRIES)), None).status == 422


def test_an_old_size_above_the_new_is_refused(ask: Ask, signed: Signed) -> None:
    assert ask(Request(21, (), signed(ENTRIES)), None).status == 400


def test_an_unknown_log_is_not_found(ask: Ask, signed: Signed) -> None:
    known = signed(ENTRIES)
    assert ask(Request(0, (), Note(known.text.replace(b"town", b"city"), known.signatures)), None).status == 404


def test_a_checkpoint_that_the_log_did_not_sign_is_forbidden(ask: Ask, signed: Signed) -> None:
    known = signed(ENTRIES)
    assert ask(Request(0, (), Note(known.text, known.signatures[1:])), None).status == 403
    assert ask(Request(0, (), Note(signed(OTHER).text, known.signatures)), None).status == 403


@pytest.mark.parametrize(
    "data", [b"", b"old 0\n\n", b"old 00\n\nx", b"old -1\n\nx", b"new 0\n\nx", b"old 0\nAA==\n\nx"]
)
def test_what_is_no_request_is_refused(ask: Ask, data: bytes) -> None:
    assert ask(data, None).status == 400


def test_more_than_63_hashes_are_refused(ask: Ask, signed: Signed) -> None:
    assert ask(Request(1, (bytes(32),) * 64, signed(ENTRIES)), signed(ENTRIES[:1])).status == 400


@given(st.binary(max_size=200))
def test_no_bytes_break_it(ask: Ask, data: bytes) -> None:
    assert ask(b"old 0\n" + data, None).status == 400


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=12))
def test_whatever_is_asked_two_signed_checkpoints_never_contradict(
    ask: Ask, signed: Signed, asked: list[tuple[int, bool]]
) -> None:
    last, kept = None, []
    for size, forked in asked:
        entries = (OTHER if forked else ENTRIES)[:size]
        old = 0 if last is None else last.head().size
        answer = ask(Request(old, proof(old, entries), signed(entries)), last)
        if answer.keep is not None:
            last = answer.keep
            kept.append((size, forked and size > 0))
    assert [size for size, _ in kept] == sorted(size for size, _ in kept)
    assert len({forked for size, forked in kept if size > 0}) <= 1
