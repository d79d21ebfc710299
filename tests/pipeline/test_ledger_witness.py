"""A witness on loopback and the client that asks it: signatures come back, forks do not."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from forestall.core.errors import InputError, StateError, TamperError
from forestall.ledger import policy
from forestall.ledger.key import Kind, SigningKey
from forestall.ledger.policy import Policy
from forestall.model.entry import Entry
from forestall.pipeline.checkpoint import last_checkpoint, sign
from forestall.pipeline.witness import cosign, post, server
from forestall.store.anchor import Anchor
from forestall.store.book import Book
from forestall.store.database import Database

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
LOG = SigningKey("town.example/ledger", Kind.ED25519, bytes(32))
COURT = SigningKey("court.example/witness", Kind.COSIGNATURE, bytes(31) + b"c")
NOW = int(AT.timestamp()) + 5


@contextmanager
def witness(file: Path) -> Iterator[str]:
    """One that runs while the block does; its URL."""
    with closing(Anchor(file)) as kept, server(("127.0.0.1", 0), [LOG.public()], kept, [COURT], lambda: NOW) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_address[1]}"
        finally:
            running.shutdown()
            thread.join()


def watched(url: str) -> Policy:
    lines = (f"log {LOG.public()}", f"witness court {COURT.public()} {url}", "quorum court", "")
    return policy.read("\n".join(lines).encode())


@contextmanager
def ledger(folder: Path, entries: int) -> Iterator[Database]:
    folder.mkdir()
    with closing(Database(folder, writable=True)) as database:
        database.prepare()
        grow(database, entries)
        yield database


def grow(database: Database, entries: int, word: str = "GREEN") -> None:
    with database.session() as session:
        Book(session).append([Entry("label", f"s{i}", AT, {"to": word}) for i in range(entries)])


@pytest.fixture
def anchor(tmp_path: Path) -> Iterator[Anchor]:
    with closing(Anchor(tmp_path / "anchor.sqlite")) as found:
        yield found


def test_a_witness_signs_what_grew_and_the_policy_is_met(tmp_path: Path, anchor: Anchor) -> None:
    with witness(tmp_path / "w.sqlite") as url, ledger(tmp_path / "state", 5) as database:
        for more in (0, 3, 300, 0):
            grow(database, more)
            sign(database, anchor, [LOG], AT)
            signed, asked = cosign(database, watched(url), AT, post)
            assert [(each.name, each.signed) for each in asked] == [("court", True)]
            assert watched(url).check(signed) == LOG.public()
            assert signed.verified([COURT.public()]) == {COURT.public(): NOW}
            assert last_checkpoint(database) == signed


def test_signing_again_keeps_what_witnesses_signed(tmp_path: Path, anchor: Anchor) -> None:
    with witness(tmp_path / "w.sqlite") as url, ledger(tmp_path / "state", 5) as database:
        sign(database, anchor, [LOG], AT)
        signed, _ = cosign(database, watched(url), AT, post)
        assert sign(database, anchor, [LOG], AT) == signed


def test_a_witness_remembers_over_a_restart_and_refuses_a_fork(tmp_path: Path, anchor: Anchor) -> None:
    with witness(tmp_path / "w.sqlite") as url, ledger(tmp_path / "one", 5) as database:
        sign(database, anchor, [LOG], AT)
        cosign(database, watched(url), AT, post)
    with witness(tmp_path / "w.sqlite") as url, closing(Anchor(tmp_path / "second.sqlite")) as other:
        for name, entries in (("same", 5), ("longer", 9)):
            with ledger(tmp_path / name, 0) as fork:
                grow(fork, entries, "RED")
                sign(fork, other, [SigningKey(LOG.name, LOG.kind, LOG.seed)], AT)
                signed, (asked,) = cosign(fork, watched(url), AT, post)
                assert not asked.signed
                assert str(409 if entries == 5 else 422) in asked.said
                with pytest.raises(TamperError):
                    watched(url).check(signed)
            (tmp_path / "second.sqlite").unlink()
            other.close()
            other = Anchor(tmp_path / "second.sqlite")  # noqa: PLW2901 - each fork begins its own


def test_a_witness_that_knows_more_than_the_ledger_is_a_sign_of_a_backup(tmp_path: Path, anchor: Anchor) -> None:
    with witness(tmp_path / "w.sqlite") as url:
        with ledger(tmp_path / "one", 5) as database:
            sign(database, anchor, [LOG], AT)
            cosign(database, watched(url), AT, post)
        with ledger(tmp_path / "two", 3) as shorter, closing(Anchor(tmp_path / "b.sqlite")) as other:
            sign(shorter, other, [LOG], AT)
            _, (asked,) = cosign(shorter, watched(url), AT, post)
    assert "signed 5 entries of this ledger, which now has 3: a restored backup?" in asked.said


def test_a_witness_that_is_away_or_lies_does_not_stop_the_others(tmp_path: Path, anchor: Anchor) -> None:
    def lies(url: str, body: bytes) -> tuple[int, bytes]:
        return 200, b"\xe2\x80\x94 court.example/witness " + b"AAAA" * 30 + b"\n"

    with ledger(tmp_path / "state", 2) as database:
        sign(database, anchor, [LOG], AT)
        signed, (away,) = cosign(database, watched("http://127.0.0.1:9"), AT, post)
        _, (false,) = cosign(database, watched("http://127.0.0.1:9"), AT, lies)
    assert (away.signed, false.signed, len(signed.signatures)) == (False, False, 1)
    assert "no answer" in away.said


@pytest.mark.parametrize(
    ("answer", "said"), [((500, b"oops"), "answers 500: oops"), ((409, b"many"), "without the size")]
)
def test_other_answers_are_told(tmp_path: Path, anchor: Anchor, answer: tuple[int, bytes], said: str) -> None:
    with ledger(tmp_path / "state", 2) as database:
        sign(database, anchor, [LOG], AT)
        _, (asked,) = cosign(database, watched("http://w.example"), AT, lambda _url, _body: answer)
    assert said in asked.said


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example", "nothing", "http://"])
def test_only_http_is_asked(url: str) -> None:
    with pytest.raises(InputError):
        post(url, b"")


def test_another_path_method_or_length_is_refused(tmp_path: Path) -> None:
    with witness(tmp_path / "w.sqlite") as url:
        assert post(f"{url}/else", b"old 0\n")[0] == 404
        assert post(f"{url}/add-checkpoint", b"nonsense")[0] == 400
        assert status(url, "GET") == 501
        assert status(url, "POST", "9999999") == 413
        assert status(url, "POST", "minus") == 413


def status(url: str, method: str, length: str = "0") -> int:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
    connection.putrequest(method, "/add-checkpoint")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    found = connection.getresponse().status
    connection.close()
    return found


def test_an_address_in_use_is_said(tmp_path: Path) -> None:
    with witness(tmp_path / "w.sqlite") as url, closing(Anchor(tmp_path / "v.sqlite")) as other:
        port = int(url.rpartition(":")[2])
        with pytest.raises(StateError, match="cannot be listened on"):
            server(("127.0.0.1", port), [], other, [COURT], lambda: NOW)
