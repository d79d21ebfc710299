"""Obligations as the last pass, or a person since, left them."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from forestall.core.errors import InputError
from forestall.model.duty import Obligation
from forestall.model.words import ObligationState
from forestall.store.document import record_of, text_of
from forestall.store.tables import ObligationRow

_AT_ONCE = 500  # ids in one statement
_ENDED = (str(ObligationState.DONE), str(ObligationState.WITHDRAWN))


class Owed:
    """The obligations of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Obligation, ...]:
        """Every obligation there ever was, by id."""
        return self._read(select(ObligationRow))

    def standing(self) -> tuple[Obligation, ...]:
        """Those that the next pass has to know of, by id."""
        return self._read(select(ObligationRow).where(ObligationRow.standing == 1))

    def some(self, names: Iterable[str]) -> tuple[Obligation, ...]:
        """Those of some ids, by id."""
        wanted = sorted(set(names))
        found: list[Obligation] = []
        for first in range(0, len(wanted), _AT_ONCE):
            found += self._read(select(ObligationRow).where(ObligationRow.id.in_(wanted[first : first + _AT_ONCE])))
        return tuple(found)

    def settled(self, names: Iterable[str]) -> tuple[Obligation, ...]:
        """Of some ids those that the next pass need not know of, by id."""
        wanted = sorted(set(names))
        found: list[Obligation] = []
        for first in range(0, len(wanted), _AT_ONCE):
            some = ObligationRow.id.in_(wanted[first : first + _AT_ONCE])
            found += self._read(select(ObligationRow).where(some, ObligationRow.standing == 0))
        return tuple(found)

    def one(self, name: str) -> Obligation:
        """An obligation.

        Raises:
            InputError: there is none of that id.
        """
        row = self._session.get(ObligationRow, name)
        if row is None:
            raise InputError(f"obligation {name!r}: there is none; `forestall duty list` shows them", http_status=404)
        return _record(row)

    def put(self, obligations: Iterable[Obligation], number: int, changed: Collection[str] = ()) -> None:
        """Keep the obligations of a pass, new or changed; what it no longer names and is done or withdrawn is settled.

        Args:
            obligations: all that the pass came to
            number: the pass
            changed: ids of those that people changed while the pass ran; they stay as people left them
        """
        given = {each.id: each for each in obligations}
        known = self._known(sorted(given))
        for obligation in given.values():
            if obligation.id not in changed:
                self._put(obligation, number, known.get(obligation.id))
        self._session.flush()
        ended = (ObligationRow.standing == 1) & ObligationRow.state.in_(_ENDED)
        found = set(self._session.scalars(select(ObligationRow.id).where(ended)))
        settled = sorted(found - given.keys() - set(changed))
        for first in range(0, len(settled), _AT_ONCE):
            some = settled[first : first + _AT_ONCE]
            self._session.execute(update(ObligationRow).where(ObligationRow.id.in_(some)).values(standing=0))

    def change(self, obligation: Obligation) -> None:
        """Keep an obligation that a person changed; the next pass has to know of it.

        Raises:
            InputError: there is none of that id.
        """
        row = self._session.get(ObligationRow, obligation.id)
        if row is None:
            raise InputError(f"obligation {obligation.id!r}: there is none", http_status=404)
        row.state, row.due, row.standing = str(obligation.state), obligation.due, 1
        row.document = text_of(Obligation, obligation)
        self._session.flush()

    def _known(self, ids: Sequence[str]) -> dict[str, ObligationRow]:
        found: dict[str, ObligationRow] = {}
        for first in range(0, len(ids), _AT_ONCE):
            some = select(ObligationRow).where(ObligationRow.id.in_(ids[first : first + _AT_ONCE]))
            found |= {row.id: row for row in self._session.scalars(some)}
        return found

    def _put(self, obligation: Obligation, number: int, known: ObligationRow | None) -> None:
        document = text_of(Obligation, obligation)
        if known is None:
            self._session.add(_row(obligation, document, number))
        elif known.document != document or known.standing != 1:
            self._session.merge(_row(obligation, document, number))

    def _read(self, query: Select[ObligationRow]) -> tuple[Obligation, ...]:
        return tuple(_record(row) for row in self._session.scalars(query.order_by(ObligationRow.id)))


def _record(row: ObligationRow) -> Obligation:
    return record_of(Obligation, row.document, f"obligation {row.id}")


def _row(obligation: Obligation, document: str, number: int) -> ObligationRow:
    return ObligationRow(
        id=obligation.id,
        pass_number=number,
        bearer=obligation.bearer,
        state=str(obligation.state),
        due=obligation.due,
        document=document,
        standing=1,
    )
