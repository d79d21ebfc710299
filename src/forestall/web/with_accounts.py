"""Put accounts into an app: who asks, the routes to sign in, to keep one's own account, and to keep others'."""

import os
from collections.abc import Mapping

from fastapi import FastAPI

from forestall.core.errors import InputError
from forestall.pipeline.people import People
from forestall.web import keeping, own, sign_in
from forestall.web.rights import AccountRights

SECOND_FACTOR = "FORESTALL_SECOND_FACTOR"
_SAID = {"": False, "offered": False, "required": True}


def install(app: FastAPI, people: People, desk: sign_in.Desk, environment: Mapping[str, str] = os.environ) -> None:
    """Let an app ask who somebody is.

    Args:
        app: the app; its handlers of errors are installed already
        people: the accounts
        desk: what signing in over HTTP needs beside them
        environment: FORESTALL_SECOND_FACTOR: `offered`, or `required` of everybody who signs in

    Raises:
        InputError: it says something else.
    """
    said = environment.get(SECOND_FACTOR, "")
    if said not in _SAID:
        raise InputError(f"{SECOND_FACTOR}: found {said[:40]!r}, expected offered or required")
    app.state.people, app.state.sign_in = people, desk
    app.state.rights = AccountRights(people, second_factor=_SAID[said])
    for each in (sign_in, own, keeping):
        app.include_router(each.router)
    sign_in.to_sign_in(app)
