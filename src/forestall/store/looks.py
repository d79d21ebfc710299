"""Up to which pass somebody has seen what changed, and what a pass said of itself."""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from forestall.store.outlook_tables import LookRow
from forestall.store.passes import Passes


class Looks:
    """The looks of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def seen(self, account: str) -> datetime | None:
        """Time of the pass that an account saw last; None when it never said so."""
        row = self._session.get(LookRow, account)
        return None if row is None else row.seen

    def keep(self, account: str, seen: datetime, at: datetime) -> None:
        """An account has seen a pass."""
        self._session.merge(LookRow(account=account, seen=seen, at=at))
        self._session.flush()

    def summary(self, moment: datetime) -> dict[str, object] | None:
        """Summary of the last pass at or before a time; None when there is none."""
        row = Passes(self._session).at(moment)
        found = None if row is None else json.loads(row.summary)
        return found if isinstance(found, dict) else None
