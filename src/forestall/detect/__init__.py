"""Signals and records to findings: Sigma rules on log records, detectors on everything else."""
