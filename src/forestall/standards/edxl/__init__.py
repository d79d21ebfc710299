"""OASIS Emergency Data Exchange Language, Distribution Element 1.0 (2006): the envelope some offices put alerts in."""
