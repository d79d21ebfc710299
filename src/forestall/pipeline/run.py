"""One pass: observe → detect → assess → prevent → warn → follow → outlook, and what it leaves behind.

The clock is read by the caller; the same place, time and seed give the same bytes.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from forestall import __version__
from forestall.assess.calibration import calibration, forecasts, with_outcomes
from forestall.assess.stage import assess
from forestall.core.clock import utc
from forestall.core.errors import InputError
from forestall.detect.stage import detect
from forestall.guard.door import Door
from forestall.model import arrow
from forestall.model.alert import Alert
from forestall.model.draft import Draft
from forestall.model.duty import Obligation
from forestall.model.finding import Finding
from forestall.model.forecast import Forecast
from forestall.model.observation import Detection, Observation
from forestall.model.partner import SourceState
from forestall.model.place import Place
from forestall.model.plan import Choice, Plan
from forestall.model.risk import Assessment, Risk
from forestall.model.signal import Signal
from forestall.model.steadiness import Track
from forestall.outlook import earlier
from forestall.outlook.context import OutlookContext, outlook, summary
from forestall.outlook.render import render
from forestall.pipeline import authoring, holding, picture_file, plan_trials
from forestall.pipeline.adopting import held_to
from forestall.pipeline.arrived import observed
from forestall.pipeline.attention import attended
from forestall.pipeline.cap_signing import cap_xml, signing
from forestall.pipeline.entries import entries
from forestall.pipeline.exchange_objects import drafts
from forestall.pipeline.exchange_publish import Drafts, share
from forestall.pipeline.folder import INDEX, leave
from forestall.pipeline.key import pseudonym_key
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.owed_now import owed_now
from forestall.place.load import load
from forestall.prevent.stage import Request, prevent
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.passes import Pass, Published
from forestall.store.state import State
from forestall.warn.stage import warn

Say = Callable[[str], None]
Hurry = Callable[[Callable[[], Published]], Published]


@dataclass(frozen=True, slots=True)
class PassResult:
    """What a pass came to."""

    context: OutlookContext
    """Everything the outlook shows."""
    summary: dict[str, object]
    """The same in brief, of JSON values only."""
    page: Path
    """The outlook's first page."""
    new: bool
    """False when it only said again what the last pass had said."""


@dataclass(frozen=True, slots=True)
class _Stages:
    """What the stages gave."""

    observation: Observation
    detection: Detection
    assessment: Assessment
    plan: Plan
    messages: tuple[Alert, ...]
    sent: tuple[Alert, ...]
    open: tuple[Alert, ...]
    tracks: tuple[Track, ...]
    drafts: tuple[Draft, ...]
    obligations: tuple[Obligation, ...]
    proofs: int
    forecasts: tuple[Forecast, ...]
    trials: tuple[bytes, int]


def run_pass(
    root: Path,
    *,
    out: Path | None,
    state: Path | str | None,
    at: datetime | None,
    now: datetime,
    seed: int,
    progress: Say,
    hurry: Hurry = lambda work: work(),
) -> PassResult:
    """Take a place through all stages and leave state and outlook.

    Args:
        root: folder of the place
        out: folder for the outlook; None: `outlook` in the state folder
        state: folder for the state, or URL of a database; None: `.forestall` in the place
        at: time of the pass; None: the place's `replay_at`, else `now`
        now: the present moment
        seed: seed of the simulation
        progress: told each step as it begins
        hurry: does what others wait for

    Raises:
        PlaceError: the place has mistakes.
        StateError: the state or outlook folder cannot be used.
        InputError: one of them lies in the place itself.
    """
    progress("reading the place")
    place = load(root)
    moment = at or (utc(place.profile.replay_at) if place.profile.replay_at else now)
    server = isinstance(state, str) and "://" in state
    folder = root / ".forestall" if state is None or server else Path(state)
    target = out or folder / "outlook"
    for named, option in ((folder, "--state"), (target, "--out")):
        _keep_apart(root, named, option)
    where = state if state is not None and server else folder
    signer = signing(place, folder)
    with State.open(where) as kept, Inbox.open(where) as inbox:
        kept.check_time(moment)
        progress("observing")
        days = Days(kept.database, master_keys(folder, os.environ))
        observation = observed(place, inbox, days, moment, Door(pseudonym_key(place, folder), place.profile.door))
        stages = _stages(place, kept, observation, moment, now, seed, progress)
        progress("keeping the state")
        context = _context(place, kept, stages, moment, seed)
        leaving = _leaving(place, stages, context, moment, seed)
        pages = picture_file.write(context.given, kept.previous(moment, seed, place.digest))
        shared = drafts(place, stages.detection.findings, moment)
        leaving = replace(leaving, documents={picture_file.NAME: pages, plan_trials.NAME: stages.trials})
        published = hurry(lambda: _keep(kept, place, shared, leaving))
    context = replace(context, given=replace(context.given, checkpoint=published.head))
    progress("drawing the outlook")
    leave(target, render(context, {f"alerts/{each.identifier}.xml": cap_xml(each, signer) for each in stages.open}))
    return PassResult(context, summary(context), target / INDEX, published.new)


