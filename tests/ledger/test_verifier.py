"""The one-file verifier: alone, with nothing installed, it says of every proof what the product says."""

import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.ledger import checkpoint
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.key import Kind, SigningKey
from forestall.ledger.note import Note
from forestall.ledger.proof import inclusion_proof
from forestall.ledger.proof_file import Receipt
from forestall.ledger.tiles import bundle, tiles
from forestall.ledger.tree import leaf_hash, root_of
from forestall.standards import jcs

ENTRIES = [f"entry {i}".encode() for i in range(600)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
KEY = SigningKey("town.example/ledger", Kind.ED25519, bytes(32))
NEXT = SigningKey("town.example/ledger", Kind.ED25519, bytes(31) + b"n")
WITNESSES = [SigningKey(f"w{n}.example", Kind.COSIGNATURE, bytes(31) + bytes([n])) for n in range(3)]

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(verifier: ModuleType, capsys: pytest.CaptureFixture[str]) -> Run:
    """Its command line."""

    def call(*arguments: object) -> tuple[int, str]:
        code = verifier.main([str(each) for each in arguments])
        out = capsys.readouterr()
        return code, out.out + out.err

    return call


def signed(size: int, key: SigningKey = KEY) -> Note:
    return Note(checkpoint.write(TreeHead(key.name, size, root_of(LEAVES[:size]))), ()).signed_by([key], 0)


def receipt(folder: Path, index: int = 3, note: Note | None = None) -> Path:
    size = 11
    made = Receipt(index, inclusion_proof(LEAVES[:size], index), note or signed(size), ENTRIES[index])
    file = folder / "r.tlog-proof"
    file.write_bytes(made.write())
    return file


def export(folder: Path, size: int) -> Path:
    levels = [LEAVES[:size], [root_of(LEAVES[at : at + 256]) for at in range(0, size - 255, 256)]]
    for tile in tiles(size):
        first = tile.index * 256
        for path, data in (
            (tile.path, b"".join(levels[tile.level][first : first + tile.width])),
            *([(tile.bundle_path, bundle(ENTRIES[first : first + tile.width]))] if tile.level == 0 else []),
        ):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    (folder / "checkpoint").write_bytes(signed(size).write())
    return folder


def test_it_runs_alone_with_nothing_installed(tmp_path: Path, verifier: ModuleType) -> None:
    command = [sys.executable, "-I", "-S", str(verifier.__file__), "receipt", str(receipt(tmp_path))]
    done = subprocess.run([*command, "--key", str(KEY.public())], capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stdout) == (0, "shown: entry 3 of 11 in town.example/ledger\nentry 3\n")


def test_it_imports_the_standard_library_only_and_stays_short(verifier: ModuleType) -> None:
    lines = Path(str(verifier.__file__)).read_text().splitlines()
    used = {line.split()[1].split(".")[0] for line in lines if line.lstrip().startswith(("import ", "from "))}
    assert used - {"cryptography"} <= set(sys.stdlib_module_names)
    assert len(lines) < 400


@settings(max_examples=15)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_its_ed25519_agrees_with_the_library_on_honest_signatures(
    verifier: ModuleType, seed: bytes, message: bytes
) -> None:
    key = SigningKey("a.example", Kind.ED25519, seed)
    signature = key.sign(message, 0)
    public = key.public().public
    assert verifier.ed25519(public, message, signature)
    assert not verifier.ed25519(public, message + b"x", signature)
    assert not verifier.ed25519(public, message, signature[:-1])
    assert not verifier.ed25519(public, message, signature[:40] + bytes([signature[40] ^ 1]) + signature[41:])
    assert not verifier.ed25519(bytes([public[0] ^ 1]) + public[1:], message, signature)


def test_a_signature_with_a_scalar_that_is_not_reduced_is_refused(verifier: ModuleType) -> None:
    signature = KEY.sign(b"m", 0)
    grown = int.from_bytes(signature[32:], "little") + verifier.L
    assert not verifier.ed25519(KEY.public().public, b"m", signature[:32] + grown.to_bytes(32, "little"))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512, 600])
def test_a_folder_of_tiles_is_shown(tmp_path: Path, run: Run, size: int) -> None:
    code, said = run("tiles", export(tmp_path, size), "--key", KEY.public())
    assert (code, said.startswith(f"shown: {size} entries of town.example/ledger")) == (0, True)


@pytest.mark.parametrize("name", ["checkpoint", "tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1", "tile/entries/000"])
def test_a_changed_file_of_tiles_is_not(tmp_path: Path, run: Run, name: str) -> None:
    file = export(tmp_path, 260) / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(bytes(data))
    assert run("tiles", tmp_path, "--key", KEY.public())[0] in (1, 2)
    file.unlink()
    assert run("tiles", tmp_path, "--key", KEY.public())[0] == 2


