"""Circles of dependencies without buffer, and tables of the economy that cannot hold together."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from forestall.place.check import check
from forestall.place.circles import _circles

HEADER = "id,site,service,suppliers,required,buffer [h],restart [h]\n"


def remarks(town: Path, rows: str) -> list[str]:
    (town / "dependencies.csv").write_text(HEADER + rows, encoding="utf-8")
    return [remark.found for remark in check(town) if "circle" in remark.found]


def sites(town: Path) -> list[str]:
    lines = (town / "sites.csv").read_text(encoding="utf-8").splitlines()[1:]
    return sorted(line.split(",")[0] for line in lines)


def test_a_circle_without_buffer_is_said(town: Path) -> None:
    a, b, c = sites(town)[:3]
    rows = f"x,{a},power,{b},1,0,0\ny,{b},telecom,{c},1,0,0\nz,{c},water,{a},1,0.5,0\n"
    assert remarks(town, rows) == [f"a circle without buffer: {a} → {b} → {c} → {a}"]


@pytest.mark.parametrize("third", ["1,2", "1,24"])
def test_a_buffer_of_an_hour_or_more_breaks_a_circle(town: Path, third: str) -> None:
    a, b, c = sites(town)[:3]
    rows = f"x,{a},power,{b},1,0,0\ny,{b},telecom,{c},1,0,0\nz,{c},water,{a},{third},0\n"
    assert remarks(town, rows) == []


def test_an_alternative_outside_breaks_a_circle(town: Path) -> None:
    a, b, c = sites(town)[:3]
    assert remarks(town, f"x,{a},power,{b};{c},1,0,0\ny,{b},telecom,{a},1,0,0\n") == []


def test_one_circle_is_said_of_each_group() -> None:
    rng = np.random.default_rng(5)
    for _ in range(200):
        n = int(rng.integers(1, 12))
        pairs = rng.integers(0, n, (int(rng.integers(0, 20)), 2))
        needs: dict[str, tuple[str, ...]] = {}
        for site, supplier in pairs.tolist():
            needs[f"{site:02}"] = tuple(sorted({*needs.get(f"{site:02}", ()), f"{supplier:02}"}))
        graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
        _, label = connected_components(graph, connection="strong")
        looped = {site for site, supplier in pairs.tolist() if site == supplier}
        groups = {int(one) for one in label if (label == one).sum() > 1} | {int(label[site]) for site in looped}
        found = list(_circles(needs))
        assert sorted(int(label[int(circle[0])]) for circle in found) == sorted(groups)
        for circle in found:
            assert all(b in needs[a] for a, b in zip(circle, (*circle[1:], circle[0]), strict=True))


def economy(town: Path, coefficients: str) -> list[str]:
    (town / "sectors.csv").write_text("id,name,output\nfarms,Farms,1000\nmills,Mills,2000\n", encoding="utf-8")
    (town / "coefficients.csv").write_text(f"buyer,seller,share\n{coefficients}", encoding="utf-8")
    return [f"{remark.file} {remark.line}: {remark.found}" for remark in check(town)]


def test_a_productive_economy_has_no_mistakes(town: Path) -> None:
    assert economy(town, "mills,farms,0.6\nmills,mills,0.3\nfarms,mills,0.2\n") == []


def test_a_sector_that_uses_up_more_than_it_makes_is_said(town: Path) -> None:
    found = economy(town, "mills,farms,0.6\nmills,mills,0.4\n")
    assert found == ["coefficients.csv 3: mills buying 1 for each 1 of its output"]


def test_an_unknown_sector_is_said(town: Path) -> None:
    assert economy(town, "mills,farm,0.6\n") == ["coefficients.csv 2: farm"]
