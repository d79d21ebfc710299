"""What is wrong between records: ids given twice, and ids that name nothing."""

from collections.abc import Iterable, Iterator

from forestall.model.jurisdiction import Jurisdiction
from forestall.model.measure import Effect
from forestall.place.draft import Draft, Entry
from forestall.place.files import FILES, NOUNS, SAME, home, noun_name
from forestall.place.report import Mention
from forestall.place.shape import shape

Known = dict[type, frozenset[str]]


def check_links(draft: Draft) -> None:
    """Report ids that stand twice, rows that say the same thing twice, and references to what is not there."""
    for noun in (*(file.noun for file in FILES), Jurisdiction):
        if noun not in SAME:  # several rows of such a noun may have one id
            _keys_twice(noun, draft)
    for noun, columns in SAME.items():
        _rows_twice(noun, columns, draft)
    known = {noun: draft.keys(noun) for noun in NOUNS.values()}
    for report in list(draft.reports.values()):
        for mention in report.mentions:
            _resolve(mention, known, draft)
    _effects(known, draft)


def _keys_twice(noun: type, draft: Draft) -> None:
    column = shape(noun).key
    if column is None:
        return
    first: dict[str, Entry] = {}
    for entry in draft.entries.get(noun, ()):
        if entry.key is None:
            continue
        earlier = first.setdefault(entry.key, entry)
        if earlier is not entry:
            found, place = f"{entry.key} a second time", _place(earlier, entry, column)
            draft.report(entry.file).error(entry.line_of(column), column, found, "each id once", place)


def _place(earlier: Entry, entry: Entry, *path: str) -> str:
    file = "" if earlier.file == entry.file else f"{earlier.file}, "
    return f"first in {file}line {earlier.line_of(*path)}"


def _rows_twice(noun: type, columns: tuple[str, ...], draft: Draft) -> None:
    first: dict[tuple[object, ...], Entry] = {}
    rows: Iterable[tuple[Entry, object]] = draft.of(noun)
    for entry, record in rows:
        earlier = first.setdefault(tuple(getattr(record, column) for column in columns), entry)
        if earlier is not entry:
            expected = f"each {', '.join(columns)} once"
            draft.report(entry.file).error(entry.line, None, "the same row again", expected, _place(earlier, entry))


def _resolve(mention: Mention, known: Known, draft: Draft) -> None:
    """Report an id that names nothing, unless the file it would stand in could not be read."""
    nouns = [NOUNS[noun] for noun in mention.nouns]
    if any(noun in draft.unread or mention.id in known[noun] for noun in nouns):
        return
    options = sorted({key for noun in nouns for key in known[noun]})
    report = draft.report(mention.file)
    words = " or ".join(f"{name} in {draft.files.get(NOUNS[name], home(NOUNS[name]))}" for name in mention.nouns)
    hint = report.nearest.hint(mention.id, options) if options else f"there is no {' or '.join(mention.nouns)} yet"
    report.error(mention.line, mention.column, mention.id, f"the id of a {words}", hint)


def _effects(known: Known, draft: Draft) -> None:
    """Report effects on something that is there, but of another kind than `target` says."""
    for entry, effect in draft.of(Effect):
        noun = NOUNS[effect.target]
        if noun in draft.unread or effect.id in known[noun]:
            continue
        for other in _kinds_of(effect.id, known):
            expected = f"the id of a {effect.target}, as target is {effect.target}"
            hint = f"{effect.id} is a {noun_name(other)}: target {noun_name(other)}?"
            draft.report(entry.file).error(entry.line, "id", effect.id, expected, hint)


def _kinds_of(name: str, known: Known) -> Iterator[type]:
    for option in shape(Effect).columns["id"].refs:
        if name in known[NOUNS[option]]:
            yield NOUNS[option]
