"""`forestall briefing PLACE --out x.pdf`: the outlook on paper."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from forestall.model.words import Field
    from forestall.outlook.briefing.context import Briefing
    from forestall.outlook.briefing.render import Tongue
    from forestall.pipeline.briefing import Wish


class Sheet(StrEnum):
    """Paper that is printed on."""

    A4 = "A4"
    LETTER = "letter"


def briefing(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    out: Annotated[Path, typer.Option(help="File to write: .pdf or .html.")],
    jurisdiction: Annotated[str, typer.Option(help="Only this authority and those below it.")] = "",
    field: Annotated[str, typer.Option(help="Only this field of security.")] = "",
    since: Annotated[str | None, typer.Option(help="Findings from then on, ISO 8601.")] = None,
    until: Annotated[str | None, typer.Option(help="Findings up to then, ISO 8601 [default: the pass].")] = None,
    language: Annotated[str, typer.Option(help="Language: en, fr, es, ar, zh.")] = "en",
    paper: Annotated[Sheet, typer.Option(help="Paper.")] = Sheet.A4,
    slides: Annotated[Path | None, typer.Option(help="Folder for each chart as a picture of 1920 x 1080.")] = None,
    state: Annotated[
        str | None, typer.Option(help="Folder or postgresql:// URL of the state [default: PLACE/.forestall].")
    ] = None,
) -> None:
    """Write what the last pass found as a briefing to print and to hand on."""
    from forestall.core.clock import instant
    from forestall.core.errors import InputError
    from forestall.outlook.briefing import render
    from forestall.outlook.briefing.scope import Scope
    from forestall.pipeline.briefing import Wish, of_state, printed

    if out.suffix.lower() not in (".pdf", ".html"):
        raise InputError(f"--out: found {out.name!r}, expected a name that ends with .pdf or .html")
    folder = place / ".forestall" if state is None or "://" in state else Path(state)
    begin, end = (instant(each) if each else None for each in (since, until))
    scope = Scope(jurisdiction, _field(field), begin, end)
    wish = Wish(scope, _tongue(language), render.Paper(paper))
    shown = of_state(state or str(folder), folder, scope)
    data = printed(shown, wish) if out.suffix.lower() == ".pdf" else _html(shown, wish)
    _write(out, data)
    for name, picture in (render.slides(shown, wish.tongue) if slides else {}).items():
        assert slides is not None
        _write(slides / name, picture)
    print(f"{out}: {len(data):,} bytes")


def _html(shown: "Briefing", wish: "Wish") -> bytes:
    from forestall.outlook.briefing import render

    return render.html(shown, wish.tongue, wish.paper).encode()


def _field(text: str) -> "Field | None":
    from forestall.core.errors import InputError
    from forestall.model.words import Field

    if not text:
        return None
    try:
        return Field(text)
    except ValueError as error:
        raise InputError(f"--field: found {text[:40]!r}, expected one of {', '.join(Field)}") from error


def _tongue(code: str) -> "Tongue":
    from forestall.core.errors import InputError
    from forestall.outlook.briefing import render
    from forestall.web import language

    known = {each.code: each for each in language.LANGUAGES}
    if code not in known:
        raise InputError(f"--language: found {code[:20]!r}, expected one of {', '.join(known)}")
    found = language.catalogue(code)
    return render.Tongue(code, found.text, found.counted, known[code].leftward, language.sentences(code))


def _write(path: Path, data: bytes) -> None:
    from forestall.core.errors import InputError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
