"""Master keys come from where the deployment says, and are made once where it says nothing."""

from pathlib import Path

import pytest

from forestall.core.errors import InputError
from forestall.guard.keys import KeyRing, new_master_key, write_ring
from forestall.pipeline.master_keys import NAME, add_master_key, master_keys, remove_master_key


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = master_keys(tmp_path / "state", {})
    assert master_keys(tmp_path / "state", {}).current == first.current
    assert (tmp_path / "state" / NAME).stat().st_mode & 0o777 == 0o600


def test_the_environment_names_a_file_or_holds_the_keys(tmp_path: Path) -> None:
    ring = KeyRing([new_master_key()]).with_new()
    (tmp_path / "keys").write_text(write_ring(ring))
    for environment in (
        {"FORESTALL_KEY_FILE": str(tmp_path / "keys")},
        {"FORESTALL_KEYS": write_ring(ring).strip().replace("\n", ",")},
    ):
        assert master_keys(tmp_path, environment).names == ring.names
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    "environment",
    [
        {"FORESTALL_KEY_FILE": "/nowhere/keys"},
        {"FORESTALL_KEYS": "a 0011"},
        {"FORESTALL_KEYS": "x", "FORESTALL_KEY_FILE": "y"},
    ],
    ids=["no file", "short key", "both"],
)
def test_a_wrong_setting_is_named_and_never_quoted(tmp_path: Path, environment: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"FORESTALL_KEY|nowhere") as caught:
        master_keys(tmp_path, environment)
    assert "0011" not in str(caught.value)


def test_a_key_is_added_and_an_old_one_removed(tmp_path: Path) -> None:
    old = master_keys(tmp_path, {}).current
    both = add_master_key(tmp_path / NAME)
    assert both.names == (old.name, both.current.name)
    assert remove_master_key(tmp_path / NAME, old.name).names == (both.current.name,)
    assert (master_keys(tmp_path, {}).names, (tmp_path / NAME).stat().st_mode & 0o777) == (
        (both.current.name,),
        0o600,
    )
    with pytest.raises(InputError, match="at least one"):
        remove_master_key(tmp_path / NAME, both.current.name)
