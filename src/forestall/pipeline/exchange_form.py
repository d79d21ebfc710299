"""The form in which two Forestall instances hand things over: a document as canonical JSON in a signed note.

The first line of the text names the form, so that no signature on one thing is ever taken for one on another, nor for
one on a checkpoint of a ledger. Source: c2sp.org/signed-note; RFC 8785.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from forestall.core.errors import InputError, TamperError
from forestall.ledger.key import Kind, SigningKey, read_verifier
from forestall.ledger.note import Note
from forestall.ledger.note import read as read_note
from forestall.model.partner import Partner
from forestall.model.sharing import Confirmation, Parcel
from forestall.pipeline.ledger_keys import keep_keys, new_keys, read_keys
from forestall.standards import jcs

KEY_FILE = "exchange.key"
"""In the state's folder."""
MEDIA_TYPE = "application/vnd.forestall.exchange"
_CONFIRMATION = TypeAdapter(Confirmation)
_PARCEL = TypeAdapter(Parcel)


class Form(StrEnum):
    """What a note holds."""

    PARCEL = "forestall/parcel/v1"
    CONFIRMATION = "forestall/confirmation/v1"
    ROLLUP = "forestall/rollup/v1"


@dataclass(frozen=True, slots=True)
class Opened:
    """A note whose signature holds."""

    form: Form
    """What it is."""
    document: dict[str, object]
    """What it says."""
    text: bytes
    """Its canonical bytes."""


def exchange_key(folder: Path, sender: str) -> SigningKey:
    """The key with which an office signs what it hands over, made when there is none.

    Args:
        folder: folder of the state
        sender: the office, as the place's `sender` says

    Raises:
        InputError: the file holds something else.
        StateError: it cannot be written.
    """
    file = folder / KEY_FILE
    name = f"{sender.replace('+', '-')}/exchange"
    if not file.is_file():
        keep_keys(file, new_keys(name, (Kind.ED25519,)))
    key = read_keys(file)[0]
    if key.kind is not Kind.ED25519:
        raise InputError(f"{file}: holds a key of type {int(key.kind)}, expected Ed25519")
    return key


def sealed(form: Form, document: object, keys: Sequence[SigningKey], at: datetime) -> bytes:
    """A document as a signed note; the same document, keys and time give the same bytes."""
    text = f"{form}\n".encode() + jcs.write(document) + b"\n"
    return Note(text, ()).signed_by(keys, int(at.timestamp())).write()


def opened(data: bytes, partner: Partner) -> Opened:
    """What a partner's note says, once its signature holds.

    Raises:
        InputError: no key of the partner is known, it is no such note, or the partner did not sign it.
        LimitError: it is larger than any note.
    """
    if not partner.key:
        raise InputError(f"partner {partner.id}: has no `key`; ask it for what `forestall partner key` prints there")
    note = read_note(data)
    try:
        note.verified((read_verifier(partner.key),))
    except TamperError as error:
        raise InputError(f"partner {partner.id}: did not sign this: {error}") from error
    name, _, content = note.text.partition(b"\n")
    if name.decode() not in set(Form):
        raise InputError(f"form {name.decode()[:60]!r}: expected one of: {', '.join(Form)}")
    text = content.removesuffix(b"\n")
    document = jcs.read(text)
    if not isinstance(document, dict):
        raise InputError(f"{name.decode()}: expected an object")
    return Opened(Form(name.decode()), document, text)


def parcel_document(parcel: Parcel) -> object:
    """A parcel as JSON."""
    return _PARCEL.dump_python(parcel, mode="json")


def parcel_of(note: Opened) -> Parcel:
    """The parcel in a note.

    Raises:
        InputError: it holds something else.
    """
    try:
        return _PARCEL.validate_json(_expected(note, Form.PARCEL).text)
    except ValidationError as error:
        raise _unfit(error) from error


def confirmation_document(answer: Confirmation) -> object:
    """A confirmation as JSON."""
    return _CONFIRMATION.dump_python(answer, mode="json")


def confirmation_of(note: Opened) -> Confirmation:
    """The confirmation in a note.

    Raises:
        InputError: it holds something else.
    """
    try:
        return _CONFIRMATION.validate_json(_expected(note, Form.CONFIRMATION).text)
    except ValidationError as error:
        raise _unfit(error) from error


def _expected(note: Opened, form: Form) -> Opened:
    if note.form is not form:
        raise InputError(f"form {note.form}: expected {form}")
    return note


def _unfit(error: ValidationError) -> InputError:
    first = error.errors()[0]
    return InputError(f"/{'/'.join(map(str, first['loc']))}: {first['msg']}")
