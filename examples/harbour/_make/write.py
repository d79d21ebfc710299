"""Rows to files, always the same bytes: CSV, TOML and YAML text, JSON, gzip without a time stamp."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

Row = Mapping[str, Any]


def cell(value: Any) -> str:
    """One cell: nothing for None, `;` between the items of a list, no `.0` on whole numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ";".join(cell(item) for item in value)
    if isinstance(value, float):
        return f"{value:.9g}" if abs(value) < 1e-3 and value else f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def table(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """A CSV file; a header such as `lon [deg]` takes the row's `lon`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    names = [column.split(" [")[0] for column in header]
    for row in rows:
        unknown = set(row) - set(names)
        if unknown:
            raise ValueError(f"{path.name}: no column for {sorted(unknown)}")
        writer.writerow([cell(row.get(name)) for name in names])
    text(path, buffer.getvalue())


def text(path: Path, content: str) -> None:
    """A UTF-8 text file with LF line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())


def document(path: Path, content: object) -> None:
    """A JSON file, indented by one space."""
    text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def sheet(path: Path, content: object) -> None:
    """A YAML file that keeps the order of keys."""
    text(path, yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110))


def lines(path: Path, events: Iterable[Row]) -> None:
    """A gzip file of JSON lines; neither name nor time of the file is in it."""
    content = "".join(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n" for event in events)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", filename="", mtime=0, compresslevel=9) as packed:
        packed.write(content.encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


class _Plain(yaml.SafeDumper):
    """Written out in full: no anchors, items of a list indented below their key."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)
