"""Machine to site, authority to authority."""

from dataclasses import replace

import pytest

from forestall.detect.sites import Sites


@pytest.fixture
def sites(make_place):
    return Sites(make_place())


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("mill-01", "mill"),
        ("MILL-01.corp.example", "mill"),
        ("pier-12.", "pier"),
        ("pier-123", None),
        ("tank", "tank"),
        ("10.1.7.9", "mill"),
        ("10.2.7.9", None),
        ("unknown", None),
        ("tank-shared", "pier"),
    ],
)
def test_a_machine_is_at_the_site_whose_pattern_fits_best(sites, host, site):
    found = sites.of_host(host)
    assert (found.id if found else None) == site


@pytest.mark.parametrize(
    ("below", "lowest"),
    [(("east",), "east"), (("east", "west"), "top"), (("top", "east"), "top"), ((), "top"), (("nowhere",), "top")],
)
def test_the_lowest_authority_contains_all(sites, below, lowest):
    assert sites.lowest_common(below) == lowest


@pytest.mark.parametrize(
    ("host", "site"),
    [("10.1.2.3", "inner"), ("10.1.9.9", "outer"), ("10.9.9.9", None), ("fd00::7", "six"), ("10.1.2.3.corp", None)],
)
def test_an_address_is_at_the_site_with_the_smallest_subnet_around_it(make_place, host, site):
    model = make_place().sites[0]
    hosts = {"outer": ("10.1.0.0/16",), "inner": ("10.1.2.0/24",), "six": ("fd00::/8",), "glob": ("10.1.2.?",)}
    sites = tuple(replace(model, id=name, hosts=patterns) for name, patterns in hosts.items())
    found = Sites(make_place(sites=sites)).of_host(host)
    assert (found.id if found else None) == site
