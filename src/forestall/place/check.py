"""Every mistake in a place, in one go."""

from pathlib import Path

from forestall.model.remark import Remark
from forestall.place.base_map import check_base
from forestall.place.draft import Draft
from forestall.place.links import check_links
from forestall.place.outside import check_outside
from forestall.place.read import read
from forestall.place.whole import check_whole


def check(root: Path) -> tuple[Remark, ...]:
    """Every mistake in a place, by file, line and column.

    Args:
        root: the place's folder

    Raises:
        InputError: there is no such folder.
    """
    return examined(root).remarks()


def examined(root: Path) -> Draft:
    """A place as far as it can be read, with everything that is wrong in its reports.

    Raises:
        InputError: there is no such folder.
    """
    draft = read(root)
    check_links(draft)
    check_whole(draft)
    check_base(draft)
    check_outside(draft)
    return draft
