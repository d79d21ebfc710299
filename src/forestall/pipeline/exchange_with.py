"""Exchange with a partner's Forestall: hand over what it may have, take what it shares, tell and hear the roll-up.

Each queue is read by number, in order, and only what the other side has on disk counts as there. So a day without a
connection, a kill at any moment or a restored backup loses nothing and brings nothing twice.
"""

import json
from dataclasses import dataclass, replace

from forestall.core.errors import AwayError, ForestallError
from forestall.ledger.key import SigningKey
from forestall.model.partner import Partner
from forestall.model.sharing import Cursor, Direction, Parcel
from forestall.pipeline.exchange_form import (
    MEDIA_TYPE,
    Form,
    confirmation_of,
    opened,
    parcel_document,
    parcel_of,
    sealed,
)
from forestall.pipeline.partner_link import Link, Reply
from forestall.pipeline.rollup import rollup
from forestall.pipeline.sharing import confirmed, hand_over, is_of_queue, last_confirmed, offer
from forestall.pipeline.sharing_in import Counter, take_in, take_rollup
from forestall.store.sharing import FromPartners

GIVE, TAKE, ROLLUP = "/v1/exchange/give", "/v1/exchange/take", "/v1/rollup"
BY = "service"
"""Who hands over what the place's files say is shared, when no person does it."""
_CONFLICT = 409
_MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange came to."""

    partner: str
    """With whom."""
    given: int = 0
    """Letters handed over and confirmed."""
    taken: int = 0
    """Letters taken in."""
    told: bool = False
    """Whether it was told our roll-up."""
    heard: bool = False
    """Whether it told us its own."""
    trouble: str | None = None
    """Why it did not come to its end; what was done before stands."""


def exchange(
    counter: Counter, partner: Partner, link: Link, key: SigningKey, by: str = BY, only: Direction | None = None
) -> Exchanged:
    """Exchange all there is with a partner that we can reach.

    Args:
        counter: where things are taken in
        partner: with whom
        link: the way to it
        key: with which we sign
        by: the account that does it
        only: only what goes out, or only what comes in; None: both

    Returns:
        What it came to, with the trouble that stopped it.
    """
    done = Exchanged(partner.id)
    try:
        if partner.direction != "in" and only is not Direction.IN:
            offer(counter.office, partner)
            done = replace(done, given=_give(counter, partner, link, key, by))
            done = replace(done, told=_tell(counter, partner, link, key))
        if partner.direction != "out" and only is not Direction.OUT:
            done = replace(done, taken=_take(counter, partner, link))
            done = replace(done, heard=_hear(counter, partner, link))
    except ForestallError as error:
        return replace(done, trouble=str(error))
    return done


def _give(counter: Counter, partner: Partner, link: Link, key: SigningKey, by: str) -> int:
    """Hand over the queue, parcel by parcel. Returns how many letters."""
    office, given, again = counter.office, 0, False
    after = last_confirmed(office, partner)
    for _ in range(_MOST_ROUNDS):
        parcel = hand_over(office, partner, after, key.name, by)
        if not parcel.letters:
            return given
        note = sealed(Form.PARCEL, parcel_document(parcel), (key,), parcel.made)
        answer = confirmation_of(opened(_fine(link.ask("POST", GIVE, note, MEDIA_TYPE)), partner))
        if answer.up_to == _last(parcel):
            confirmed(office, partner, answer)
            given, after = given + len(parcel.letters), answer.up_to
        elif again:
            raise AwayError(f"partner {partner.id}: does not go on from where it says it stands")
        else:
            after, again = _from_there(counter, partner, answer.up_to), True
    raise AwayError(f"partner {partner.id}: takes letters without end")


def _from_there(counter: Counter, partner: Partner, stands: Cursor) -> Cursor:
    """Where to go on when the partner stands elsewhere than we thought; from the beginning if that is not our queue."""
    return stands if is_of_queue(counter.office, partner, stands) else Cursor()


def _tell(counter: Counter, partner: Partner, link: Link, key: SigningKey) -> bool:
    if not partner.rollup:
        return False
    now = counter.office.now()
    note = sealed(Form.ROLLUP, rollup(counter.office, partner), (key,), now)
    _fine(link.ask("POST", GIVE, note, MEDIA_TYPE))
    return True


def _take(counter: Counter, partner: Partner, link: Link) -> int:
    """Take what the partner shares until there is nothing more; asking on confirms what came before."""
    taken, again = 0, False
    after = cursor_of(counter, partner)
    for _ in range(_MOST_ROUNDS):
        asked = json.dumps({"number": after.number, "digest": after.digest}).encode()
        reply = link.ask("POST", TAKE, asked, "application/json")
        if reply.status == _CONFLICT and not again:
            after, again = Cursor(), True
            continue
        parcel = parcel_of(opened(_fine(reply), partner))
        if not parcel.letters:
            return taken
        if parcel.after != after:
            raise AwayError(f"partner {partner.id}: answers with letters after {parcel.after.number}")
        after = take_in(counter, partner, parcel).up_to
        taken += len(parcel.letters)
    raise AwayError(f"partner {partner.id}: has letters without end")


def _hear(counter: Counter, partner: Partner, link: Link) -> bool:
    """Ask for the partner's roll-up; one that it does not tell us is no trouble."""
    reply = link.ask("GET", ROLLUP)
    if reply.status in (403, 404, 422):
        return False
    take_rollup(counter, partner, opened(_fine(reply), partner))
    return True


def cursor_of(counter: Counter, partner: Partner) -> Cursor:
    """How far a partner's queue for us was read."""
    with counter.office.looking() as session:
        return FromPartners(session).cursor(partner.id)


def _last(parcel: Parcel) -> Cursor:
    number, letter = parcel.letters[-1]
    return Cursor(number, letter.digest)


def _fine(reply: Reply) -> bytes:
    if reply.status == 200:
        return reply.body
    try:
        detail = str(json.loads(reply.body)["detail"])
    except (ValueError, KeyError, TypeError):
        detail = ""
    raise AwayError(f"the partner's Forestall answers {reply.status}{f': {detail[:300]}' if detail else ''}")
