"""`forestall init`: a place to start from."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.init import init
from forestall.core.errors import InputError
from forestall.place.check import check

app = typer.Typer()
app.command()(init)
runner = CliRunner()


def test_a_new_folder_gets_a_place_without_mistakes(tmp_path: Path) -> None:
    result = runner.invoke(app, [str(tmp_path / "new" / "place")])
    assert (result.exit_code, check(tmp_path / "new" / "place")) == (0, ())


def test_the_next_steps_are_named(tmp_path: Path) -> None:
    result = runner.invoke(app, [str(tmp_path)])
    assert f"next: forestall check {tmp_path}" in result.stdout


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = runner.invoke(app, [str(tmp_path)])
    assert isinstance(result.exception, InputError)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_place_of_a_folder_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert runner.invoke(app, [str(tmp_path / "file")]).exit_code == 2


@pytest.mark.parametrize("name", ["README.md", "place.toml", "scenarios/power-cut.yml"])
def test_what_can_hold_comments_has_them(name: str, tmp_path: Path) -> None:
    runner.invoke(app, [str(tmp_path)])
    assert "# " in (tmp_path / name).read_text(encoding="utf-8")
