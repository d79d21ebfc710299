"""Duties, plan, warnings and findings to obligations: who owes what by when, and to whom it is passed when late.

Not here: what becomes a warning (`warn`), where obligations are kept between passes (`store`).
"""
