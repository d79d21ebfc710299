"""Known exploited vulnerabilities at the place's sites."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forestall.core.clock import instant
from forestall.model.observation import Observation
from forestall.model.site import Site
from forestall.model.words import Field, SourceStatus

Look = Callable[..., Observation]
Put = Callable[[str, bytes | str], Path]


def site(*products: str) -> Site:
    return Site("hq", "HQ", "office", "town", -8.6, 41.1, 0, 0, Field.CYBER, products=products)


@pytest.fixture
def catalogue(shared: Path) -> str:
    return str(shared / "data/kev/known_exploited_vulnerabilities.json")


@pytest.mark.parametrize("product", ["apache:log4j2", "Apache:Log4?2", "*:log4j*"])
def test_an_entry_for_a_product_of_a_site_is_a_signal_there(product: str, catalogue: str, look: Look) -> None:
    seen = look("kev", catalogue, sites=(site(product),))
    by_kind = {signal.kind: signal for signal in seen.signals}
    found = by_kind["vulnerability:CVE-2021-44228"]
    assert (found.site, found.jurisdiction, found.time) == ("hq", "town", instant("2021-12-10"))
    assert "2021-12-24; used in ransomware campaigns" in found.text


def test_a_name_with_spaces_may_be_written_with_underscores(catalogue: str, look: Look) -> None:
    assert look("kev", catalogue, sites=(site("microsoft:exchange_server"),)).signals


def test_without_products_every_entry_counts_and_none_is_a_signal(catalogue: str, look: Look) -> None:
    seen = look("kev", catalogue, sites=(site(),))
    assert (seen.sources[0].accepted, seen.signals) == (1404, ())


def test_entries_added_after_the_pass_are_not_known(catalogue: str, look: Look) -> None:
    seen: Any = look("kev", catalogue, at=instant("2021-12-09"), sites=(site("apache:log4j2"),))
    assert not [one for one in seen.signals if one.kind.endswith("CVE-2021-44228")]


def test_a_truncated_catalogue_is_missing(catalogue: str, look: Look, put: Put) -> None:
    put("kev.json", Path(catalogue).read_bytes()[:100_000])
    state = look("kev").sources[0]
    assert (state.status, "no JSON" in state.reasons[0]) == (SourceStatus.MISSING, True)
