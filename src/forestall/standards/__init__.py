"""Bytes to objects and back, one folder a standard; none knows another."""
