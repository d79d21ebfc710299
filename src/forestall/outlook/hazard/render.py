"""The sheet as HTML, its map as PNG, and both as PDF where a printer is installed."""

import importlib

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from forestall.outlook.hazard.picture import picture
from forestall.outlook.hazard.sheet import Sheet
from forestall.outlook.render import clean

PNG_WIDTH = 1120  # [px]


def html(sheet: Sheet) -> bytes:
    """One page with its style and drawings in it; the same sheet gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("forestall.outlook.hazard", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    drawn = Markup(svg(sheet))  # noqa: S704  every text in it is escaped where it is drawn
    charts = [(chart, Markup(chart.svg)) for chart in sheet.charts]  # noqa: S704
    page = environment.get_template("sheet.html").render(sheet=sheet, map=drawn, charts=charts)
    return page.encode("utf-8", "replace")


def svg(sheet: Sheet) -> str:
    """The map."""
    return picture(sheet.areas, sheet.marks, sheet.wind)


def png(sheet: Sheet) -> bytes | None:
    """The map as a picture; None where `resvg_py` is not installed."""
    try:
        painter = importlib.import_module("resvg_py")
    except ImportError:
        return None
    return bytes(painter.svg_to_bytes(svg_string=svg(sheet), width=PNG_WIDTH))


def pdf(sheet: Sheet) -> bytes | None:
    """The sheet on paper; None where `weasyprint` is not installed."""
    try:
        printer = importlib.import_module("weasyprint")
    except ImportError:
        return None
    return bytes(printer.HTML(string=html(sheet).decode()).write_pdf())
