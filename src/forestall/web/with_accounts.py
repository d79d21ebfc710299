"""Put accounts into an app: who asks, the routes to sign in, to keep one's own account, and to keep others'."""

from fastapi import FastAPI

from forestall.pipeline.people import People
from forestall.web import keeping, own, sign_in
from forestall.web.rights import AccountRights


def install(app: FastAPI, people: People, desk: sign_in.Desk) -> None:
    """Let an app ask who somebody is.

    Args:
        app: the app; its handlers of errors are installed already
        people: the accounts
        desk: what signing in over HTTP needs beside them
    """
    app.state.people, app.state.sign_in, app.state.rights = people, desk, AccountRights(people)
    for each in (sign_in, own, keeping):
        app.include_router(each.router)
    sign_in.to_sign_in(app)
