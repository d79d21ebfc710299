"""What is sealed opens only with its key, unchanged and in its place."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, StateError
from forestall.guard import envelope
from forestall.guard.keys import Cost, KeyRing, MasterKey, Passphrase, from_passphrase, read_ring, write_ring
from forestall.guard.seal import Sealer, is_sealed
from forestall.guard.stream import CHUNK, open_stream, seal_stream

OLD = MasterKey("old", bytes(range(32)))
NEW = MasterKey("new", bytes(range(1, 33)))
RING = KeyRing([OLD])
SEALER = Sealer(RING)


def stream(data: bytes, ring: KeyRing = RING, about: str = "backup") -> bytes:
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(data), sealed, ring, about)
    return sealed.getvalue()


def opened(sealed: bytes, ring: KeyRing | Passphrase = RING, about: str = "backup") -> bytes:
    plain = io.BytesIO()
    open_stream(io.BytesIO(sealed), plain, ring, about)
    return plain.getvalue()


@given(st.binary(max_size=300), st.text(max_size=20))
def test_what_was_sealed_opens_again(data: bytes, about: str) -> None:
    sealed = SEALER.protect(data, about)
    assert is_sealed(sealed)
    assert SEALER.open(sealed, about) == data


def test_sealed_bytes_show_nothing_of_what_they_hold() -> None:
    assert b"pressure" not in SEALER.protect(b"pressure in tank 4" * 20, "quarantine/1")
    assert SEALER.protect(b"same", "a") != SEALER.protect(b"same", "a")


def test_every_changed_bit_of_sealed_bytes_is_refused() -> None:
    sealed = SEALER.protect(b"pressure in tank 4", "quarantine/1")
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(StateError):
            SEALER.open(bytes(changed), "quarantine/1")


def test_every_cut_of_sealed_bytes_is_refused() -> None:
    sealed = SEALER.protect(b"pressure in tank 4", "quarantine/1")
    for size in range(len(sealed)):
        with pytest.raises(StateError):
            SEALER.open(sealed[:size], "quarantine/1")


def test_sealed_bytes_do_not_open_in_another_place() -> None:
    with pytest.raises(StateError, match="quarantine/2"):
        SEALER.open(SEALER.protect(b"x", "quarantine/1"), "quarantine/2")


def test_a_new_master_key_opens_what_the_old_one_sealed_without_touching_the_payload() -> None:
    sealed = SEALER.protect(b"payload" * 100, "a")
    both = Sealer(KeyRing([OLD, NEW]))
    turned = both.rewrap(sealed, "a")
    assert turned[-700:] == sealed[-700:]
    assert Sealer(KeyRing([NEW])).open(turned, "a") == b"payload" * 100
    assert both.rewrap(turned, "a") == turned
    with pytest.raises(StateError, match="'new', found only old"):
        SEALER.open(turned, "a")


def test_an_error_never_quotes_a_key() -> None:
    key = OLD.key.hex()
    for text in (f"name {key} more", f"name {key[:-2]}", f"NAME {key}", key):
        with pytest.raises(InputError) as caught:
            read_ring(text, "master.key")
        assert key[:8] not in str(caught.value)
        assert caught.value.__cause__ is None
    assert key not in repr(RING) + repr(OLD) + str(Passphrase("a long enough phrase"))
    assert "long enough" not in repr(Passphrase("a long enough phrase"))


def test_a_ring_is_read_as_it_was_written() -> None:
    ring = RING.with_new().with_new()
    again = read_ring("# made by hand\n\n" + write_ring(ring), "master.key")
    assert (again.names, again.current) == (ring.names, ring.current)


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "at least one"), (f"a {'00' * 32}\na {'11' * 32}", "a name of its own"), ("a", "master.key:1")],
)
def test_a_wrong_ring_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_ring(text, "master.key")


def test_the_last_key_of_a_ring_cannot_be_removed() -> None:
    with pytest.raises(InputError, match="at least one"):
        RING.without("old")


def test_an_envelope_says_which_key_it_needs() -> None:
    wrapped = envelope.wrap(RING, bytes(32), "unit")
    assert envelope.wrapped_by(wrapped, "unit") == "old"
    with pytest.raises(StateError, match="expected an envelope"):
        envelope.wrapped_by(wrapped + b"x", "unit")


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_stream_of_any_size_opens_again(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    assert opened(stream(data)) == data


def test_a_stream_whose_chunks_were_dropped_repeated_exchanged_or_added_is_refused() -> None:
    data = bytes(3 * CHUNK + 5)
    sealed, piece = stream(data), CHUNK + 16
    head = len(sealed) - 3 * piece - 5 - 16
    one, two, three, last = (sealed[head + n * piece : head + (n + 1) * piece] for n in range(4))
    for pieces in (
        (one, two, three),
        (one, two, last),
        (two, one, three, last),
        (one, one, two, three, last),
        (last,),
        (),
    ):
        with pytest.raises(StateError):
            opened(sealed[:head] + b"".join(pieces))
    for wrong in (sealed + b"x", sealed + last, sealed[:-1], sealed[:20], b""):
        with pytest.raises(StateError):
            opened(wrong)


def test_every_changed_byte_of_a_stream_is_refused() -> None:
    sealed = stream(b"pressure in tank 4")
    for place in range(len(sealed)):
        with pytest.raises(StateError):
            opened(sealed[:place] + bytes([sealed[place] ^ 0x10]) + sealed[place + 1 :])


def test_a_stream_under_a_passphrase_opens_with_it_alone() -> None:
    sealed, right = io.BytesIO(), Passphrase("nine small herons")
    seal_stream(io.BytesIO(b"backup"), sealed, right, "backup")
    assert opened(sealed.getvalue(), right) == b"backup"
    with pytest.raises(StateError, match="passphrase"):
        opened(sealed.getvalue(), Passphrase("nine small heroes"))
    with pytest.raises(StateError, match="sealed with a passphrase, found master keys"):
        opened(sealed.getvalue())
    with pytest.raises(StateError, match="sealed with master keys, found a passphrase"):
        opened(stream(b"x"), right)


def test_a_file_cannot_make_us_spend_hours_or_all_memory_on_a_passphrase() -> None:
    for cost in (Cost(30, 8, 1), Cost(17, 255, 1), Cost(17, 8, 200), Cost(2, 8, 1)):
        with pytest.raises(StateError, match="asks for scrypt"):
            from_passphrase(Passphrase("nine small herons"), bytes(16), cost)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(InputError, match="at least 12"):
        Passphrase("herons")
