"""`python -m forestall.pipeline.validation [SHARED] [FOLDER]`: write the validation page and its drawings."""

import json
import sys
from pathlib import Path

from forestall.pipeline.validation.fires import fire_trials
from forestall.pipeline.validation.page import page, slug
from forestall.pipeline.validation.plumes import plume_trials, table
from forestall.pipeline.validation.scatter import scatter
from forestall.science.chemical.cases import field_trials
from forestall.science.chemical.cases.case import read
from forestall.science.chemical.cases.models import MODELS
from forestall.science.chemical.cases.run import run

SHARED, FOLDER = Path("../shared"), Path("docs/understand")


def files(shared: Path) -> dict[str, str]:
    """The page and its drawings by name.

    Args:
        shared: folder of reference data
    """
    data = shared / "data" / "chemical"
    trials = (*plume_trials(data), *fire_trials(data))
    document = json.loads((shared / "reference" / "chemical.json").read_text(encoding="utf-8"))
    measured = field_trials.Trials({name: table(data / name) for name in (field_trials.ARCS, field_trials.MET)})
    outcomes = run(read(document), {**MODELS, **measured.models()})
    drawings = {f"{slug(one)}.svg": scatter(one) for one in trials}
    return {"validation-chemical.md": page(trials, outcomes), **drawings}


def main() -> None:
    """Write them."""
    given = [Path(one) for one in sys.argv[1:3]]
    shared, folder = (*given, *(SHARED, FOLDER)[len(given) :])
    for name, text in files(shared).items():
        (folder / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    main()
