"""Who asks, and whether they may: the one dependency by which every route names its action.

A route without it is refused by the tests, which walk over all of them. What a role may do is in `guard/policy.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends as DependsParam
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from forestall.core.errors import InputError, RightsError, SignInError
from forestall.guard.label import Labelled, strictest
from forestall.guard.policy import NOBODY, Standing, Subject, decide, may, needs_proof
from forestall.model.account import Action, Purpose, Role, Sitting
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.people import CONSOLE, People
from forestall.pipeline.sign_in import STRONG, subject_of_session, subject_of_token
from forestall.web.aside import aside

__all__ = ["Action", "require"]

COOKIE = "__Host-forestall"
PURPOSE = "Forestall-Purpose"
_LACKING = (
    "here everybody signs in with two factors: set up codes of an app or a passkey at /account, "
    "then show again who you are"
)
_STREAMS = frozenset({"/live", "/v1/events"})
"""What a page that stands open asks for by itself."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sent a request."""

    subject: Subject
    """What they may do."""
    sitting: Sitting | None = None
    """Their browser's session; None for a token, a visitor, or a service without accounts."""
    lacking: bool = False
    """Whether a second factor is asked of everybody here and this session was opened without."""


class Rights(Protocol):
    """Tells who sent a request."""

    organisation: str
    """The office that the deployment belongs to."""

    def asker(self, request: Request) -> Asker:
        """Who sent it; a visitor when it brings nothing along.

        Raises:
            SignInError: what it brings along is not right.
            RightsError: another site made the browser send it.
        """


class LocalRights:
    """A service without accounts, which listens on a loopback address only: whoever is at this machine may do all."""

    def __init__(self, organisation: str = CONSOLE, hosts: frozenset[str] = _LOOPBACK) -> None:
        """Take the office, and the names under which the service may be asked (against DNS rebinding)."""
        self.organisation = organisation
        self._hosts = hosts
        every = frozenset(Standing(role, Label.RED, None, None, frozenset(Purpose)) for role in Role)
        self._subject = Subject(CONSOLE, organisation, every, Purpose.OPERATIONS, fresh=True)

    def asker(self, request: Request) -> Asker:
        """The person at this machine."""
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
        if host not in self._hosts:
            raise RightsError("this service has no accounts and answers on its own machine only")
        if request.method not in _SAFE and from_another_site(request, needed=False):
            raise RightsError("another site sent this request")
        return Asker(self._subject)


class AccountRights:
    """A service with accounts: a token in `Authorization`, or a session in a cookie."""

    def __init__(self, people: People, *, second_factor: bool = False) -> None:
        """Take the accounts, and whether who comes with one factor may do no more than set up a second one."""
        self._people, self._second_factor = people, second_factor
        self.organisation = people.organisation

    def asker(self, request: Request) -> Asker:
        """Whoever the token or the session belongs to; a visitor when there is neither."""
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        if kind:
            if kind.casefold() != "bearer":
                raise SignInError("Authorization: expected `Bearer` and a token")
            return Asker(subject_of_token(self._people, text.strip(), _purpose(request)))
        secret = request.cookies.get(COOKIE)
        if secret is None:
            return Asker(NOBODY)
        if request.method not in _SAFE and from_another_site(request, needed=True):
            raise RightsError("another site sent this request")
        subject, sitting = subject_of_session(self._people, secret, used=request.url.path not in _STREAMS)
        if self._second_factor and sitting.means not in STRONG:
            return Asker(replace(subject, scopes=frozenset({Action.OWN})), sitting, lacking=True)
        return Asker(subject, sitting)


class _Need:
    """What a route asks of whoever calls it."""

    def __init__(self, action: Action) -> None:
        """Take the action."""
        self.action = action

    def of(self, request: Request) -> Subject:
        """Whoever calls, if they may.

        Raises:
            SignInError: they have to sign in first.
            RightsError: they may not.
        """
        if self.action is Action.PROBE:
            if request.method not in _SAFE and from_another_site(request, needed=False):
                raise RightsError("another site sent this request")
            return NOBODY
        asker = rights_of(request.app).asker(request)
        request.state.asker, request.state.action, request.state.account = asker, self.action, asker.subject.account
        subject = asker.subject
        if self._allows(subject, request):
            return subject
        if subject.account is None:
            raise SignInError("sign in, or send a token")
        if asker.lacking:
            raise RightsError(_LACKING)
        if needs_proof(subject, self.action):
            raise RightsError(f"{self.action}: show again who you are first (POST /v1/me/proof)")
        raise RightsError(f"{self.action}: nothing grants this to {subject.account}")

    def _allows(self, subject: Subject, request: Request) -> bool:
        if self.action is Action.READ_OUTLOOK:
            whole = Labelled(outlook_label(request.app), organisation=rights_of(request.app).organisation)
            return decide(subject, self.action, whole).allowed
        return may(subject, self.action)


