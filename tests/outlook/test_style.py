"""Contrast of the colours, light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from importlib.resources import files

import pytest

CSS = (files("forestall.outlook") / "templates" / "outlook.css").read_text(encoding="utf-8")
TEXT = ("ink", "quiet", "accent", "high", "raised", "calm", "none")


def tokens(scheme: int) -> dict[str, str]:
    block = re.findall(r":root \{(.*?)\}", CSS, re.S)[scheme]
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", block))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("ground", ["paper", "map"])
def test_text_stands_out_from_its_ground(scheme: int, name: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[name], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["high", "raised"])
def test_letters_stand_out_from_their_discs(scheme: int, name: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours["on"], colours[name]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_routes_stand_out_from_the_map(scheme: int) -> None:
    colours = tokens(scheme)
    assert contrast(colours["route"], colours["map"]) >= 3


def test_the_style_asks_for_nothing_outside() -> None:
    assert re.findall(r"@import|https?:|url\((?!#)", CSS) == []
