"""Findings, risks and the plan to alerts that do not flap."""