class Need(_Need):
    """That of a page or an answer."""

    def __call__(self, request: Request) -> Subject:
        """As `of`."""
        return self.of(request)


class StreamNeed(_Need):
    """That of a stream: hundreds of them come again at once when the service was started again, and no page waits."""

    async def __call__(self, request: Request) -> Subject:
        """As `of`."""
        return await aside(partial(self.of, request))


@dataclass(frozen=True, slots=True)
class Reader:
    """Which rows the sender of a request may see."""

    subject: Subject
    """Who."""
    action: Action
    """To do what."""
    organisation: str
    """The office that the deployment's rows belong to."""

    def may(self, label: Label, jurisdiction: str | None, field: Field | None, source: str = "") -> bool:
        """Whether they may see a row of `source`; a token of a source sees what it sent, and nothing of others."""
        if self.subject.source is not None and source != self.subject.source:
            return False
        return decide(self.subject, self.action, Labelled(label, field, jurisdiction, self.organisation)).allowed


async def changed(request: Request) -> str:
    """What became of the rights of whoever opened a stream, which may last for hours.

    Returns:
        `ended` when they would have to sign in again, `other` when they now have other rights; empty while neither.
    """
    before = asker_of(request).subject
    try:
        now = await aside(partial(rights_of(request.app).asker, request))
    except SignInError:
        return "ended"
    if now.subject.account != before.account:
        return "ended"
    return "" if replace(now.subject, fresh=before.fresh) == before else "other"


def require(action: Action, *, stream: bool = False) -> DependsParam:
    """What goes into a route's `dependencies=[…]`, or behind `Annotated[Subject, …]`; `stream`: it stands open."""
    return DependsParam(StreamNeed(action) if stream else Need(action))


def reader(request: Request) -> Reader:
    """Which rows the sender of a request may see; the route must have named its action."""
    asker, action = asker_of(request), request.state.action
    assert isinstance(action, Action)
    return Reader(asker.subject, action, rights_of(request.app).organisation)


def asker_of(request: Request) -> Asker:
    """Who sent a request whose route named its action."""
    asker = request.state.asker
    assert isinstance(asker, Asker)
    return asker


def sitting_of(request: Request) -> Sitting:
    """The session in which a request was sent.

    Raises:
        RightsError: it came with a token.
    """
    sitting = asker_of(request).sitting
    if sitting is None:
        raise RightsError("this is done in a browser's session, not with a token")
    return sitting


def rights_of(app: FastAPI) -> Rights:
    """How an app tells who asks; closed when nothing was said."""
    rights: Rights = app.state.rights
    return rights


def people_of(request: Request) -> People:
    """The accounts of an app that has them."""
    people = request.app.state.people
    assert isinstance(people, People)
    return people


def declared(app: FastAPI) -> list[tuple[str, str, Action | None]]:
    """Method, path and action of every route, in their order; None where a route names none, or several."""
    return [each for context in iter_route_contexts(app.routes) for each in _declared(context)]


def _declared(context: RouteContext) -> Iterator[tuple[str, str, Action | None]]:
    route, path = context.original_route, context.path or ""
    if not isinstance(route, APIRoute):
        yield "*", path, None
        return
    found = [need.action for need in _needs(route.dependant)]
    for method in sorted(route.methods or ()):
        yield method, path, found[0] if len(found) == 1 else None


def _needs(dependant: Dependant) -> Iterator[_Need]:
    for each in dependant.dependencies:
        if isinstance(each.call, Need | StreamNeed):
            yield each.call
        yield from _needs(each)


def outlook_label(app: FastAPI) -> Label:
    """The label of the outlook's pages: they show every field and the whole place, so the strictest of its sources."""
    sources = app.state.service.place.sources
    return strictest((Label.AMBER, *(Label(each.label.removeprefix("TLP:")) for each in sources)))


def _purpose(request: Request) -> Purpose | None:
    text = request.headers.get(PURPOSE)
    if text is None:
        return None
    try:
        return Purpose(text)
    except ValueError as error:
        raise InputError(f"{PURPOSE}: found {text[:40]!r}, expected one of: {', '.join(Purpose)}") from error


def from_another_site(request: Request, *, needed: bool) -> bool:
    """Whether a browser was made to send a request by another site, from what browsers say of their own accord.

    Args:
        request: one that changes something
        needed: whether a request that says nothing of where it comes from is refused, as one with a cookie is

    Source:
        W3C Fetch Metadata (`Sec-Fetch-Site`), else the Fetch standard's `Origin`; no page can forge either.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site not in {"same-origin", "none"}
    if origin is not None:
        return urlsplit(origin).netloc.casefold() != request.headers.get("host", "").casefold()
    return needed
