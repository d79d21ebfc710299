"""Fault and event trees from Open-PSA files: read, common causes put in, every top and sequence answered."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forestall.core.errors import InputError
from forestall.model.fault_tree import Argument, Connective, FaultTree, Formula
from forestall.science.network import diagrams
from forestall.science.network.common_cause import expand
from forestall.science.network.event_tree import sequence_probabilities
from forestall.science.network.fault_tree import Answer, answer
from forestall.science.network.logic import names
from forestall.science.network.zbdd import CutSet
from forestall.standards.open_psa.document import Model
from forestall.standards.open_psa.read import Quantified, quantify, read
from forestall.standards.open_psa.write import write

MISSION_TIME = 8760.0  # a year [h]


@dataclass(frozen=True, slots=True)
class Ask:
    """What to compute."""

    files: tuple[Path, ...]
    """Files of one model."""
    top: str | None = None
    """The gate asked about; none: every gate that no other uses."""
    mission_time: float = MISSION_TIME
    """[h]."""
    cut_sets: bool = True
    """Count and list minimal cut sets."""
    first: int = 10
    """How many of them are listed."""
    limit: int = diagrams.LIMIT
    """Most nodes of a decision diagram before a probability is sampled."""
    seed: int = 0
    """Of the sampling."""
    keep_ccf: bool = True
    """Take common causes into account."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came out."""

    answers: tuple[tuple[Answer, float], ...]
    """Each top and the CPU seconds it took."""
    sequences: tuple[tuple[str, Mapping[str, float]], ...]
    """Each event tree and the probability of its sequences given its initiating event."""
    seconds: float
    """CPU seconds of reading and computing; loading the program is not in it."""

    def summary(self) -> dict[str, object]:
        """As printed by `--json`; the first top's numbers stand at the top, all tops are in `tops`."""
        tops = [_top(one, seconds) for one, seconds in self.answers]
        return {
            **(tops[0] if tops else {"probability": None, "cut_set_count": None, "importances": []}),
            "seconds": self.seconds,
            "tops": tops if len(tops) > 1 else [],
            "event_trees": {name: dict(sequences) for name, sequences in self.sequences},
        }


def load(files: Sequence[Path]) -> Model:
    """The model of some files.

    Raises:
        InputError: a file cannot be read or breaks the format.
    """
    parts: list[tuple[str, bytes]] = []
    for path in files:
        try:
            parts.append((str(path), path.read_bytes()))
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    return read(parts)


def analyse(ask: Ask, say: Callable[[str], None]) -> Answered:
    """Answer every top and event tree of a model; `say` is told each step.

    Raises:
        InputError: a file is malformed, an expression or name has no meaning, gates go in a circle.
    """
    _load_loops()
    begun = time.process_time()
    say("reading")
    model = load(ask.files)
    numbers = quantify(model, ask.mission_time)
    base = _tree(model, numbers, keep_ccf=ask.keep_ccf)
    answers: list[tuple[Answer, float]] = []
    for top in _tops(model, ask.top):
        say(f"solving {top}")
        before = time.process_time()
        found = answer(
            replace(base, top=top), cut_sets=ask.cut_sets, first=ask.first, limit=ask.limit, seed=ask.seed
        )  # fmt: skip
        answers.append((found, time.process_time() - before))
    sequences: list[tuple[str, Mapping[str, float]]] = []
    for tree in numbers.event_trees if ask.top is None else ():
        say(f"walking {tree.name}")
        sequences.append((tree.name, sequence_probabilities(base, tree)))
    return Answered(tuple(answers), tuple(sequences), time.process_time() - begun)


def export(files: Sequence[Path], to: Path) -> None:
    """Write the model of some files as one file, names resolved and everything in one form.

    Raises:
        InputError: a file cannot be read or breaks the format, or `to` cannot be written.
    """
    content = write(load(files))
    try:
        to.write_bytes(content)
    except OSError as error:
        raise InputError(f"{to}: cannot be written: {error.strerror}") from error


def _tree(model: Model, numbers: Quantified, *, keep_ccf: bool) -> FaultTree:
    """All gates of the model with their probabilities; the top is set for each question."""
    probability = dict(numbers.probability)
    for group in numbers.common_causes:
        probability.update(dict.fromkeys(group.members, group.probability))
    tree = FaultTree(model.name, "", model.gates, probability)
    return expand(tree, numbers.common_causes) if keep_ccf else tree


def _tops(model: Model, asked: str | None) -> list[str]:
    if asked is not None:
        if asked not in model.gates and asked not in model.basic_events:
            known = ", ".join(sorted(model.gates)[:10])
            raise InputError(f"top {asked}: no such gate or basic event; gates are {known}")
        return [asked]
    used = {name for gate in model.gates.values() for name in names(gate)}
    gates = [key for key, gate in model.gates.items() if not isinstance(gate, bool)]
    tops = sorted(key for key in gates if key not in used)
    if not tops and gates:
        return sorted(gates)[:1]  # all in a circle, which is named when it is followed
    if not tops and not model.event_trees:
        raise InputError(f"{model.name}: no gate and no event tree, nothing to compute")
    return tops


def _top(one: Answer, seconds: float) -> dict[str, object]:
    return {
        "name": one.name,
        "top": one.top,
        "probability": one.probability,
        "exact": one.trials == 0,
        "half_width_95": one.half_width,
        "trials": one.trials,
        "coherent": one.coherent,
        "events": one.events,
        "gates": one.gates,
        "cut_set_count": one.cut_sets,
        "smallest_cut_sets": [_set(each) for each in one.smallest],
        "likeliest_cut_sets": [_set(each) for each in one.likeliest],
        "importances": [
            {
                "event": each.event,
                "probability": each.probability,
                "birnbaum": each.birnbaum,
                "fussell_vesely": _number(each.fussell_vesely),
                "raw": _number(each.raw),
                "rrw": _number(each.rrw),
            }
            for each in one.importances
        ],
        "remarks": list(one.remarks),
        "seconds": seconds,
    }


def _set(one: CutSet) -> dict[str, object]:
    return {"events": list(one.events), "probability": one.probability}


def _number(value: float) -> float | str | None:
    """JSON knows neither "not a number" nor infinity: null, and the word."""
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else "infinite"


def _load_loops() -> None:
    """Have the compiled loops in memory, so that a first small tree does not seem slow."""
    gates: dict[str, Argument] = {"top": Formula(Connective.ATLEAST, ("a", "b", "c"), least=2)}
    answer(FaultTree("", "top", gates, {"a": 0.5, "b": 0.5, "c": 0.5}))
