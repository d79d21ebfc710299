"""Figures of the service in the text format of Prometheus, read at the moment they are asked for."""

from collections.abc import Iterator

from prometheus_client.core import (
    CollectorRegistry,
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from forestall.pipeline.service import Service
from forestall.pipeline.tally import BOUNDS, Gauge

MEDIA_TYPE = CONTENT_TYPE_LATEST
_COUNTS = ("received", "duplicates", "quarantined")


def figures(service: Service) -> bytes:
    """All figures."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(service))
    return generate_latest(registry)


class _Figures(Collector):
    """Collects them anew each time."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        service = self._service
        yield _histogram("forestall_commit_seconds", "Time of a commit of arrived signals", service.intake.commits)
        yield _histogram("forestall_signal_wait_seconds", "From arrival to finding", service.condition.live)
        yield _histogram("forestall_pass_seconds", "Time of a full pass", service.condition.passes)
        yield from self._sources()
        yield _gauge("forestall_waiting_for_commit", "Signals that wait to be stored", service.intake.waiting)
        yield _gauge("forestall_backlog", "Signals stored and not yet worked through", service.backlog())
        yield _gauge("forestall_rules_refused", "Rules that cannot be used", service.condition.refused_rules)
        troubles = (
            ("intake", service.intake.trouble),
            ("live", service.condition.live_trouble),
            ("pass", service.condition.pass_trouble),
            ("place", service.condition.place_trouble),
            ("adapters", service.condition.adapters_trouble),
        )
        trouble = GaugeMetricFamily("forestall_trouble", "1 where something does not work", labels=["part"])
        for part, text in troubles:
            trouble.add_metric([part], float(text is not None))
        yield trouble
        if service.picture.at is not None:
            yield _gauge("forestall_last_pass_time_seconds", "Time of the last pass", service.picture.at.timestamp())

    def _sources(self) -> Iterator[Metric]:
        health = self._service.inbox.health()
        counter = CounterMetricFamily("forestall_signals", "Signals by source", labels=["source", "outcome"])
        silent = GaugeMetricFamily("forestall_source_silent", "1 while a source is overdue", labels=["source"])
        last = GaugeMetricFamily("forestall_source_last_received_time_seconds", "Last delivery", labels=["source"])
        for one in health:
            for name, count in zip(_COUNTS, (one.received, one.duplicates, one.quarantined), strict=True):
                counter.add_metric([one.source, name], count)
            silent.add_metric([one.source], float(one.silent_since is not None))
            if one.last_received is not None:
                last.add_metric([one.source], one.last_received.timestamp())
        yield counter
        yield silent
        yield last


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _histogram(name: str, text: str, gauge: Gauge) -> Metric:
    buckets = [(str(bound), float(count)) for bound, count in zip(BOUNDS, gauge.within, strict=True)]
    buckets.append(("+Inf", float(gauge.count)))
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=gauge.seconds)
