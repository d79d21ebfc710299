"""What the tests of the ledger share: keys, a signed log of any length, the one-file verifier."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import forestall
from forestall.ledger import checkpoint
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.key import Kind, SigningKey
from forestall.ledger.note import Note
from forestall.ledger.tree import leaf_hash, root_of

ORIGIN = "town.example/ledger"
NOON = 1_773_057_600  # 2026-03-09T12:00:00Z

Signed = Callable[[list[bytes]], Note]


@pytest.fixture(scope="session")
def verifier() -> ModuleType:
    """The one-file verifier, as a module."""
    file = Path(forestall.__file__).parent / "content" / "verifier" / "verify.py"
    spec = importlib.util.spec_from_file_location("verify", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def log_keys() -> tuple[SigningKey, SigningKey]:
    """A log's keys."""
    return SigningKey(ORIGIN, Kind.ED25519, bytes(31) + b"1"), SigningKey(ORIGIN, Kind.ML_DSA_44, bytes(31) + b"2")


@pytest.fixture(scope="session")
def witness_key() -> Callable[[int], SigningKey]:
    """Key of a witness by number."""
    return lambda n: SigningKey(f"witness.example/w{n}", Kind.COSIGNATURE, bytes(31) + bytes([100 + n]))


@pytest.fixture(scope="session")
def signed(log_keys: tuple[SigningKey, ...]) -> Signed:
    """The signed checkpoint over entries."""

    def sign(entries: list[bytes]) -> Note:
        head = TreeHead(ORIGIN, len(entries), root_of([leaf_hash(each) for each in entries]))
        return Note(checkpoint.write(head), ()).signed_by(log_keys, NOON)

    return sign