def _keep(kept: State, place: Place, shared: Drafts, leaving: Pass) -> Published:
    """What holds the lock of writers, with nothing in it that could be worked out before."""
    with kept.database.session() as session:
        share(session, place, shared, leaving.at)
    return kept.publish(leaving)


def _keep_apart(root: Path, folder: Path, option: str) -> None:
    """What a pass writes must not become part of the place it reads: only dot folders lie outside of it."""
    inside, place = folder.resolve(), root.resolve()
    if inside.is_relative_to(place) and not any(part.startswith(".") for part in inside.relative_to(place).parts):
        raise InputError(f"{folder}: lies in the place itself; name a folder elsewhere with {option}")


def _stages(
    place: Place, kept: State, observation: Observation, at: datetime, now: datetime, seed: int, say: Say
) -> _Stages:
    say("detecting")
    detection = detect(place, observation, at)
    say("assessing")
    assessment, simulation = assess(place, detection.findings, at, seed, say)
    made = [one for one in kept.forecasts() if one.made < at]
    known = with_outcomes(made, place.occurrences, at)
    assessment = replace(assessment, calibration=calibration(known, at))
    learnt = [one for one, before in zip(known, made, strict=True) if one != before]
    kept_forecasts = (*learnt, *forecasts(assessment.risks, at))
    say("choosing measures")
    plan = prevent(place, simulation, at, Request(previous=_planned(kept, place, at, seed)))
    say("warning")
    before, waiting = kept.open_alerts(), kept.drafts()
    acknowledged, silenced = kept.attention(now)
    told = holding.standing(before, waiting, at)
    warned = warn(place, detection.findings, assessment, plan, told, at, kept.tracks(), silenced)
    held = holding.held(place, warned.messages, before, waiting, at)
    messages = held.sent
    standing = in_force(before, messages, at)
    say("following up")
    obligations, proofs = owed_now(kept, place, plan, standing, detection.findings, at)
    sent = (*kept.sent(at), *messages)
    return _Stages(
        observation=observation,
        detection=detection,
        assessment=assessment,
        plan=plan,
        messages=messages,
        sent=attended(sent, acknowledged, silenced),
        open=attended(standing, acknowledged, silenced),
        tracks=warned.tracks,
        drafts=held.drafts,
        obligations=obligations,
        proofs=proofs,
        forecasts=kept_forecasts,
        trials=plan_trials.write(simulation, place.digest, at),
    )


def _planned(kept: State, place: Place, at: datetime, seed: int) -> tuple[str, ...] | None:
    """Measures of the adopted plan, else of the pass before, that there still are; None when there was no plan."""
    decided = held_to(kept.database, place)
    if decided is not None:
        return decided
    before = earlier.read(kept.previous(at, seed, place.digest))
    return None if before is None else tuple(m.id for m in place.measures if m.id in before.measures)


def in_force(before: Iterable[Alert], messages: Iterable[Alert], at: datetime) -> tuple[Alert, ...]:
    """Our alerts that hold after this pass: the last message on each subject, neither cancelled nor expired."""
    last = {each.subject: each for each in (*before, *messages)}
    return tuple(
        last[subject]
        for subject in sorted(last)
        if last[subject].msg_type != "Cancel" and (last[subject].expires or at) >= at
    )


def _context(place: Place, kept: State, stages: _Stages, at: datetime, seed: int) -> OutlookContext:
    return outlook(
        place,
        stages.observation,
        stages.detection,
        stages.assessment,
        stages.plan,
        stages.open,
        stages.sent,
        stages.obligations,
        None,
        kept.previous(at, seed, place.digest),
        at,
        __version__,
        seed,
    )


def _leaving(place: Place, stages: _Stages, context: OutlookContext, at: datetime, seed: int) -> Pass:
    return Pass(
        at=at,
        seed=seed,
        place=place.digest,
        summary=summary(context),
        alerts=stages.messages,
        obligations=stages.obligations,
        proofs=stages.proofs,
        forecasts=stages.forecasts,
        tracks=stages.tracks,
        drafts=stages.drafts,
        entries=(
            *entries(stages.messages, stages.tracks, stages.plan, stages.obligations, at),
            *(authoring.entry(draft, at) for draft in stages.drafts),
        ),
        tables=_tables(stages),
    )


def _tables(stages: _Stages) -> dict[str, pa.Table]:
    return {
        "signals": arrow.table(Signal, stages.observation.signals),
        "sources": arrow.table(SourceState, stages.observation.sources),
        "findings": arrow.table(Finding, stages.detection.findings),
        "risks": arrow.table(Risk, stages.assessment.risks),
        "choices": arrow.table(Choice, stages.plan.choices),
        "obligations": arrow.table(Obligation, stages.obligations),
    }
