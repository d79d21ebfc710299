"""The files of a place to records with their lines. What is wrong between records is not looked at."""

from pathlib import Path

from forestall.core.errors import InputError
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.profile import Profile
from forestall.place.csv_table import Grid, read_csv
from forestall.place.draft import Draft, Entry
from forestall.place.files import FILES, MAX_BYTES, MAX_TREE_BYTES, RULES, PlaceFile
from forestall.place.geometry import Wanted, read_geojson, read_geopackage
from forestall.place.node import Node, shown
from forestall.place.records import read_record
from forestall.place.report import Report
from forestall.place.shape import shape
from forestall.place.sheet import read_sheet
from forestall.place.table import read_rows
from forestall.place.text import read_bytes, read_text
from forestall.place.toml_tree import read_toml
from forestall.place.values import BAD
from forestall.place.yaml_tree import read_yaml


def read(root: Path) -> Draft:
    """Everything that can be read of a place.

    Raises:
        InputError: there is no such folder.
    """
    if not root.is_dir():
        raise InputError(f"{root}: expected the folder of a place, found {'a file' if root.exists() else 'nothing'}")
    draft = Draft(root)
    for file in FILES:
        if file.form == "folder":
            _folder(file, draft)
        else:
            _one_file(file, draft)
    draft.rules = tuple(sorted(path for path in (root / RULES).rglob("*.yml") if path.is_file()))
    return draft


def _one_file(file: PlaceFile, draft: Draft) -> None:
    there = [name for name in file.names if (draft.root / name).exists() or (draft.root / name).is_symlink()]
    if not there:
        if file.required:
            hint = "`forestall init DIR` writes a place to start from"
            draft.report(file.name).error(None, None, "no such file", " or ".join(file.names), hint)
            _cannot_read(file, draft)
        return
    for other in there[1:]:
        expected = f"one of {', '.join(there)}"
        draft.report(other).error(None, None, f"{file.stem} in two files", expected, f"{there[0]} is there too")
    draft.files[file.noun] = there[0]
    read_form = _tree if file.form in ("document", "list") else _table
    if not read_form(file, there[0], draft):
        _cannot_read(file, draft)


def _cannot_read(file: PlaceFile, draft: Draft) -> None:
    """Nothing can be said about references to what stands in a file that could not be read."""
    draft.unread.update((Profile, Jurisdiction) if file.noun is Profile else (file.noun,))


def _table(file: PlaceFile, name: str, draft: Draft) -> bool:
    """Read a table or geometry; False when there is nothing to work with."""
    report = draft.report(name)
    grid = _grid(file, draft.root / name, report)
    if grid is None:
        return False
    if file.required and not grid.rows and not report.remarks:
        report.error(grid.line, None, "a header without rows", "at least one row")
    noun_shape = shape(file.noun)
    for line, key, record in read_rows(noun_shape, grid, _currency(draft), report):
        draft.add(file.noun, Entry(name, line, key, record))
    nameless = noun_shape.key is not None and grid.rows and not draft.keys(file.noun)
    return not grid.cut and not nameless


def _grid(file: PlaceFile, path: Path, report: Report) -> Grid | None:
    wanted: Wanted = "lines" if file.form == "lines" else "points"
    match path.suffix:
        case ".xlsx":
            content = read_bytes(path, report, MAX_BYTES)
            return read_sheet(content, report) if content is not None else None
        case ".gpkg":
            return read_geopackage(path, wanted, report) if read_bytes(path, report, MAX_BYTES) is not None else None
    text = read_text(path, report, MAX_BYTES)
    if text is None:
        return None
    return read_geojson(text, wanted, report) if path.suffix == ".geojson" else read_csv(text, report)


def _currency(draft: Draft) -> str | None:
    """The place's currency code, if `place.toml` could be read that far."""
    for entry in draft.entries.get(Profile, ()):
        code = entry.node.child("currency") if entry.node is not None else None
        if code is not None and isinstance(code.value, str) and len(code.value) == 3:
            return code.value
    return None


def _tree(file: PlaceFile, name: str, draft: Draft) -> bool:
    """Read a TOML file; False when there is nothing to work with."""
    report = draft.report(name)
    text = read_text(draft.root / name, report, MAX_TREE_BYTES)
    node = read_toml(text, report) if text is not None else None
    if node is None:
        return False
    if file.form == "document":
        _keep(file.noun, name, node, report, draft)
        return _jurisdictions(name, node, draft)
    _list(file, name, node, report, draft)
    return True


def _jurisdictions(name: str, node: Node, draft: Draft) -> bool:
    """Keep each authority of `place.toml` as an entry of its own; its mistakes are already reported."""
    authorities = node.child("jurisdictions")
    for item in authorities.items() if authorities is not None else ():
        _keep(Jurisdiction, name, item, Report(name), draft)
    if not draft.keys(Jurisdiction):
        draft.unread.add(Jurisdiction)
    return True


def _list(file: PlaceFile, name: str, node: Node, report: Report, draft: Draft) -> None:
    """Read `[[stem]]` tables."""
    for key, below in node.value.items() if isinstance(node.value, dict) else ():
        if key != file.stem:
            hint = report.nearest.hint(key, [file.stem])
            report.error(below.line, key, "an unknown key", f"tables [[{file.stem}]] only", hint)
        elif not isinstance(below.value, list):
            report.error(below.line, key, shown(below), f"tables [[{file.stem}]], in double brackets")
        for item in below.items() if key == file.stem else ():
            _keep(file.noun, name, item, report, draft)


def _folder(file: PlaceFile, draft: Draft) -> None:
    """Read a folder of YAML files, one record each."""
    folder = draft.root / file.stem
    if not folder.exists():
        return
    if not folder.is_dir():
        draft.report(file.stem).error(None, None, "a file", "a folder of .yml files")
        draft.unread.add(file.noun)
        return
    for path in sorted(folder.iterdir()):
        name = f"{file.stem}/{path.name}"
        if path.suffix == ".yml" and not path.name.startswith("."):
            _yaml(file, path, name, draft)
        elif path.suffix.lower() in (".yaml", ".yml", ".json", ".toml", ".csv"):
            draft.report(name).error(None, None, f"ending {path.suffix}", "ending .yml", f"rename it {path.stem}.yml")


def _yaml(file: PlaceFile, path: Path, name: str, draft: Draft) -> None:
    report = draft.report(name)
    text = read_text(path, report, MAX_TREE_BYTES)
    node = read_yaml(text, report) if text is not None else None
    if node is None:
        draft.add(file.noun, Entry(name, None, path.stem, None))
        return
    _keep(file.noun, name, node, report, draft)


def _keep(noun: type, name: str, node: Node, report: Report, draft: Draft) -> None:
    """Read one record of a tree and keep it."""
    noun_shape = shape(noun)
    record = read_record(noun_shape, node, report)
    key = node.child(noun_shape.key) if noun_shape.key else None
    text = str(key.value) if key is not None and isinstance(key.value, str | int) else None
    draft.add(noun, Entry(name, node.line, text, None if record is BAD else record, node))
