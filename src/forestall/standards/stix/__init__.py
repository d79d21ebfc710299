"""STIX 2.1: what a sighting needs (identity, indicator with a Sigma rule, observed data, sighting), and no more."""
