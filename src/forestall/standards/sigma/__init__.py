"""Sigma 2.1.0 detection rules: bytes to our own small tree (https://sigmahq.io/sigma-specification).

Everything past this folder sees only `rule.py`. What a log source means for columns and how a rule is evaluated is
not here.
"""
