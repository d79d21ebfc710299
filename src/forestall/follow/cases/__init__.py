"""Cases from report to root: where, the same again, states, recurrence, causes, ranking. Pure; kept by `store`."""
