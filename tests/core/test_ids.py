from hypothesis import given
from hypothesis import strategies as st

from forestall.core.ids import digest_id

PARTS = st.lists(st.text(max_size=6), max_size=4)


def test_an_id_follows_from_what_it_names() -> None:
    assert digest_id("finding", "rule", "site") == digest_id("finding", "rule", "site")


@given(PARTS, PARTS)
def test_different_parts_never_share_an_id(one: list[str], other: list[str]) -> None:
    assert (digest_id("x", *one) == digest_id("x", *other)) == (one == other)
