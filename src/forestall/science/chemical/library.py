"""The substances packaged with the product, by name.

The one module of `science` that reads files: tables of the package itself (`content/substances`), which are constants
like any table in the code. Read once. Not here: what is done with them; tables of a place.
"""

import csv
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from forestall.core.errors import InputError
from forestall.science.chemical.substance import Substance, read

TABLES = ("identity", "properties", "curves", "guidelines", "idlh", "probits")


@cache
def library() -> Mapping[str, Substance]:
    """All substances by name, in the order of their names."""
    folder = files("forestall") / "content" / "substances"
    texts = {table: (folder / f"{table}.csv").read_text(encoding="utf-8") for table in TABLES}
    return read({table: list(csv.DictReader(text.splitlines())) for table, text in texts.items()})


def find(name: str) -> Substance | None:
    """The substance of this name, however it is spelt (`Sulfur dioxide`, `sulphur-dioxide`), or None.

    CAS and UN numbers and other names (`LPG`, `UDMH`) are understood as well.
    """
    return _index().get(_word(name))


def substance(name: str) -> Substance:
    """The substance of this name, as `find` does.

    Raises:
        InputError: it is not known; the message names the nearest ones.
    """
    found = find(name)
    if found is None:
        raise InputError(f"substance {name!r} is not known; nearest: {', '.join(nearest(name)) or 'none'}")
    return found


def nearest(name: str) -> tuple[str, ...]:
    """At most three known names that look like this one, the likeliest first."""
    index = _index()
    matches = get_close_matches(_word(name), index, n=6, cutoff=0.5)
    return tuple(dict.fromkeys(index[match].name for match in matches))[:3]


@cache
def _index() -> Mapping[str, Substance]:
    found: dict[str, Substance] = {}
    for one in library().values():
        for word in (*one.also, one.cas, f"UN {one.un}" if one.un else one.name, one.name):
            found.setdefault(_word(word), one)
    return found


def _word(name: str) -> str:
    word = "_".join(name.lower().replace("-", " ").replace("_", " ").split())
    return word.replace("sulf", "sulph")
