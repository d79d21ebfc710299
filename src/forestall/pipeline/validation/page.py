"""The page: tables of worked cases and trials, in Markdown. Not here: the numbers, the drawings."""

from collections.abc import Sequence

from forestall.pipeline.validation.explained import MISSES
from forestall.pipeline.validation.pairs import Trials
from forestall.science.chemical.cases.run import Checked, Outcome

HEAD = """# How near the chemical models come

Made by `python -m forestall.pipeline.validation` from the worked cases in `../shared/reference/chemical.json` and the
field trials in `../shared/data/chemical`; a test compares this page with what the code gives now. Do not edit it.

What the scores mean (Chang and Hanna 2004): FAC2, the share of predictions within a factor of two; MG, the geometric
mean of measured over computed (above 1: too low); VG, the geometric variance (1.6: a scatter of about a factor of
two); FB, the fractional bias. A research-grade model has FAC2 above 0.5, MG within 0.7 to 1.3 and VG below 1.6.
"""
SLUGS = {"similarity": "prairie-grass-similarity", "Gaussian,": "prairie-grass-briggs", "dense": "lng-spills"}


def slug(trials: Trials) -> str:
    """File name of the drawing of a set of trials, without its ending."""
    first = trials.model.split(" ")[0]
    return "validation-" + SLUGS.get(first, trials.name.split(" ")[0].lower() + "-fires")


def page(trials: Sequence[Trials], outcomes: Sequence[Outcome]) -> str:
    """The whole page.

    Args:
        trials: field trials with their scores
        outcomes: worked cases as run
    """
    return "\n".join((HEAD, *_trials(trials), *_cases(outcomes), *_missed(outcomes), *_all(outcomes), ""))


def _trials(trials: Sequence[Trials]) -> list[str]:
    lines = ["## Field trials", "", "| trials | model | points | FAC2 | MG | VG | FB | asked for |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for one in trials:
        s = one.scores
        found = (s.within_factor_two, s.geometric_mean_bias, s.geometric_variance, s.fractional_bias)
        numbers = " | ".join(f"{value:.3f}" for value in found)
        lines.append(f"| {one.name} | {one.model} | {s.pairs} | {numbers} | {one.bars} |")
    lines.append("")
    for one in trials:
        lines += [
            f"![{one.name}, {one.model}: computed against measured]({slug(one)}.svg)",
            f"*{one.name}; {one.model}*",
            "",
        ]
    return lines


def _cases(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [
        "## Worked cases",
        "",
        "| how sure the case is | inside tolerance | of | share |",
        "| --- | --- | --- | --- |",
    ]
    for certainty in sorted({one.certainty for one in outcomes}):
        rows = [one for one in outcomes if one.certainty == certainty]
        good = sum(one.ok for one in rows)
        lines.append(f"| {certainty} | {good} | {len(rows)} | {good / len(rows):.0%} |")
    lines += ["", "| group | inside tolerance | of |", "| --- | --- | --- |"]
    for group in sorted({one.group for one in outcomes}):
        rows = [one for one in outcomes if one.group == group]
        lines.append(f"| {group} | {sum(one.ok for one in rows)} | {len(rows)} |")
    return [*lines, ""]


def _missed(outcomes: Sequence[Outcome]) -> list[str]:
    missed = sorted((one for one in outcomes if not one.ok), key=lambda one: (one.certainty, one.id))
    lines = ["## Outside tolerance, and why", ""]
    if not missed:
        return [*lines, "None.", ""]
    for one in missed:
        outside = [check for check in one.outputs if check.inside is False]
        lines.append(f"**{one.id}** ({one.certainty}; {one.model}). {MISSES.get(one.id, 'Not explained yet.')}")
        lines += [f"- {_check(check)}" for check in outside]
        lines += [f"- {one.reason}"] if one.reason else []
        lines.append("")
    return lines


def _all(outcomes: Sequence[Outcome]) -> list[str]:
    lines = ["## Every case", "", "| case | how sure | inside | output: expected, got |", "| --- | --- | --- | --- |"]
    for one in sorted(outcomes, key=lambda one: (one.group, one.id)):
        shown = "; ".join(_check(check) for check in one.outputs[:3])
        more = f"; and {len(one.outputs) - 3} more" if len(one.outputs) > 3 else ""
        lines.append(f"| {one.id} | {one.certainty} | {'yes' if one.ok else 'no'} | {shown}{more} |")
    return [*lines, ""]


def _check(check: Checked) -> str:
    return f"{check.name} [{check.unit}]: {_shown(check.expected)}, {_shown(check.got)}".replace("|", "/")


def _shown(value: float | str | tuple[float, ...] | None) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return value
    numbers = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"{number:.4g}" for number in numbers[:4]) + (", ..." if len(numbers) > 4 else "")
