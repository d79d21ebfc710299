"""A witness over HTTP, and the client that asks witnesses (c2sp.org/tlog-witness).

What a witness answers is decided in `ledger/witness.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from forestall.core.errors import ForestallError, InputError, StateError, TamperError
from forestall.ledger import note
from forestall.ledger.key import SigningKey, VerifierKey
from forestall.ledger.note import Note
from forestall.ledger.policy import Policy, Witness
from forestall.ledger.witness import MAX_SIZE, Answer, Request, answer, origin_of
from forestall.pipeline.checkpoint import keep, last_checkpoint
from forestall.store.anchor import Anchor
from forestall.store.book_proofs import Proofs
from forestall.store.database import Database

PATH = "/add-checkpoint"
WAIT = 20.0  # for a witness, or for someone who asks one [s]
_TRIES = 3
_MAX_ANSWER = 100_000  # bytes

Ask = Callable[[str, bytes], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking a witness."""

    name: str
    """The witness, as the policy calls it."""
    signed: bool
    """Whether it signed."""
    said: str
    """Why not, for people."""


def respond(data: bytes, logs: Sequence[VerifierKey], anchor: Anchor, keys: Sequence[SigningKey], time: int) -> Answer:
    """What a witness answers; what it signs is kept in its anchor before this returns.

    Args:
        data: the body of the request
        logs: keys of the logs that it watches
        anchor: what it signed last
        keys: its own
        time: the present [s since 1970]
    """
    try:
        origin = origin_of(data)
    except ForestallError as error:
        return Answer(400, f"{error}\n")
    for _ in range(_TRIES):
        last = anchor.last(origin)
        given = answer(data, logs, None if last is None else note.read(last), keys, time)
        if given.keep is None or anchor.swap(origin, last, given.keep.write()):
            return given
    return Answer(503, "others ask for the same log; ask again\n")


def server(
    address: tuple[str, int],
    logs: Sequence[VerifierKey],
    anchor: Anchor,
    keys: Sequence[SigningKey],
    now: Callable[[], int],
) -> ThreadingHTTPServer:
    """A witness that listens; `serve_forever` runs it.

    Raises:
        StateError: the address cannot be listened on.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = WAIT

        def do_POST(self) -> None:
            """Answer `add-checkpoint`."""
            length = self.headers.get("Content-Length", "")
            if self.path != PATH:
                self._send(Answer(404, f"expected POST {PATH}\n"))
            elif not length.isdigit() or int(length) > MAX_SIZE:
                self._send(Answer(413, f"expected a body of at most {MAX_SIZE} bytes, with its length\n"))
            else:
                self._send(self._answer(self.rfile.read(int(length))))

        def _answer(self, data: bytes) -> Answer:
            try:
                return respond(data, logs, anchor, keys, now())
            except StateError as error:
                self.log_error("%s", error)
                return Answer(503, "the witness cannot keep what it signs; ask again later\n")

        def _send(self, given: Answer) -> None:
            body = given.body.encode()
            self.send_response(given.status)
            self.send_header("Content-Type", given.content_type)
            self.send_header("Content-Length", str(len(body)))
            if given.status not in (200, 409):  # the body may not have been read
                self.close_connection = True
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

    try:
        return ThreadingHTTPServer(address, Handler)
    except OSError as error:
        raise StateError(f"{address[0]}:{address[1]}: cannot be listened on ({error.strerror})") from error


def cosign(database: Database, policy: Policy, at: datetime, ask: Ask) -> tuple[Note, tuple[Asked, ...]]:
    """The last checkpoint with the signatures of the policy's witnesses that answered, kept so.

    Args:
        database: the ledger, writable
        policy: names the witnesses and where to ask them
        at: the present
        ask: sends a body to a URL, returns status and body

    Raises:
        InputError: no checkpoint was signed yet.
    """
    signed = last_checkpoint(database)
    reports: list[Asked] = []
    for witness in policy.witnesses.values():
        try:
            signed = _with(signed, witness, _asked(database, signed, witness, ask))
            reports.append(Asked(witness.name, signed=True, said="signed"))
        except ForestallError as error:
            reports.append(Asked(witness.name, signed=False, said=str(error)))
    return keep(database, signed, at), tuple(reports)


def post(url: str, body: bytes) -> tuple[int, bytes]:
    """Send a body to a URL.

    Raises:
        InputError: it is no http or https URL.
        StateError: nobody answers there.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url}: expected a URL such as https://witness.example")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = kind(parts.hostname, parts.port, timeout=WAIT)
        try:
            connection.request("POST", parts.path or "/", body, {"Content-Type": "text/plain; charset=utf-8"})
            given = connection.getresponse()
            return given.status, given.read(_MAX_ANSWER)
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        raise StateError(f"{url}: no answer ({error})") from error


def _asked(database: Database, signed: Note, witness: Witness, ask: Ask) -> bytes:
    """The witness's signature lines; when it knows another size than we thought, it is asked once more from there."""
    if witness.url is None:
        raise InputError(f"{witness.name}: the policy gives no URL for it")
    url = witness.url.rstrip("/") + PATH
    status, body = ask(url, _request(database, signed, 0))
    if status == 409:
        old = _size(body, witness)
        if old > signed.head().size:
            raise TamperError(
                f"{witness.name} signed {old} entries of this ledger, which now has {signed.head().size}: "
                "a restored backup?"
            )
        status, body = ask(url, _request(database, signed, old))
    if status != 200:
        said = body.decode("utf-8", "replace").strip()[:200]
        raise StateError(f"{witness.name} answers {status}: {said or 'nothing'}")
    return body


def _request(database: Database, signed: Note, old: int) -> bytes:
    size = signed.head().size
    if not 0 < old < size:
        return Request(old, (), signed).write()
    with database.reading() as session:
        return Request(old, Proofs(session).consistency(old, size), signed).write()


def _size(body: bytes, witness: Witness) -> int:
    text = body.decode("ascii", "replace").strip()
    if not text.isdigit() or len(text) > 18:
        raise StateError(f"{witness.name} answers 409 without the size it knows")
    return int(text)


def _with(signed: Note, witness: Witness, lines: bytes) -> Note:
    """The checkpoint with the witness's own signature, which must be true."""
    new = note.signatures(lines.decode("utf-8", "replace"))
    own = tuple(each for each in new if (each.name, each.key_id) == (witness.key.name, witness.key.id))
    Note(signed.text, own).verified((witness.key,))
    there = {(each.name, each.key_id) for each in own}
    return Note(signed.text, (*(s for s in signed.signatures if (s.name, s.key_id) not in there), *own[:1]))
