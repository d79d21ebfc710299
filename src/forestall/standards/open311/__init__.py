"""Open311 GeoReport v2: services, requests and tokens as XML and JSON; the arguments of a POST to a report."""
