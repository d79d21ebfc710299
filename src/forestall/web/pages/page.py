"""What every page has in hand: the last pass as its reader may see it, tables, forms, and the frame around it."""

from array import array
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import JSONResponse, Response

from forestall.core.errors import InputError
from forestall.core.lazy import lazy
from forestall.guard.policy import NOBODY, condition, may
from forestall.model.account import Action
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.risk import Risk
from forestall.model.words import Field
from forestall.outlook.given import Given
from forestall.outlook.pages.table import Column, TableView, Wish, view
from forestall.outlook.sight import Sight, Thing, seen
from forestall.outlook.worded import Worded, plain_words, worded
from forestall.pipeline.office import Office
from forestall.pipeline.people import CONSOLE
from forestall.pipeline.picture import Cut
from forestall.pipeline.picture import Shown as Picture
from forestall.pipeline.service import Service
from forestall.web import language
from forestall.web.answers import Freshness
from forestall.web.needs import service_of
from forestall.web.pages import looked, packing, taking, told, tour
from forestall.web.pages.editing import digest
from forestall.web.pages.environment import drawn
from forestall.web.pages.export import Form, finite
from forestall.web.pages.navigation import NAVIGATION, Entry
from forestall.web.pages.rows import LOOKED_AT, kept_back, labels_of, sight
from forestall.web.rights import Asker, Reader, declared, rights_of
from forestall.web.said import sayer
from forestall.web.shown import freshness

T = TypeVar("T")
THEME = "forestall-theme"
THEMES = ("auto", "light", "dark")
_AFTER = 303
_WRONG = 400


class WaitingError(Exception):
    """There is nothing to show before the first pass has ended."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation as a page shows it."""

    entry: Entry
    """The page."""
    here: bool
    """Whether it is this one."""


