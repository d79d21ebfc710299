"""Emergency accesses in a pass: owed by the office until they are justified, and what duties say besides."""

from datetime import timedelta
from typing import Any

import pytest

from forestall.core.errors import ConflictError
from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.seal import Sealer
from forestall.model.account import Account, Role
from forestall.model.words import ObligationState
from forestall.pipeline.accounts import Wanted, add_account
from forestall.pipeline.duties import Sent, give_evidence
from forestall.pipeline.emergency import break_glass, justify
from forestall.pipeline.people import CONSOLE, People
from forestall.store.owed import Owed


def owed(desk: Any) -> tuple[str, ObligationState]:
    with desk.office.looking() as session:
        return next((each.bearer, each.state) for each in Owed(session).all() if each.id == "justify-1")


def test_taken_rights_are_owed_a_justification_in_every_pass_until_it_is_given(desk: Any) -> None:
    office = desk.office
    people = People(
        office.writing, office.reading, Sealer(KeyRing([new_master_key()])), office.now, "duty office", dict
    )
    add_account(people, CONSOLE, Account("op", "Operator", "duty office", desk.at), Wanted(Role.OPERATOR))
    break_glass(people, "op", "the pumps are under water and nobody else is here")
    desk.run()
    assert owed(desk) == ("duty office", ObligationState.OPEN)
    desk.at += timedelta(hours=25)
    desk.run()
    assert owed(desk) == ("duty office", ObligationState.OVERDUE)
    with pytest.raises(ConflictError, match="justified by whoever took the access"):
        give_evidence(office, "ana", Sent("justify-1", "note", "2026-03-10", file=b"x"))
    justify(people, "op", 1, "the operator on duty could not be reached for an hour")
    desk.at += timedelta(hours=1)
    desk.run()
    assert owed(desk) == ("duty office", ObligationState.DONE)
    assert desk.ledger().count(("obligation", "justify-1")) == 3
    desk.at += timedelta(days=800)
    desk.run()
    assert owed(desk) == ("duty office", ObligationState.DONE)
