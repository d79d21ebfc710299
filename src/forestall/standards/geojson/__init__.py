"""GeoJSON (RFC 7946): features with polygons, lines and points."""

from forestall.standards.geojson.features import Feature, read, write

__all__ = ["Feature", "read", "write"]
