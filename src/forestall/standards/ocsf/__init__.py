"""Open Cybersecurity Schema Framework 1.3.0: the Detection Finding (class 2004)."""
