"""What somebody looked at last, and what had been so then."""

from datetime import datetime

from forestall.pipeline.office import Office
from forestall.store.looks import Looks


def last_look(office: Office, account: str) -> tuple[datetime, dict[str, object]] | None:
    """The pass that an account saw last, with its summary; None when it never said so."""
    with office.looking() as session:
        seen = Looks(session).seen(account)
        summary = None if seen is None else Looks(session).summary(seen)
    return None if seen is None or summary is None else (seen, summary)


def keep_look(office: Office, account: str, seen: datetime) -> None:
    """An account has seen what changed up to a pass: from now on it is shown what changed since.

    Args:
        office: the office
        account: who looked
        seen: time of the pass that they saw
    """
    with office.changing() as session:
        Looks(session).keep(account, seen, office.now())
