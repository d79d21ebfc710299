"""Correlations: events that rules found, over sliding windows of time, to matches.

    graph       correlations in the order in which they feed each other, and the fields each needs
    event       what goes in and what comes out
    intake      what waits until no earlier event can come
    measure     the figure of a window: one class for each kind
    groups      which groups are kept, and what is let go
    window      full windows of one correlation
    absence     conditions with `not`, which are judged when nothing more can come
    correlator  all correlations of a place: feed, save, restore

What a window is and when a correlation matches: docs/decisions/0013-correlation-windows.md. Reading correlations from
files is not here (`standards.sigma.correlation_file`), nor is matching single events (`detect.sigma`).
"""
