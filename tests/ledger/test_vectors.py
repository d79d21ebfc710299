"""The published vectors of transparency-dev/merkle (../shared/data/ledger/merkle) and the roots of RFC 6962 trees."""

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from forestall.core.errors import TamperError
from forestall.ledger import note
from forestall.ledger.key import Kind, VerifierKey, read_signing, read_verifier
from forestall.ledger.note import Note
from forestall.ledger.proof import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from forestall.ledger.tiles import bundle, read_bundle, tiles
from forestall.ledger.tree import EMPTY_ROOT, CompactRange, leaf_hash, root_of

# transparency-dev/merkle, testonly/constants.go: entries and the roots of the trees of 1 to 8 of them
ENTRIES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(entry) for entry in ENTRIES]

Vector = dict[str, Any]


def vectors(folder: Path) -> list[Vector]:
    return [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]


def fails(verify: Callable[..., object], *arguments: object) -> bool:
    """Whether verification fails."""
    try:
        verify(*arguments)
    except TamperError:
        return True
    return False


def hashes(texts: Sequence[str] | None) -> list[bytes]:
    return [base64.b64decode(text) for text in texts or ()]


def test_all_98_inclusion_vectors_come_out_as_published(shared: Path) -> None:
    cases = vectors(shared / "data" / "ledger" / "merkle" / "inclusion")
    wrong = []
    for case in cases:
        leaf, root = hashes([case["leafHash"], case["root"]])
        proof = hashes(case["proof"])
        if fails(verify_inclusion, leaf, case["leafIdx"], case["treeSize"], proof, root) != case["wantErr"]:
            wrong.append(case["desc"])
    assert (len(cases), wrong) == (98, [])


def test_all_98_consistency_vectors_come_out_as_published(shared: Path) -> None:
    cases = vectors(shared / "data" / "ledger" / "merkle" / "consistency")
    wrong = []
    for case in cases:
        root1, root2 = hashes([case["root1"], case["root2"]])
        proof = hashes(case["proof"])
        if fails(verify_consistency, case["size1"], case["size2"], proof, root1, root2) != case["wantErr"]:
            wrong.append(case["desc"])
    assert (len(cases), wrong) == (98, [])


@pytest.mark.parametrize("size", range(1, 9))
def test_the_tree_has_the_published_root(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert (
        CompactRange().root()
        == EMPTY_ROOT
        == bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    )


def test_the_proof_of_entry_0_of_8_is_the_published_one(shared: Path) -> None:
    case = json.loads((shared / "data/ledger/merkle/inclusion/1/happy-path.json").read_text())
    proof = inclusion_proof(HASHES[: case["treeSize"]], case["leafIdx"])
    assert list(proof) == hashes(case["proof"])


@pytest.mark.parametrize("number", range(5))
def test_a_generated_consistency_proof_is_the_published_one(shared: Path, number: int) -> None:
    case = json.loads((shared / f"data/ledger/merkle/consistency/{number}/happy-path.json").read_text())
    proof = consistency_proof(HASHES[: case["size2"]], case["size1"])
    assert list(proof) == hashes(case["proof"])


def test_the_checkpoints_of_tessera_have_the_roots_of_its_entries(shared: Path) -> None:
    log = shared / "data" / "ledger" / "tessera" / "log"
    bundle = (log / "tile" / "entries" / "000.p" / "15").read_bytes()
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    for size in range(1, 16):
        _, count, root, *_ = (log / f"checkpoint.{size}").read_text().splitlines()
        assert (int(count), base64.b64decode(root)) == (size, root_of([leaf_hash(e) for e in entries[:size]]))


# transparency-dev/tessera, testdata/build_log.sh: the key that signed its test log
TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
TESSERA_SECRET = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"


def test_all_17_checkpoints_of_tessera_are_read_verified_and_written_back(shared: Path) -> None:
    key = read_verifier(TESSERA_KEY)
    files = sorted((shared / "data" / "ledger" / "tessera" / "log").glob("checkpoint*"))
    for file in files:
        read = note.read(file.read_bytes())
        assert (read.write(), read.verified([key]), read.head().origin) == (file.read_bytes(), {key: None}, key.name)
    assert len(files) == 17


def test_we_sign_as_tessera_signs(shared: Path) -> None:
    file = shared / "data" / "ledger" / "tessera" / "log" / "checkpoint.7"
    signed = note.read(file.read_bytes())
    assert Note(signed.text, ()).signed_by([read_signing(TESSERA_SECRET)], time=0).write() == file.read_bytes()


def test_our_tiles_are_those_of_tessera(shared: Path) -> None:
    log = shared / "data" / "ledger" / "tessera" / "log"
    entries = read_bundle((log / "tile" / "entries" / "000.p" / "15").read_bytes(), 15, "bundle")
    for size in range(1, 16):
        (tile,) = tiles(size)
        assert (log / tile.path).read_bytes() == b"".join(map(leaf_hash, entries[:size]))
        assert (log / tile.bundle_path).read_bytes() == bundle(entries[:size])


# What is answered to the 914 edge cases of C2SP/CCTV, by what is odd about them: cases, accepted by the library that
# we sign and check with (OpenSSL through `cryptography`), accepted by the one-file verifier. RFC 8032 and FIPS 186-5
# ask to refuse encodings that are not canonical, leave open whether a residue of low order counts, and say nothing on
# points of low order. The verifier refuses residues and all other spellings; the library takes another spelling of a
# key. No honest key makes any of them.
A, R, RESIDUE, REENCODED = "non_canonical_A", "non_canonical_R", "low_order_residue", "reencoded_k"
ED25519_OUTCOME = {
    (): (172, 172, 172),
    (RESIDUE,): (252, 0, 0),
    (RESIDUE, A): (90, 0, 0),
    (RESIDUE, A, R): (27, 0, 0),
    (RESIDUE, A, REENCODED): (48, 0, 0),
    (RESIDUE, R): (90, 0, 0),
    (RESIDUE, R, REENCODED): (76, 0, 0),
    (A,): (26, 26, 0),
    (A, R): (25, 0, 0),
    (A, REENCODED): (10, 10, 0),
    (R,): (86, 0, 0),
    (R, REENCODED): (12, 0, 0),
}


def test_the_914_edge_cases_of_ed25519_have_the_documented_outcome(shared: Path, verifier: ModuleType) -> None:
    outcome: dict[tuple[str, ...], list[int]] = {}
    for case in json.loads((shared / "data/ledger/cctv/ed25519vectors.json").read_text()):
        odd = tuple(sorted(set(case["flags"] or ()) & {A, R, RESIDUE, REENCODED}))
        key, signature, message = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"]), case["msg"].encode()
        ours = VerifierKey("example.com/key", Kind.ED25519, key)
        counts = outcome.setdefault(odd, [0, 0, 0])
        counts[0] += 1
        counts[1] += not fails(ours.verify, message, signature)
        counts[2] += verifier.ed25519(key, message, signature)
    assert {odd: tuple(counts) for odd, counts in outcome.items()} == ED25519_OUTCOME
    assert sum(cases for cases, _, _ in ED25519_OUTCOME.values()) == 914
