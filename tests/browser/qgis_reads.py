"""What QGIS makes of a service of OGC API - Features; run by the system's Python, which alone has PyQGIS.

python3 qgis_reads.py http://127.0.0.1:8765/ogc sites level=critical     one word: a collection; then a filter
"""

import json
import sys

from qgis.core import Qgis, QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer, QgsWkbTypes

_AROUND = 0.02  # half the side of the rectangle asked for [deg]


def layer_of(address: str, collection: str, more: str = "") -> QgsVectorLayer:
    """The collection as a layer, ten features a request so that it has to follow links."""
    return QgsVectorLayer(f" url='{address}' typename='{collection}' pageSize='10' {more}", collection, "OAPIF")


def read(address: str, collection: str, condition: str) -> dict[str, object]:
    """Features, attributes, and what passes a rectangle and a condition such as `level=critical`."""
    layer = layer_of(address, collection)
    if not layer.isValid():
        return {"valid": False}
    features = list(layer.getFeatures())
    middle = features[0].geometry().boundingBox().center()
    around = QgsRectangle.fromCenterAndSize(middle, 2 * _AROUND, 2 * _AROUND)
    seen = layer_of(address, collection, "restrictToRequestBBOX='1' ")  # the rectangle goes to the service as bbox
    within = seen.getFeatures(QgsFeatureRequest(around))
    name, _, value = condition.partition("=")
    layer.setSubsetString(f"\"{name}\" = '{value}'")
    return {
        "valid": True,
        "crs": layer.crs().authid(),
        "layer": QgsWkbTypes.displayString(layer.wkbType()),
        "shapes": sorted({QgsWkbTypes.displayString(each.geometry().wkbType()) for each in features}),
        "features": len(features),
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "rectangle": [around.xMinimum(), around.yMinimum(), around.xMaximum(), around.yMaximum()],
        "within": sorted(each["id"] for each in within),
        "filtered": sorted(each["id"] for each in layer.getFeatures()),
    }


def main() -> None:
    """Read each collection that is named, with its condition."""
    address, *rest = sys.argv[1:]
    QgsApplication.setPrefixPath("/usr", True)
    program = QgsApplication([], False)
    program.initQgis()
    found = {name: read(address, name, condition) for name, condition in zip(rest[::2], rest[1::2], strict=True)}
    sys.stdout.write(json.dumps({"version": Qgis.QGIS_VERSION, "collections": found}))
    program.exitQgis()


main()
