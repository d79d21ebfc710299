"""Makes the first release of a service as fast as the next: kernels are compiled while somebody looks at the map."""

import threading
from functools import cache

from forestall.core.errors import InputError


@cache
def warm() -> threading.Thread:
    """Begin once for the process; who opens the map does not wait for it."""
    begun = threading.Thread(target=_run, name="warm-what-if", daemon=True)
    begun.start()
    return begun


def _run() -> None:
    from forestall.model.what_if import WhatIf  # noqa: PLC0415 - in its own thread, with all that hangs on it
    from forestall.pipeline.hazard import what_if  # noqa: PLC0415

    for substance in ("chlorine", "propane"):
        try:
            what_if(WhatIf(substance, mass=1000.0, hole=0.05))
        except InputError:  # a library without it: nothing to warm
            continue
