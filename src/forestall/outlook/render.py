"""The outlook as files: one folder that opens from disk, asks nothing of any network and runs nothing it did not bring.

`index.html` names its style and script by their content, so a reader never sees a page with the wrong ones while
it is being replaced. Why the charts are drawn here and not in the browser: docs/decisions/0011-outlook-on-disk.md.
"""

import hashlib
import re
from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from forestall.core.errors import InputError
from forestall.outlook import totals, wording
from forestall.outlook.charts import CURVE_HEIGHT, CURVE_LEFT, CURVE_WIDTH, WHISKER_WIDTH, px
from forestall.outlook.context import OutlookContext
from forestall.outlook.files import data_files
from forestall.outlook.map import MOST_LISTED, letter
from forestall.outlook.planning import RATIO_WIDTH, SUMMARY_WIDTH

# Not allowed in HTML text (WHATWG HTML, 13.2.3.5 control characters), and the marks that override direction
# (Unicode Standard Annex 9, 2.2), with which a text could disguise its neighbours.
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_FOLDER = "templates"


def render(context: OutlookContext, attachments: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the outlook.

    Args:
        context: what to show.
        attachments: further files by name below the folder, such as `alerts/ID.xml`; the page links to them.

    Returns:
        File name to content, `index.html` among them; the same context gives the same bytes.

    Raises:
        InputError: an attachment's name leaves the folder or is that of a file of the outlook.
    """
    environment = _environment()
    files = data_files(context)
    style, script = _static(environment, "outlook.css"), _static(environment, "outlook.js")
    files |= {style[0]: style[1], script[0]: script[1]}
    for name in sorted(attachments):
        if not _safe(name) or name in files or name == "index.html":
            raise InputError(f"attachment {name!r}: expected a new name below the folder, such as alerts/ID.xml")
        files[name] = attachments[name]
    page = environment.get_template("index.html").render(
        context=context,
        given=context.given,
        words=context.given.words,
        style=style[0],
        script=script[0],
        data=sorted(data_files(context)),
        attachments=sorted(attachments),
    )
    files["index.html"] = page.encode("utf-8")
    return dict(sorted(files.items()))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("forestall.outlook", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    environment.filters.update(
        number=wording.number, count=wording.count, percent=wording.percent, rate=wording.rate, times=wording.times,
        age=wording.age, scale=wording.scale, words=wording.words, px=px,
    )  # fmt: skip
    environment.globals.update(
        span=wording.span, percent=wording.percent, plural=wording.plural, missing=wording.missing, letter=letter,
        periods=totals.PERIODS, whisker_width=WHISKER_WIDTH, curve_width=CURVE_WIDTH, curve_height=CURVE_HEIGHT,
        curve_left=CURVE_LEFT, ratio_width=RATIO_WIDTH, summary_width=SUMMARY_WIDTH, most_listed=MOST_LISTED,
    )  # fmt: skip
    return environment


def _finalize(value: object) -> object:
    """Only text and whole numbers reach the page: a bare float or None there is a mistake of a template."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a template writes {value!r}: it must be worded first")


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and marks that override direction."""
    return _UNWANTED.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def _static(environment: Environment, name: str) -> tuple[str, bytes]:
    """A style or script under a name that holds its digest."""
    assert environment.loader is not None
    content = environment.loader.get_source(environment, name)[0].encode()
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}", content


def _safe(name: str) -> bool:
    """Whether every part of a relative path is a plain name that does not begin with a dot."""
    return re.fullmatch(r"[A-Za-z0-9_][\w.@+-]*(/[A-Za-z0-9_][\w.@+-]*)*", name, re.ASCII) is not None
