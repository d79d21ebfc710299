"""How templates become pages: escaped, strict about what is missing, in the language of the request."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from forestall import __version__
from forestall.outlook import wording
from forestall.outlook.pages.table import Column, Kind
from forestall.outlook.release_words import HARM, RELEASE
from forestall.outlook.render import clean
from forestall.outlook.said import FIGURE, REFUSAL, TOP, VALUE
from forestall.outlook.wording import Wording
from forestall.web import language
from forestall.web.pages import assets
from forestall.web.pages.labelled import labelled
from forestall.web.said import named, said, worked

_OWN_WAY = Markup(' dir="auto"')
_STATES = {
    "high": "high",
    "critical": "high",
    "extreme": "high",
    "severe": "high",
    "overdue": "high",
    "missing": "none",
    "failed": "high",
    "unacceptable": "high",
    "raised": "raised",
    "medium": "raised",
    "moderate": "raised",
    "due soon": "raised",
    "stale": "raised",
    "degraded": "raised",
    "as low as reasonably practicable": "raised",
    "no data": "none",
    "unknown": "none",
    "no criterion": "none",
}


@cache
def environment() -> Environment:
    """The one environment of all pages."""
    made = Environment(
        loader=PackageLoader("forestall.web", "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a running service never draws a newer template with its older code
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(language.text, language.counted, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        number=_figure(wording.number), count=_figure(wording.count), percent=_figure(wording.percent),
        rate=_figure(wording.rate), times=_figure(wording.times), age=_figure(wording.age), scale=wording.scale,
        words=wording.words, state=state, iso=_iso, said=_sentence, own_way=_own_way,
        figured=_figure(str), refused=_refused, refused_tongue=_refused_tongue, kind=_kind, labelled=labelled,
        worked=_working(VALUE, TOP), worked_value=_working(FIGURE, VALUE, TOP), worked_source=_working(),
        harm=_working(HARM), released=_working(RELEASE),
    )  # fmt: skip
    made.globals.update(
        asset=assets.address, brought=assets.brought, cell=cell, written=written, missing=wording.missing,
        languages=language.LANGUAGES,
        plural=wording.plural, percent_width=percent_width, version=__version__,
    )  # fmt: skip
    made.globals["ui"] = made.get_template("ui.html").module
    return made


def drawn(template: str, values: Mapping[str, object], *, partial: bool = False) -> str:
    """A page, or only what stands in its block `content`."""
    found = environment().get_template(template)
    if not partial:
        return found.render(values)
    return "".join(found.blocks["content"](found.new_context(dict(values))))


def state(word: str) -> str:
    """Which of the four states a word stands for: `high`, `raised`, `calm`, `none`; any other word is calm."""
    return _STATES.get(wording.words(str(word)).casefold(), "calm")


def written(value: float | None, write: str, words: Wording) -> str:
    """A number in the manner that a template names: number, count, percent, rate, times, age, money."""
    if write == "money":
        return words.money(value)
    manner = {
        "number": wording.number,
        "count": wording.count,
        "percent": wording.percent,
        "rate": wording.rate,
        "times": wording.times,
        "age": wording.age,
    }
    return said(manner[write](value), FIGURE)


_MANNERS = {
    Kind.NUMBER: "number",
    Kind.COUNT: "count",
    Kind.SHARE: "percent",
    Kind.MONEY: "money",
    Kind.AGE: "age",
}


def cell(column: Column[object], row: object, words: Wording) -> str:
    """What a cell says."""
    value = column.value(row)
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, datetime):
        return words.moment(value)
    if column.kind in _MANNERS and isinstance(value, int | float):
        return written(value, _MANNERS[column.kind], words)
    if column.kind is Kind.LEVEL:  # its shape follows from the English word; the macro that writes it translates
        return wording.words(str(value))
    return language.text(wording.words(value)) if isinstance(value, StrEnum) else _isolated(str(value))


def percent_width(share: float | None) -> str:
    """A share as a width in an SVG of 100 units; 0 for none."""
    if share is None or not math.isfinite(share):
        return "0"
    return f"{100 * min(max(share, 0.0), 1.0):.1f}"


def _figure(write: Callable[[float | None], str]) -> Callable[[Context, float | None], str]:
    """A filter that writes a number in the language of the request (with the context: never worked out early)."""

    @pass_context
    def shown(_context: Context, value: float | None) -> str:
        return said(write(value), FIGURE)

    return shown


def _isolated(text: str) -> Markup:
    """A sentence in the language of the request; only the isolates that keep its values in order come through."""
    return escape(said(clean(text)))


@pass_context
def _sentence(_context: Context, text: str) -> str:
    """A sentence that a stage made, in the language of the request; markup is left as it is."""
    return text if isinstance(text, Markup) else _isolated(text)


@pass_context
def _refused(_context: Context, text: str) -> str:
    """What is not as it should be, in the language of the request."""
    return text if isinstance(text, Markup) else escape(said(clean(text), REFUSAL))


@pass_context
def _refused_tongue(_context: Context, text: str) -> Markup:
    """The attributes of a sentence of an error that is not translated: it is English, whatever the page is."""
    plain = clean(text)
    english = language.current().code != "en" and said(plain, REFUSAL) == plain
    return Markup(' lang="en" dir="auto"') if english else Markup()


@pass_context
def _kind(_context: Context, word: str, of: str) -> str:
    """A usual word for a kind of `site`, `service`, `entry` of the ledger or `case`."""
    return named(clean(word), f" ({of})")


def _working(*families: str) -> Callable[[Context, str], Markup]:
    """A filter that writes what stands in a derivation, in the language of the request."""

    @pass_context
    def shown(_context: Context, text: str) -> Markup:
        return escape(worked(clean(text), families))

    return shown


@pass_context
def _own_way(_context: Context, text: str) -> Markup:
    """The attribute by which a text that was not translated is written in its own direction, not the page's."""
    plain = clean(text)
    return _OWN_WAY if said(plain) == plain else Markup()


def _iso(when: datetime) -> str:
    return when.isoformat()


def _finalize(value: object) -> object:
    """Only text and whole numbers reach a page: a bare float or None there is a mistake of a template."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a template writes {value!r}: it must be worded first")
