"""Partners' CAP acknowledgements (CAP 1.2, 3.2.1, msgType `Ack`): what they speak of is confirmed."""

from datetime import datetime

from sqlalchemy.orm import Session

from forestall.core.errors import ForestallError
from forestall.guard.sharing import is_ours
from forestall.model.entry import Entry
from forestall.model.partner import Partner
from forestall.model.place import Place
from forestall.model.sharing import ThingKind
from forestall.pipeline.sharing_things import HELD, message_id, message_of, references_of
from forestall.store.sharing import Shared
from forestall.store.sharing_sources import HeldMessage, held_messages

_ACK = "Ack"


def acknowledged(session: Session, place: Place, partner: Partner, now: datetime) -> list[Entry]:
    """Confirm the letters of which a partner's acknowledgements speak.

    Args:
        session: a transaction that changes something
        place: the place
        partner: whose acknowledgements
        now: the present

    Returns:
        What the ledger is to say; nothing for what was confirmed before.
    """
    sources = [each.id for each in place.sources if each.partner == partner.id]
    shared = Shared(session)
    entries: list[Entry] = []
    for held in held_messages(session, sources, 0, now - HELD):
        for each in references_of(held) if _is_ack(held) else ():
            sender, _, identifier = each.partition(",")
            thing = identifier if is_ours(sender, place.profile.sender) else message_id(sender, identifier)
            if shared.confirm_thing(partner.id, ThingKind.ALERT, thing, now):
                entries.append(Entry("receipt", f"partner/{partner.id}", now, {"alert": thing, "by": "CAP Ack"}))
    return entries


def _is_ack(held: HeldMessage) -> bool:
    if _ACK not in held.body:
        return False
    try:
        return message_of(held).msg_type == _ACK
    except ForestallError:
        return False
