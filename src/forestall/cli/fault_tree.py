"""`forestall fault-tree FILE...`: fault and event trees of the Open-PSA format."""

import json as jsonlib
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from forestall.pipeline.fault_tree import Answered
    from forestall.science.network.fault_tree import Answer


def fault_tree(
    files: Annotated[list[Path], typer.Argument(help="Open-PSA files; several make one model.", metavar="FILE...")],
    top: Annotated[str | None, typer.Option(help="Gate asked about [default: every gate no other uses].")] = None,
    mission_time: Annotated[float, typer.Option(help="Mission time [h].")] = 8760.0,
    first: Annotated[int, typer.Option(help="How many cut sets and importances to list.", min=0)] = 10,
    cut_sets: Annotated[bool, typer.Option(help="Count and list minimal cut sets.")] = True,
    common_cause: Annotated[bool, typer.Option(help="Take common-cause groups into account.")] = True,
    nodes: Annotated[
        int, typer.Option(help="Most nodes of a decision diagram before a probability is sampled.", min=1000)
    ] = 8_388_608,
    seed: Annotated[int, typer.Option(help="Seed of the sampling.", min=0)] = 0,
    export: Annotated[Path | None, typer.Option(help="Write the model as one Open-PSA file and stop.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Probability of the top, minimal cut sets, importances; sequences of event trees. Exact wherever it fits.

    Exit code 2 when a file is malformed.
    """
    from forestall.cli.progress import Progress
    from forestall.pipeline.fault_tree import Ask, analyse
    from forestall.pipeline.fault_tree import export as write

    if export is not None:
        write(files, export)
        return
    with Progress(quiet=json) as progress:
        ask = Ask(tuple(files), top, mission_time, cut_sets, first, nodes, seed, common_cause)
        done = analyse(ask, progress.say)
    if json:
        print(jsonlib.dumps(done.summary(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _show(done, first)


def _show(done: "Answered", first: int) -> None:
    for one, _ in done.answers:
        _show_top(one, first)
    for name, sequences in done.sequences:
        print(f"{name}: sequences, given that it begins")
        for sequence in sorted(sequences):
            print(f"  {sequence:<32} {sequences[sequence]:.6g}")
    print(f"{done.seconds:.2f} CPU-s")


def _show_top(one: "Answer", first: int) -> None:
    error = "exact" if one.trials == 0 else f"± {one.half_width:.2g} (95 %), sampled, {one.trials:,} trials"
    print(f"{one.name}, {one.top}: probability {one.probability:.6g} ({error})")
    print(f"  {one.events} basic events, {one.gates} gates, {'coherent' if one.coherent else 'with negations'}")
    for remark in one.remarks:
        print(f"  {remark}")
    if one.cut_sets is not None:
        print(f"  {one.cut_sets:,} minimal cut sets; the likeliest:")
        for cut in one.likeliest:
            print(f"    {cut.probability:<12.4g} {' '.join(cut.events) or '(nothing has to happen)'}")
    if one.importances and first:
        print(f"  {'basic event':<32} {'probability':>12} {'Birnbaum':>12} {'Fussell-V.':>12} {'RAW':>12} {'RRW':>12}")
        for each in one.importances[:first]:
            numbers = (each.probability, each.birnbaum, each.fussell_vesely, each.raw, each.rrw)
            print(f"  {each.event:<32} {' '.join(f'{_number(value):>12}' for value in numbers)}")


def _number(value: float) -> str:
    if math.isnan(value):
        return "undefined"
    return "infinite" if math.isinf(value) else f"{value:.4g}"
