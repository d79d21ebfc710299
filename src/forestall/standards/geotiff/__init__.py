"""GeoTIFF 1.1 (OGC 19-008r4): one grid of numbers in WGS 84."""

from forestall.standards.geotiff.grid import Grid, read, write

__all__ = ["Grid", "read", "write"]