class Page:
    """A request for a page, and the answer to it."""

    def __init__(self, request: Request, service: Service, picture: Picture | None = None) -> None:
        """Take the request, whose route has named its action; `picture`: when not the pass that is shown now."""
        self.request, self.service = request, service
        asker = getattr(request.state, "asker", None)
        self._asker = asker if isinstance(asker, Asker) else Asker(NOBODY)
        self._picture = picture or service.picture.shown
        self.language = language.wanted(request)
        self.theme = request.cookies.get(THEME, "") if request.cookies.get(THEME) in THEMES else "auto"

    @property
    def account(self) -> str:
        """Who asks."""
        return self._asker.subject.account or CONSOLE

    @property
    def signed_in(self) -> bool:
        """Whether they came with a session, which they can end."""
        return self._asker.sitting is not None

    @property
    def office(self) -> Office:
        """What people do between passes is done through it."""
        return self.service.office

    @property
    def now(self) -> datetime:
        """The present."""
        return self.service.now()

    @property
    def place(self) -> Place:
        """The place as it now stands, whole."""
        return self.service.place

    @property
    def export(self) -> Form | None:
        """The form of a file, when the address asks for one.

        Raises:
            InputError: it asks for a form that there is not.
        """
        text = self.request.query_params.get("form")
        if text is None:
            return None
        try:
            return Form(text)
        except ValueError as error:
            raise InputError(f"form: found {text[:20]!r}, expected csv or json") from error

    @property
    def taken(self) -> bool:
        """Whether what is made goes into a file, and may rest on nothing that may not leave."""
        return self.export is not None and not taking.is_look(self.request)

    @property
    def partial(self) -> bool:
        """Whether only a part of the page is asked for."""
        return self.request.headers.get("hx-request") == "true" and "hx-boosted" not in self.request.headers

    @lazy
    def words(self) -> Worded:
        """How money and times are written, in the reader's language."""
        words = plain_words(self.place, self.now) if (given := self._picture.given) is None else given.words
        return worded(words, sayer(self.language.code))

    @lazy
    def given(self) -> Given:
        """The records of the last pass that the reader may see, and may take away when a file is asked for.

        Raises:
            WaitingError: there is none yet.
        """
        return self._cut.given

    @lazy
    def whole(self) -> bool:
        """Whether the reader may see the whole place."""
        return self._sight()(Thing.RISK, None, None)

    @property
    def previous(self) -> Mapping[str, object] | None:
        """Summary of the pass before the last, for who may see the whole place."""
        return self._picture.previous if self.whole else None

    def once(self, make: Callable[[Given], T]) -> T:
        """What `make` gives for the records that the reader may see; worked out once for each pass and such records.

        Args:
            make: a function of a module, or a `functools.partial` of one with arguments that can be hashed
        """
        given = self.given
        key = ("once", self._cut.number, *_named(make))
        return self._picture.derived.once(key, lambda: make(given))  # type: ignore[return-value]

    def once_by(self, key: Hashable, make: Callable[[], T], *, all_alike: bool = False) -> T:
        """The same for each set of rights, or for all readers; what else it hangs on has to be in the key."""
        return self._picture.derived.once(("by", () if all_alike else self._rights, key), make)  # type: ignore[return-value]

    def once_since(self, make: Callable[[Given, Mapping[str, object] | None], T]) -> T:
        """The same for a function that also takes the summary of the pass before."""
        given, previous = self.given, self.previous
        key = ("since", self._cut.number, self.whole, *_named(make))
        return self._picture.derived.once(key, lambda: make(given, previous))  # type: ignore[return-value]

    def table(
        self,
        key: str,
        rows: Sequence[T],
        columns: tuple[Column[T], ...],
        *,
        identity: Callable[[T], str],
        sort: str = "",
        where: Callable[[T], bool] | None = None,
        leaves: bool = True,
    ) -> TableView[T]:
        """The page of a table that the address asks for.

        Args:
            key: name of the table in addresses
            rows: all rows; orders of a tuple are kept until the next pass
            columns: its columns
            identity: names a row
            sort: what it is sorted by when the address does not say; empty for the order of `rows`
            where: only rows of which this holds; which rows those are is kept when it is a frozen dataclass
            leaves: whether any row may be taken away
        """
        rows = () if self.taken and not leaves else rows
        asked = self.request.query_params
        wish = Wish(asked.get(f"{key}.sort", sort)[:80], asked.get(f"{key}.after", "")[:300])

        def keep(order: Hashable, make: Callable[[], Sequence[int]]) -> Sequence[int]:
            named = not isinstance(order, tuple) or is_dataclass(where)
            if not named or not isinstance(rows, tuple) or self._picture.given is None:
                return make()
            found = self._picture.orders.once((key, order, id(rows)), lambda: (rows, array("I", make())))
            return found[1]  # type: ignore[index, no-any-return]

        return replace(view(key, rows, columns, wish, identity, where, keep), leaves=leaves)

    def may(self, label: Label, jurisdiction: str | None, field: Field | None, source: str = "") -> bool:
        """Whether the reader may see a row by the action of the route, and take it away when a file is asked for."""
        actions = [self.request.state.action] + ([Action.EXPORT] if self.taken else [])
        return all(self.reader(each).may(label, jurisdiction, field, source) for each in actions)

    def reader(self, action: Action) -> Reader:
        """Which rows the reader may do something to."""
        return Reader(self._asker.subject, action, rights_of(self.request.app).organisation)

    def allows(self, action: Action) -> bool:
        """Whether there is anything to which the reader may do something."""
        return may(self._asker.subject, action)

    def leaves(self, risk: Risk | None = None) -> bool:
        """Whether what rests on a risk may be taken away; None: on all risks, as totals and plans do."""
        takes = self._sight_by(Action.EXPORT)
        if risk is None:
            return takes(Thing.RISK, None, None)
        return takes(Thing.RISK, risk.jurisdiction, risk.field, risk.scenario)

    @lazy
    def kept_back(self) -> tuple[str, ...]:
        """Labels of what the reader sees and may not take away."""
        return kept_back(self.service, self.reader)

    def show(self, template: str, context: object, status: int = 200) -> Response:
        """The page; or one of the tables of the context as a file, when the address asks for it.

        Args:
            template: its file
            context: what it shows, as `c`
            status: HTTP status

        Raises:
            InputError: the address asks for a table that the page has not.
        """
        if self.export is not None:
            return taking.answer(self.request, context, self.export, self.kept_back)
        return self.plain(template, context, status)

    def plain(self, template: str, context: object, status: int = 200) -> Response:
        """A page without tables."""
        language.use(self.language)
        text = drawn(template, {"page": self, "c": context, "words": self.words}, partial=self.partial)
        if status < _WRONG and self._asker.subject.account is not None:
            looked.note(self.request.app, self._rights, self._asker)
        answer = packing.fresh(self.request, text.encode(), HTMLResponse.media_type, status)
        told.forget(self.request, answer)
        answer.headers["Vary"] = "HX-Request, Cookie, Accept-Language, Accept-Encoding"
        return answer

    def back(self, path: str, text: str, kind: str = "done") -> Response:
        """After something was done: to a page that says so.

        Args:
            path: of this site
            text: what it says
            kind: `done` or `failed`
        """
        answer = RedirectResponse(self.own(path), _AFTER)
        told.tell(answer, kind, text)
        return answer

    def own(self, path: str) -> str:
        """A path of this site; the first page for anything that leads elsewhere."""
        own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
        return path if own else "/"

    def json(self, value: object) -> Response:
        """Data for a script of the page; what is missing is null."""
        return JSONResponse(finite(value))

    def data(self, key: Hashable, make: Callable[[], object]) -> Response:
        """The same for much data, made and packed once for the records that the reader may see.

        Args:
            key: what it is, with all that it hangs on besides those records
            make: gives the data
        """
        name = ("data", self._cut.number, key)
        found = self._picture.derived.once(name, lambda: packing.packed(bytes(JSONResponse(finite(make())).body)))
        assert isinstance(found, bytes)
        return packing.kept(self.request, found, JSONResponse.media_type)

    def text(self, message: str, **values: object) -> str:
        """A text in the reader's language, with its values."""
        found = language.catalogue(self.language.code).text(message)
        return found % values

    def seen(self, record: object) -> str:
        """Names the state of a record, for a form that changes it."""
        return digest(record)

    def changed(self, form_seen: str, record: object) -> bool:
        """Whether somebody else changed a record since a form showed it."""
        return digest(record) != form_seen

    def address(self, **query: str) -> str:
        """This page with other query parameters; an empty one is left out."""
        asked = self.request.url.include_query_params(**query)
        gone = [name for name, value in query.items() if not value]
        found = asked.remove_query_params(gone) if gone else asked
        return found.path + (f"?{found.query}" if found.query else "")

    def with_query(self, name: str, value: str) -> str:
        """This page with one other query parameter, whose name may have a dot."""
        return self.address(**{name: value})

    @lazy
    def navigation(self) -> tuple[Link, ...]:
        """The pages that there are and the reader may see."""
        here = f"/{self.request.url.path.strip('/').partition('/')[0]}"
        known = _paths(self.request)
        return tuple(
            Link(each, each.path == here) for each in NAVIGATION if each.path in known and self.allows(each.action)
        )

    @lazy
    def step(self) -> tour.Step | None:
        """The step of the tour that the page was opened for."""
        return tour.step(self.request, tuple((each.entry.key, each.entry.path) for each in self.navigation))

    @property
    def offers_tour(self) -> bool:
        """Whether the tour is offered on this page."""
        return self.request.url.path == "/" and self.step is None and tour.is_new(self.request)

    @lazy
    def freshness(self) -> Freshness:
        """How far what is shown can be relied on."""
        return freshness(self.service, now=False)

    @lazy
    def told(self) -> told.Told | None:
        """What is said once after something was done."""
        return told.told(self.request)

    @lazy
    def _cut(self) -> Cut:
        """The records that the reader may see: the same for all who see the same."""
        picture = self._picture
        if picture.given is None:
            raise WaitingError
        whole, allowed = picture.given, self._sight()
        found = picture.derived.once(("given", self._rights), lambda: picture.cuts.of(seen(whole, allowed)))
        assert isinstance(found, Cut)
        return found

    @lazy
    def _rights(self) -> tuple[object, ...]:
        """What tells readers apart who see different rows."""
        subject = self._asker.subject
        actions = [*LOOKED_AT, *([Action.EXPORT] if self.taken else [])]
        return (self.place.digest, subject.source, *(condition(subject, each) for each in actions))

    def _sight(self) -> Sight:
        looks, takes = self._sight_by(), self._sight_by(Action.EXPORT)

        def both(thing: Thing, jurisdiction: str | None, field: Field | None, origin: str = "") -> bool:
            return looks(thing, jurisdiction, field, origin) and takes(thing, jurisdiction, field, origin)

        return both if self.taken else looks

    def _sight_by(self, only: Action | None = None) -> Sight:
        return sight(self.request, self.service, self.reader, lambda: labels_of(self.service, self._picture), only)


async def page_of(request: Request) -> Page:  # no thread for so little
    """The page that a request is for."""
    return Page(request, service_of(request))


Shown = Annotated[Page, Depends(page_of)]
"""The page, as an argument of its route."""


def page_router() -> APIRouter:
    """The router of a page; it is not part of the described interface."""
    return APIRouter(include_in_schema=False, default_response_class=HTMLResponse, route_class=taking.TableRoute)


def _named(make: Callable[..., object]) -> tuple[object, ...]:
    """What tells one function from another, with the arguments that are bound to it."""
    bound = getattr(make, "func", make), getattr(make, "args", ()), getattr(make, "keywords", {})
    return (bound[0], bound[1], tuple(sorted(bound[2].items())))


def _paths(request: Request) -> frozenset[str]:
    """Addresses of the app, looked up once."""
    state = request.app.state
    if not hasattr(state, "paths"):
        state.paths = frozenset(path for method, path, _ in declared(request.app) if method == "GET")
    known = state.paths
    assert isinstance(known, frozenset)
    return known
