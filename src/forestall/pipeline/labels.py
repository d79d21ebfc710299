"""Changing a label: raising one is work of a moment; lowering one is a signed act, recorded."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from forestall.core.errors import InputError, RightsError
from forestall.guard.label import lowers
from forestall.guard.passkey import Site
from forestall.guard.policy import Subject, decide
from forestall.model.account import Action, LabelChange
from forestall.model.entry import Entry
from forestall.model.label import Label
from forestall.pipeline.people import People
from forestall.pipeline.sign_in import check_passkey
from forestall.standards import jcs
from forestall.store.book import Book
from forestall.store.labels import Labels
from forestall.store.sign_ins import SignIns


@dataclass(frozen=True, slots=True)
class Signing:
    """The answer of a passkey to the digest of the act."""

    site: Site
    """The web site."""
    answer: dict[str, object]
    """The browser's answer."""
    nonce: str
    """What made the act this one and no earlier one."""


def act(number: int, thing: str, before: Label, after: Label, by: str, reason: str, nonce: str) -> bytes:
    """What is signed: the change of a signal's label as canonical JSON; the nonce lets it be signed for once only."""
    return jcs.write(
        {
            "act": "label",
            "signal": number,
            "thing": thing,
            "before": str(before),
            "after": str(after),
            "by": by,
            "reason": reason,
            "nonce": nonce,
        }
    )


def challenge_of(people: People, subject: Subject, number: int, after: Label, reason: str, nonce: str) -> bytes:
    """What a passkey is asked so that its answer signs the change: the SHA-256 of the act."""
    with people.looking() as session:
        labels = Labels(session)
        before, thing = labels.of_signal(number, people.organisation).label, labels.name_of_signal(number)
    return hashlib.sha256(act(number, thing, before, after, subject.account or "", reason, nonce)).digest()


def change_label(
    people: People, subject: Subject, number: int, after: Label, reason: str, signing: Signing | None = None
) -> LabelChange:
    """Give a signal another label.

    Args:
        people: the accounts
        subject: who does it
        number: the signal
        after: its new label
        reason: why
        signing: the act signed by a passkey; must be there when the account has one

    Raises:
        InputError: no reason, no such signal, or the label it has.
        RightsError: they may not, or the act is not signed.
        SignInError: the signature does not hold.
    """
    if not reason.strip():
        raise InputError("reason: expected why the label changes")
    signature = _signature(people, subject, number, after, reason, signing)
    at = people.now()
    with people.changing() as session:
        labels = Labels(session)
        thing, name = labels.of_signal(number, people.organisation), labels.name_of_signal(number)
        if thing.label is after:
            raise InputError(f"label: signal {number} is {after} already")
        action = Action.LOWER_LABEL if lowers(thing.label, after) else Action.RAISE_LABEL
        decision = decide(subject, action, thing)
        if not decision.allowed or subject.account is None:
            raise RightsError(decision.because)
        change = LabelChange("signal", name, thing.label, after, subject.account, at, reason, signature)
        labels.set_on_signal(number, after)
        labels.add(change)
        Book(session).append([_entry(change)])
    return change


def label_then(people: People, number: int, at: datetime) -> Label:
    """The label that a signal had at a time."""
    with people.looking() as session:
        labels = Labels(session)
        now = labels.of_signal(number, people.organisation).label
        return labels.label_at("signal", labels.name_of_signal(number), now, at)


def _signature(
    people: People, subject: Subject, number: int, after: Label, reason: str, signing: Signing | None
) -> bytes | None:
    """The checked answer of the passkey; None for an account that has none and has just given password and code."""
    with people.looking() as session:
        account = subject.account or ""
        labels = Labels(session)
        lowered = lowers(labels.of_signal(number, people.organisation).label, after)
        has_key = bool(SignIns(session).passkeys(account))
    if not lowered:
        return None
    if signing is None:
        if has_key:
            raise RightsError("lowering a label is signed: answer the challenge with your passkey")
        return None
    challenge = challenge_of(people, subject, number, after, reason, signing.nonce)
    check_passkey(people, signing.site, challenge, signing.answer, account)
    kept = {"answer": signing.answer, "nonce": signing.nonce}
    return json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()


def _entry(change: LabelChange) -> Entry:
    said: dict[str, object] = {
        "before": str(change.before),
        "after": str(change.after),
        "by": change.by,
        "reason": change.reason,
        "signature": None if change.signature is None else hashlib.sha256(change.signature).hexdigest(),
    }
    return Entry("label", f"{change.kind}/{change.thing}", change.at, said)
