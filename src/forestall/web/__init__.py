"""The service over HTTP: routes, problems, metrics. Reads through `store`, changes things through `pipeline`."""
