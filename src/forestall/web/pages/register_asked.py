"""What is asked of one risk on its page, and the answer to it: the same question opens the numbers of the answer."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.suppose import Suppose, Supposed
from forestall.outlook.given import Given
from forestall.pipeline.suppose import LEAST, MOST, Grounds, common, grounds, suppose
from forestall.web.pages.page import Page
from forestall.web.pages.register_view import Typed

_Text = Annotated[str, Query(max_length=200)]
_Many = Annotated[list[str] | None, Query(max_length=50)]


def _typed(
    factor: _Text = "",
    measure: _Many = None,
    without: _Many = None,
    period: _Text = "",
    stability: _Text = "",
    wind: _Text = "",
) -> Typed:
    return Typed(factor.strip(), tuple(measure or ()), tuple(without or ()), period, stability, wind)


Asked = Annotated[Typed, Depends(_typed)]
"""The question that an address asks."""


def answered(page: Page, scenario: str, typed: Typed) -> tuple[Typed, Supposed | None]:
    """The question as it was typed with what is wrong, and the answer when nothing is."""
    known = {each.id for each in page.given.detection.findings}
    typed = replace(typed, without=tuple(each for each in typed.without if each in known))
    if not typed.asked:
        return typed, None
    errors: dict[str, str] = {}
    factor = _number(page, typed.factor, "factor", 1.0, LEAST, MOST, errors)
    wind = _number(page, typed.wind, "wind", -1.0, 0.0, 360.0, errors)
    asked = Suppose(
        factor=factor,
        measures=tuple(sorted(set(typed.measures))),
        without=tuple(sorted(set(typed.without))),
        period=typed.period,
        stability=typed.stability,
        direction=None if wind < 0 else wind,
    )
    if not errors:
        try:
            key = ("suppose", scenario, asked)
            return typed, page.once_by(key, lambda: suppose(grounds_of(page, scenario), asked), all_alike=True)
        except InputError as error:
            errors["other"] = page.text(str(error)) if "%" not in str(error) else str(error)
    return replace(typed, errors=errors), None


def _number(
    page: Page, typed: str, name: str, default: float, least: float, most: float, errors: dict[str, str]
) -> float:
    if not typed.strip():
        return default
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        value = -1.0
    if not least <= value <= most:
        text = N_("found %(found)s, expected a number from %(least)s to %(most)s")
        errors[name] = page.text(text, found=typed[:20], least=f"{least:g}", most=f"{most:g}")
    return value


def whole_of(page: Page) -> Given:
    """All records of the pass: a risk that may be seen is worked out from all of them, as in the pass."""
    whole = page.service.picture.shown.given
    return page.given if whole is None else whole


def grounds_of(page: Page, scenario: str) -> Grounds:
    """What a risk is worked out from, made ready once for all readers."""
    shared = page.once_by(("common",), lambda: common(whole_of(page)), all_alike=True)
    return page.once_by(("grounds", scenario), lambda: grounds(shared, scenario), all_alike=True)
