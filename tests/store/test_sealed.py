"""Sealed tables of the lake open in their place, unchanged, while their key lives."""

import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.core.errors import StateError
from forestall.guard.keys import KeyRing, MasterKey
from forestall.model.label import Label
from forestall.store.database import Database
from forestall.store.sealed import SealedLake, unit_of

OLD, NEW = MasterKey("old", bytes(range(32))), MasterKey("new", bytes(range(1, 33)))
TABLE = pa.table({"site": [f"pump station {n}" for n in range(2000)], "value": [n / 7 for n in range(2000)]})
UNIT = unit_of("signals", Label.RED, "scada/north", "2026-03-09")
PATH = "signals/2026-03-09/scada/0001.parquet"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path, writable=True)
    database.prepare()
    yield database
    database.close()


@pytest.fixture
def lake(database: Database) -> SealedLake:
    return SealedLake(KeyRing([OLD]), database)


def test_a_sealed_table_opens_again_and_shows_nothing(lake: SealedLake) -> None:
    sealed = lake.encode(TABLE, UNIT, PATH)
    assert lake.decode(sealed, UNIT, PATH).equals(TABLE)
    assert sealed[-4:] == b"PARE"  # Parquet with an encrypted footer
    for told in (b"pump station", b"site", b"value", b"scada", b"RED"):
        assert told not in sealed


@pytest.mark.parametrize(
    ("unit", "path"),
    [
        (unit_of("signals", Label.GREEN, "scada/north", "2026-03-09"), PATH),
        (unit_of("signals", Label.RED, "scada/north", "2026-03-10"), PATH),
        (UNIT, PATH.replace("0001", "0002")),
    ],
    ids=["another label", "another day", "another path"],
)
def test_a_sealed_table_does_not_open_as_another(lake: SealedLake, unit: str, path: str) -> None:
    sealed = lake.encode(TABLE, UNIT, PATH)
    lake.encode(TABLE, unit, path)
    with pytest.raises(StateError, match="does not open"):
        lake.decode(sealed, unit, path)


def test_a_changed_bit_a_cut_and_an_open_file_are_refused(lake: SealedLake, tmp_path: Path) -> None:
    sealed, chance = lake.encode(TABLE, UNIT, PATH), random.Random(7)
    for _ in range(300):
        changed = bytearray(sealed)
        changed[chance.randrange(len(sealed))] ^= 1 << chance.randrange(8)
        with pytest.raises(StateError):
            lake.decode(bytes(changed), UNIT, PATH)
    for size in (0, 4, len(sealed) // 2, len(sealed) - 1):
        with pytest.raises(StateError):
            lake.decode(sealed[:size], UNIT, PATH)
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(TABLE, sink)
    with pytest.raises(StateError):
        lake.decode(bytes(sink.getvalue()), UNIT, PATH)


def test_a_new_master_key_takes_over_without_touching_a_file(lake: SealedLake, database: Database) -> None:
    files = {f"{n}.parquet": lake.encode(TABLE, f"unit-{n}", f"{n}.parquet") for n in range(20)}
    assert lake.masters() == ("old",)
    turned = SealedLake(KeyRing([OLD, NEW]), database)
    assert (turned.rotate(), turned.rotate(), turned.masters()) == (20, 0, ("new",))
    after = SealedLake(KeyRing([NEW]), database)
    assert all(after.decode(data, f"unit-{path[:-8]}", path).equals(TABLE) for path, data in files.items())
    with pytest.raises(StateError, match="'new', found only old"):
        lake.decode(files["3.parquet"], "unit-3", "3.parquet")


def test_a_rotation_that_meets_an_unknown_key_changes_nothing(lake: SealedLake, database: Database) -> None:
    lake.encode(TABLE, "a", "a")
    other = SealedLake(KeyRing([NEW]), database)
    other.encode(TABLE, "b", "b")
    third = MasterKey("third", bytes(32))
    with pytest.raises(StateError):
        SealedLake(KeyRing([NEW, third]), database).rotate()
    assert lake.masters() == ("new", "old")


def test_a_shredded_unit_cannot_be_read_and_its_key_is_nowhere(
    lake: SealedLake, database: Database, tmp_path: Path
) -> None:
    sealed = lake.encode(TABLE, UNIT, PATH)
    lake.encode(TABLE, "another", PATH)
    with database.session() as session:
        from forestall.store.key_tables import DataKeyRow

        envelope = session.get_one(DataKeyRow, UNIT).envelope
    assert any(envelope in file.read_bytes() for file in tmp_path.iterdir())
    assert (lake.shred(UNIT), lake.shred(UNIT)) == (True, False)
    assert [file for file in tmp_path.iterdir() if envelope[-48:] in file.read_bytes()] == []
    with pytest.raises(StateError, match="destroyed"):
        lake.decode(sealed, UNIT, PATH)
    again = lake.encode(TABLE, UNIT, PATH)
    assert lake.decode(again, UNIT, PATH).equals(TABLE)
    with pytest.raises(StateError, match="does not open"):
        lake.decode(sealed, UNIT, PATH)
