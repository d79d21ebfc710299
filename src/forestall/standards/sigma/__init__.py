"""Sigma 2.1.0 detection rules: bytes to our own small tree (https://sigmahq.io/sigma-specification).

pySigma checks the detection section and reads the condition grammar; everything past this folder sees only
`rule.py`. What a log source means for columns and how a rule is evaluated is not here.
"""
