"""CQL2 (OGC 21-065r2): conditions on features, as text and as JSON."""
