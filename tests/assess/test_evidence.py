"""Laws of evidence: no source beyond its weight, more evidence for never lowers, chances over every horizon."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.assess.likelihood import likelihood
from forestall.assess.stage import assess
from forestall.model.partner import Source
from forestall.model.scenario import Frequency, Precursor
from forestall.model.words import Field, FindingKind, SourceKind

SOURCES = tuple(
    Source(name, name, SourceKind.CAP, "x", Field.SOCIAL, weight=weight)
    for name, weight in (("weak", 1.5), ("fair", 8.0), ("strong", 100.0))
)
GIVEN = st.tuples(st.sampled_from(["A", "B", "C"]), st.sampled_from(["weak", "fair", "strong"]), st.floats(0, 200))


def scenario(make, *ratios):
    precursors = tuple(
        Precursor(FindingKind.ALERT, name, ratio, 24.0, at_sites=False)
        for name, ratio in zip("ABC", ratios, strict=False)
    )
    return make.scenario("one", make.direct(deaths=(1, 2)), precursors=precursors)


def found(make, given_findings):
    return tuple(
        replace(make.finding(rule, hours), id=f"{i}", source=source)
        for i, (rule, source, hours) in enumerate(given_findings)
    )


def ratio_of(make, one, given_findings):
    return likelihood(one, found(make, given_findings), SOURCES, make.at, 30.0).ratio


@given(st.lists(GIVEN, max_size=8), st.floats(1, 900), st.floats(0.01, 1), st.floats(1, 900))
def test_no_source_moves_a_likelihood_past_its_weight(make, given_findings, a, b, c):
    used = {source for _, source, _ in given_findings}
    most = float(np.prod([one.weight for one in SOURCES if one.id in used]))
    ratio = ratio_of(make, scenario(make, a, b, c), given_findings)
    assert 1 / most * (1 - 1e-9) <= ratio <= most * (1 + 1e-9)


@given(st.lists(GIVEN.filter(lambda one: one[0] == "A"), max_size=6), GIVEN, st.floats(1, 900))
def test_more_evidence_for_never_lowers(make, given_findings, more, ratio):
    one = scenario(make, ratio)
    before, after = (ratio_of(make, one, each) for each in (given_findings, [*given_findings, ("A", *more[1:])]))
    assert after >= before * (1 - 1e-12)


@given(st.floats(0.5, 40), st.floats(1, 500), st.floats(1e-3, 5))
def test_counts_update_experts_in_closed_form(events, years, mean):
    """The posterior mean of a Gamma(a, b) after n events in t years is (a + n) / (b + t)."""
    from forestall.assess.likelihood import base_rate

    expert = base_rate(Frequency(low=mean / 4, high=mean * 2))
    both = base_rate(Frequency(low=mean / 4, high=mean * 2, events=events, years=years))
    assert both.mean == pytest.approx((expert.shape + events) / (expert.rate + years), rel=1e-12)
    assert both.shape == pytest.approx(expert.shape + events)


def test_every_risk_has_its_chance_over_every_horizon(make):
    calm, news = (
        {risk.scenario: risk for risk in assess(make.town(), findings, make.at, 1, lambda _: None)[0].risks}
        for findings in ((), (make.finding(),))
    )
    for risk in news.values():
        assert [one.horizon for one in risk.chances] == [1, 7, 30, 365.25, 3652.5]
        means = [one.probability.mean for one in risk.chances]
        assert means == sorted(means)
    for mine, theirs in zip(news["storm"].chances, calm["storm"].chances, strict=True):
        assert mine.probability.mean > theirs.probability.mean
        assert mine.base == theirs.base
        assert theirs.probability.mean == pytest.approx(theirs.base.mean)
