"""Keeps the catalogues of translations in step with the texts of pages: `python -m forestall.web.catalogue`.

Every text of a template (`_("…")`, `{% trans %}`) and every `N_("…")` in Python gets an entry in each language; what
is translated stays, what no page says any more goes. The pages read the catalogues as they are (`web/language.py`).
"""

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from forestall.model import words
from forestall.model.account import Action, Purpose, Role
from forestall.outlook import wording
from forestall.outlook.fields import FieldLevel
from forestall.outlook.notices import SEVERITIES
from forestall.web import language
from forestall.web.language import LANGUAGES, Catalogue
from forestall.web.pages.environment import environment

HERE = Path(__file__).parent
_SOURCES = HERE.parent
_TEMPLATES = (HERE / "templates", _SOURCES / "outlook" / "briefing" / "templates")
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "zh": "nplurals=1; plural=0;",
}
"""Rules of the Unicode CLDR, in the form of GNU gettext."""
Texts = Mapping[str, str]
"""English text -> its form for many; empty when it does not depend on a number."""


def texts() -> dict[str, str]:
    """Every text of the pages, sorted."""
    found = dict(_of_templates())
    for one in (*_of_python(), *_of_choices()):
        found.setdefault(one, "")
    return dict(sorted(found.items()))


def written(code: str, wanted: Texts, known: Catalogue) -> str:
    """A catalogue in the form of GNU gettext.

    Args:
        code: the language
        wanted: the texts that it is to have
        known: translations there are
    """
    forms = int(PLURALS[code].partition("nplurals=")[2].partition(";")[0])
    head = f"Language: {code}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {PLURALS[code]}\n"
    blocks = ['msgid ""\nmsgstr ' + _quoted(head)]
    for one, many in wanted.items():
        said = known.texts.get(one, ())
        lines = [f"msgid {_quoted(one)}"]
        if many:
            lines.append(f"msgid_plural {_quoted(many)}")
            lines += [f"msgstr[{n}] {_quoted(said[n] if len(said) == forms else '')}" for n in range(forms)]
        else:
            lines.append(f"msgstr {_quoted(said[0] if said else '')}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def main() -> int:
    """Bring every catalogue in step; say how much of it is translated."""
    wanted = texts()
    for each in LANGUAGES[1:]:
        known = language.catalogue(each.code)
        (HERE / "languages" / f"{each.code}.po").write_text(written(each.code, wanted, known), encoding="utf-8")
        done = sum(one in known.texts for one in wanted)
        sys.stdout.write(f"{each.code}: {done} of {len(wanted)} texts\n")
    return 0


def _of_templates() -> Iterator[tuple[str, str]]:
    env = environment()
    for path in sorted(path for folder in _TEMPLATES for path in folder.rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        for _line, _function, message in env.extract_translations(source):  # type: ignore[attr-defined]
            if isinstance(message, tuple):
                yield message[0], message[1] or ""
            elif message:
                yield message, ""


def _of_python() -> Iterator[str]:
    for path in sorted(_SOURCES.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "N_(" in source:
            yield from _marked(ast.parse(source))


def _of_choices() -> Iterator[str]:
    """Closed choices as pages write them."""
    kinds: set[type[StrEnum]] = {FieldLevel, Role, Purpose, Action}
    for each in vars(words).values():
        if isinstance(each, type) and issubclass(each, StrEnum):
            kinds.add(each)
    for kind in sorted(kinds - {StrEnum, words.Tlp}, key=lambda each: each.__name__):
        yield from (wording.words(choice) for choice in kind)
    yield from SEVERITIES


def _marked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    raise SystemExit(main())
