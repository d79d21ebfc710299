"""Rows and tables go through the door alike."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from forestall.guard.door import Door
from forestall.model.profile import DoorRules

RULES = DoorRules(drop=("Secret",), pseudonymise=("Clerk",), keep=("svc_pump",))
TEXTS = st.sampled_from(
    [
        "",
        "plain",
        "MILL\\berta.kurz",
        "svc_pump",
        "berta.kurz called",
        "10.1.2.3",
        "karl.lang@mill.example",
        "4111 1111 1111 1111",
        "first line\nby berta.kurz\n10.1.2.3",
        "C:\\Users\\berta.kurz\\x.exe",
        "S-1-5-21-1-2-3-1001",
        "NT AUTHORITY\\SYSTEM",
    ]
)
NAMES = st.sampled_from(["User", "Clerk", "Secret", "FileVersion", "Message", "Image", "_host"])


@given(st.lists(st.dictionaries(NAMES, TEXTS, max_size=6), min_size=1, max_size=8))
def test_rows_lose_what_a_table_of_them_loses(rows: list[dict[str, str]]) -> None:
    door = Door(b"k" * 32, RULES)
    names = sorted({name for row in rows for name in row})
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    kept = door.table(table).to_pylist() if names else [{} for _ in rows]
    assert door.rows(rows) == [{name: text for name, text in row.items() if text is not None} for row in kept]
