"""RFC 8785, JSON Canonicalization Scheme: one spelling for one JSON value, so that it can be hashed."""

from forestall.standards.jcs.canonical import read, write

__all__ = ["read", "write"]
