from pathlib import Path

import pytest

from forestall.core.errors import StateError
from forestall.pipeline import folder as outlook_folder
from forestall.pipeline.folder import leave


def _names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.name != ".files")


def test_files_of_the_outlook_before_are_removed(tmp_path: Path) -> None:
    leave(tmp_path, {"index.html": b"1", "style-a.css": b"a", "alerts/x.xml": b"x"})
    leave(tmp_path, {"index.html": b"2", "style-b.css": b"b"})
    assert _names(tmp_path) == ["index.html", "style-b.css"]
    assert (tmp_path / "index.html").read_bytes() == b"2"


def test_a_file_that_we_did_not_write_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    leave(tmp_path, {"index.html": b"1"})
    leave(tmp_path, {"index.html": b"2"})
    assert "mine.txt" in _names(tmp_path)


def test_a_listing_that_points_outside_removes_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    target = tmp_path / "outlook"
    leave(target, {"index.html": b"1"})
    (target / ".files").write_text("../mine.txt\nindex.html")
    leave(target, {"index.html": b"2"})
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_the_index_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(outlook_folder, "_replace", lambda path, content: written.append(path.name))
    leave(tmp_path, {"index.html": b"1", "z.css": b"z", "a.js": b"a"})
    assert written == ["a.js", "z.css", "index.html", ".files"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StateError, match="--out"):
        leave(tmp_path / "taken", {"index.html": b"1"})
