"""Forestall: an overall security outlook for the offices that answer for the safety of a place."""

__version__ = "0.1.0"