def test_growth_since_a_kept_checkpoint_is_shown_and_a_rewritten_history_is_not(tmp_path: Path, run: Run) -> None:
    export(tmp_path, 300)
    kept = tmp_path / "kept"
    kept.write_bytes(signed(20).write())
    assert run("tiles", tmp_path, "--key", KEY.public(), "--since", kept)[0] == 0
    other = TreeHead(KEY.name, 20, root_of(LEAVES[1:21]))
    kept.write_bytes(Note(checkpoint.write(other), ()).signed_by([KEY], 0).write())
    assert "history was changed" in run("tiles", tmp_path, "--key", KEY.public(), "--since", kept)[1]


@pytest.mark.parametrize(("signers", "code"), [((0, 1), 0), ((1, 2), 0), ((0, 1, 2), 0), ((1,), 1), ((), 1)])
def test_a_policy_is_counted(tmp_path: Path, run: Run, signers: tuple[int, ...], code: int) -> None:
    lines = [f"log {KEY.public()}", *(f"witness w{n} {key.public()}" for n, key in enumerate(WITNESSES))]
    (tmp_path / "policy").write_text("\n".join([*lines, "group g 2 w0 w1 w2", "quorum g", ""]))
    file = receipt(tmp_path, note=signed(11).signed_by([WITNESSES[n] for n in signers], 9))
    assert run("receipt", file, "--policy", tmp_path / "policy")[0] == code


def test_a_false_cosignature_of_a_known_witness_is_not_passed_over(tmp_path: Path, run: Run) -> None:
    (tmp_path / "policy").write_text(
        f"log {KEY.public()}\nwitness w {WITNESSES[0].public()}\nwitness v {WITNESSES[1].public()}\nquorum v\n"
    )
    false = signed(10).signed_by([WITNESSES[0]], 9).signatures[-1]
    note = signed(11).signed_by([WITNESSES[1]], 9)
    file = receipt(tmp_path, note=Note(note.text, (*note.signatures, false)))
    assert run("receipt", file, "--policy", tmp_path / "policy") == (
        1,
        "NOT SHOWN: the signature of w0.example is false\n",
    )


def test_a_change_of_keys_is_followed_when_a_trusted_key_signed_it(tmp_path: Path, run: Run) -> None:
    said = {"kind": "key", "payload": {"new": [str(NEXT.public())], "old": [str(KEY.public())]}}
    entry = jcs.write({**said, "subject": KEY.name, "time": "2026-03-09T06:00:00Z"})
    head = TreeHead(KEY.name, 1, leaf_hash(entry))
    note = Note(checkpoint.write(head), ()).signed_by([KEY, NEXT], 0)
    (tmp_path / "change").write_bytes(Receipt(0, (), note, entry).write())
    file = receipt(tmp_path, note=signed(11, NEXT))
    assert run("receipt", file, "--key", KEY.public())[0] == 1
    assert run("receipt", file, "--key", KEY.public(), "--rotation", tmp_path / "change")[0] == 0
    assert run("receipt", file, "--key", WITNESSES[0].public(), "--rotation", tmp_path / "change")[0] == 1


def test_a_receipt_for_another_entry_or_place_is_not_shown(tmp_path: Path, run: Run) -> None:
    file = receipt(tmp_path)
    other = tmp_path / "entry"
    other.write_bytes(b"entry 4")
    assert run("receipt", file, "--key", KEY.public(), "--entry", other)[0] == 1
    text = file.read_text()
    for index in ("2", "12", "99999999999999999999"):
        file.write_text(text.replace("index 3", f"index {index}"))
        assert run("receipt", file, "--key", KEY.public())[0] == 1


BAD = [
    b"",
    b"c2sp.org/tlog-proof@v1\n\n",
    b"nonsense\n\n\n",
    b"c2sp.org/tlog-proof@v1\nindex x\n\na\n",
    b"\xff\n\n\xff",
]


@pytest.mark.parametrize("data", BAD)
def test_what_cannot_be_read_is_said_so(tmp_path: Path, run: Run, data: bytes) -> None:
    (tmp_path / "f").write_bytes(data)
    assert run("receipt", tmp_path / "f", "--key", KEY.public())[0] == 2
    assert run("receipt", tmp_path / "missing", "--key", KEY.public())[0] == 2
    assert run("receipt", receipt(tmp_path), "--key", "town.example/ledger+00000000+AQ==")[0] == 2


def test_nothing_is_shown_without_a_key(tmp_path: Path, run: Run) -> None:
    assert run("receipt", receipt(tmp_path))[0] == 1


def test_an_ml_dsa_signature_alone_is_checked_where_the_library_is(tmp_path: Path, run: Run) -> None:
    key = SigningKey(KEY.name, Kind.ML_DSA_44, bytes(32))
    assert run("receipt", receipt(tmp_path, note=signed(11, key)), "--key", key.public())[0] == 0
    spoilt = signed(11, key).write()[:-9] + base64.b64encode(b"AAAAA") + b"\n"
    (tmp_path / "r.tlog-proof").write_bytes(receipt(tmp_path).read_bytes().split(b"\n\n")[0] + b"\n\n" + spoilt)
    assert run("receipt", tmp_path / "r.tlog-proof", "--key", key.public())[0] in (1, 2)
