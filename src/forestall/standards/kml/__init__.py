"""KML 2.2 (OGC 07-147r2): areas and points for viewers."""

from forestall.standards.kml.document import Folder, Placemark, Style, read, write

__all__ = ["Folder", "Placemark", "Style", "read", "write"]
