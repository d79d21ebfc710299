"""Cases, causes and proposals as JSON values, the same on the command line and over HTTP. Nothing of who reported."""

import math

from forestall.core.clock import iso
from forestall.core.errors import InputError, StateError
from forestall.follow.cases.duplicates import Suggestion
from forestall.follow.cases.ranking import Standing
from forestall.model.case import Case, Cause, CauseMeasure, Proposal, Report
from forestall.model.cause_analysis import STRUCTURES, Analysis, Method, Structure
from forestall.store.document import record_of, text_of

Shown = dict[str, object]


def case_shown(case: Case) -> Shown:
    """A case."""
    return {
        "id": case.id,
        "kind": case.kind.value,
        "case_type": case.case_type,
        "state": case.state.value,
        "field": case.field.value,
        "label": case.label.value,
        "jurisdiction": case.jurisdiction,
        "site": case.site,
        "lon": case.lon,
        "lat": case.lat,
        "address": case.address,
        "text": case.text,
        "harm": case.harm,
        "happened": iso(case.happened),
        "received": iso(case.received),
        "changed": iso(case.changed),
        "cause": case.cause,
        "outcome": case.outcome,
        "evidence": case.evidence,
        "answered_by": case.answered_by,
        "confirmed_by": case.confirmed_by,
        "closed": None if case.closed is None else iso(case.closed),
        "closings": case.closings,
        "returns": case.returns,
        "merged_into": case.merged_into,
        "recurrence_of": case.recurrence_of,
    }


def report_shown(report: Report) -> Shown:
    """A report."""
    return {
        "id": report.id,
        "channel": report.channel.value,
        "received": iso(report.received),
        "happened": iso(report.happened),
        "text": report.text,
        "address": report.address,
        "harm": report.harm,
        "media": report.media,
    }


def suggestion_shown(one: Suggestion) -> Shown:
    """A case that may be the same, without what was told."""
    return {
        "case": one.case.id,
        "state": one.case.state.value,
        "score": round(one.score, 3),
        "metres": None if math.isnan(one.apart) else round(one.apart),
        "happened": iso(one.case.happened),
    }


def cause_shown(cause: Cause) -> Shown:
    """A cause."""
    return {
        "id": cause.id,
        "title": cause.title,
        "description": cause.description,
        "field": cause.field.value,
        "created": iso(cause.created),
        "by": cause.by,
    }


def analysis_shown(analysis: Analysis) -> Shown:
    """How a cause was found; its structure as JSON text."""
    structure = text_of(type(analysis.structure), analysis.structure)
    return {
        "id": analysis.id,
        "method": analysis.method.value,
        "structure": structure,
        "at": iso(analysis.at),
        "by": analysis.by,
    }


def measure_shown(measure: CauseMeasure) -> Shown:
    """What is to be done about a cause."""
    return {
        "id": measure.id,
        "cause": measure.cause,
        "title": measure.title,
        "bearer": measure.bearer,
        "due": iso(measure.due),
        "evidence": measure.evidence,
        "measure": measure.measure,
        "site": measure.site,
        "withdrawn": None if measure.withdrawn is None else iso(measure.withdrawn),
    }


def standing_shown(one: Standing) -> Shown:
    """A cause with what it brought."""
    known = one.closings > 0
    return {
        "cause": one.cause.id,
        "title": one.cause.title,
        "field": one.cause.field.value,
        "cases": one.cases,
        "open": one.open,
        "harm": one.harm,
        "closings": one.closings,
        "returns": one.returns,
        "return_rate": round(one.rate, 4) if known else None,
        "low": round(one.low, 4) if known else None,
        "high": round(one.high, 4) if known else None,
        "points": one.points,
    }


def proposal_shown(proposal: Proposal) -> Shown:
    """A proposal."""
    return {
        "id": proposal.id,
        "cases": list(proposal.cases),
        "terms": list(proposal.terms),
        "silhouette": proposal.silhouette,
        "cause": proposal.cause,
        "decision": proposal.decision.value,
        "by": proposal.by,
        "made": iso(proposal.made),
    }


def structure_of(method: Method, document: str) -> Structure:
    """An analysis from JSON.

    Raises:
        InputError: it is none of that method.
    """
    try:
        return record_of(STRUCTURES[method], document, f"analysis by {method}")
    except StateError as error:
        raise InputError(str(error).removeprefix("state, ")) from error
