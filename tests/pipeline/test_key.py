from pathlib import Path

import pytest

from forestall.core.errors import InputError
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.place import Place
from forestall.model.profile import DoorRules, Profile
from forestall.pipeline.key import pseudonym_key


def _place(root: Path, key_file: str | None = None) -> Place:
    tree = (Jurisdiction("top", "Top"),)
    return Place(root, "0", Profile("P", "UTC", ("en",), "EUR", tree, {}, door=DoorRules(key_file=key_file)))


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = pseudonym_key(_place(tmp_path), tmp_path / "state")
    kept = tmp_path / ".forestall" / "pseudonym.key"
    assert len(first) == 32
    assert kept.stat().st_mode & 0o777 == 0o600
    assert pseudonym_key(_place(tmp_path), tmp_path / "elsewhere") == first


def test_the_place_may_name_its_own_key(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("ab" * 32)
    assert pseudonym_key(_place(tmp_path, "k"), tmp_path / "state") == b"\xab" * 32


@pytest.mark.parametrize("content", ["", "zz", "ab" * 31])
def test_a_bad_key_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "k").write_text(content)
    with pytest.raises(InputError, match="in hexadecimal"):
        pseudonym_key(_place(tmp_path, "k"), tmp_path)
