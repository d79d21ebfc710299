"""One file per kind of source; none knows another. `forestall.observe.registry` lists them."""
