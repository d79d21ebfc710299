"""What is owed, before it is asked where it stands.

Not here: what gives rise to it (`calendar`, `plan`, `alerts`, `findings`, `occasions`), where it stands (`standing`),
what becomes of it later (`carry`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from forestall.model.duty import Duty, Obligation
from forestall.model.words import Need

SOON_SHARE = 0.25
"""Last share of the time from `created` to `due` in which what no calendar duty states is due soon."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed by one authority by a date."""

    id: str
    """Follows from what is owed."""
    title: str
    """What must be done."""
    bearer: str
    """The authority that owes it."""
    origin: str
    """What it comes from."""
    created: datetime
    """When it came to be owed."""
    due: datetime
    """By when."""
    soon: datetime
    """From when on it is due soon."""
    clause: str
    """The law or rule, with its clause."""
    evidence: str
    """What shows that it was done."""
    site: str | None = None
    """The site it concerns."""
    duty: str = ""
    """The duty it comes from."""
    step: str = ""
    """Which step of the duty's clock."""
    scope: tuple[str, ...] = ()
    """The sites that it covers."""
    version: str = ""
    """Version of the norm under which it is owed."""
    need: Need = Need.VERDICT
    """What it takes to count as done."""
    declared: date | None = None
    """The place's files say that it is done, last on this day."""
    again: float | None = None
    """How long there is to do it again when norm or scope change [h]; None: it is not opened again."""


def owed_under(
    duty: Duty,
    name: str,
    origin: str,
    created: datetime,
    due: datetime,
    *,
    about: str = "",
    soon: datetime | None = None,
    site: str | None = None,
) -> Owed:
    """Something owed under a duty.

    Args:
        duty: the duty
        name: its id
        origin: what it comes from
        created, due: from when and by when
        about: what it is about, put behind the duty's title
        soon: from when on it is due soon; None: in the last part of its time
        site: the site it concerns where the duty names none
    """
    return Owed(
        id=name,
        title=f"{duty.title}: {about}" if about else duty.title,
        bearer=duty.bearer,
        origin=origin,
        created=created,
        due=due,
        soon=soon_from(created, due) if soon is None else soon,
        clause=duty.clause,
        evidence=duty.evidence,
        site=duty.site or site,
        duty=duty.id,
        need=duty.proof,
        again=duty.within if duty.reopens else None,
    )


def soon_from(created: datetime, due: datetime) -> datetime:
    """From when on something is due soon where its duty does not say."""
    return due - (due - created) * SOON_SHARE


def owed_again(known: Obligation) -> Owed:
    """A known obligation that is still owed although nothing gives rise to it any more."""
    window = known.origin.startswith("duty:")
    return Owed(
        id=known.id,
        title=known.title,
        bearer=known.bearer,
        origin=known.origin,
        created=known.created,
        due=known.due,
        soon=known.created if window else soon_from(known.created, known.due),
        clause=known.clause,
        evidence=known.evidence,
        site=known.site,
        duty=known.duty,
        step=known.step,
        scope=known.scope,
        version=known.version,
        need=known.need,
    )
