"""Hand-made passes for the outlook: a rich one, an empty one, a hostile one."""

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from forestall.outlook.context import OutlookContext

sys.path.insert(0, str(Path(__file__).parent))

import hand_made_hostile
import hand_made_pass
import hand_made_place

PASSES = {
    "rich": hand_made_pass.made,
    "empty": hand_made_pass.made_empty,
    "nasty": hand_made_hostile.made_nasty,
}


@pytest.fixture(scope="session", params=sorted(PASSES))
def any_pass(request: pytest.FixtureRequest) -> OutlookContext:
    """Each of the passes in turn."""
    return PASSES[request.param]()


@pytest.fixture(scope="session")
def passes() -> dict[str, object]:
    """Makers of the passes by name."""
    return dict(PASSES)


@pytest.fixture(scope="session")
def fixtures() -> object:
    """The makers of the parts."""
    return SimpleNamespace(**(vars(hand_made_place) | vars(hand_made_pass)))


@pytest.fixture(scope="session")
def make() -> object:
    """The rich pass, with arguments replaced."""
    return hand_made_pass.made


@pytest.fixture(scope="session")
def chromium() -> str:
    """A browser; tests that need one are skipped where there is none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.skip("no chromium on this machine")
    return found
