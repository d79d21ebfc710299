"""Everything that is sealed in the database under a new master key: data keys of the lake, quarantine, one-time codes.

Only envelopes change, no payload and no file. What is sealed, and by whom, is not decided here.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.guard.envelope import rewrap
from forestall.guard.keys import KeyRing
from forestall.guard.seal import Sealer, is_sealed
from forestall.store import quarantine
from forestall.store.account_tables import AccountRow
from forestall.store.intake_tables import QuarantineRow
from forestall.store.key_tables import DataKeyRow

_AT_ONCE = 500  # rows

AboutCodes = Callable[[str], str]
"""What the sealed key of an account's one-time codes is, by the account's id."""


def reseal(session: Session, ring: KeyRing, codes: AboutCodes) -> int:
    """Put everything under the current master key; all of it within the session's transaction, or nothing.

    Returns:
        How many envelopes were under another key.

    Raises:
        StateError: an envelope does not open.
    """
    sealer, name, count = Sealer(ring), ring.current.name, 0
    for key in session.scalars(select(DataKeyRow).where(DataKeyRow.master != name)):
        key.envelope, key.master = rewrap(ring, key.envelope, key.unit), name
        count += 1
    for row, about, data in _sealed(session, codes):
        if sealer.sealed_by(data, about) != name:
            _keep(row, sealer.rewrap(data, about))
            count += 1
    return count


def needed(session: Session, ring: KeyRing, codes: AboutCodes) -> dict[str, int]:
    """How many envelopes need each master key, by its name."""
    sealer = Sealer(ring)
    found = Counter(session.scalars(select(DataKeyRow.master)))
    found.update(sealer.sealed_by(data, about) for _, about, data in _sealed(session, codes))
    return dict(sorted(found.items()))


def _sealed(session: Session, codes: AboutCodes) -> Iterator[tuple[QuarantineRow | AccountRow, str, bytes]]:
    """Rows with sealed bytes, what these are about, and they."""
    for held in session.scalars(select(QuarantineRow).execution_options(yield_per=_AT_ONCE)):
        if is_sealed(held.raw):
            yield held, quarantine.about(held.id), held.raw
    for account in session.scalars(select(AccountRow).where(AccountRow.totp.is_not(None))):
        if account.totp is not None and is_sealed(account.totp):
            yield account, codes(account.id), account.totp


def _keep(row: QuarantineRow | AccountRow, data: bytes) -> None:
    if isinstance(row, QuarantineRow):
        row.raw = data
    else:
        row.totp = data
