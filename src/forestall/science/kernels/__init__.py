"""Numba loops, each behind a checked function of the room it serves; nothing else calls them."""
