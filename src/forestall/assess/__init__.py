"""Findings to risks: likelihood now times consequence, with how sure that is."""
