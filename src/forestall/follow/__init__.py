"""Duties, plan, warnings, findings and cases to obligations: who owes what by when, what shows that it was done, and
to whom it is passed when late.

Not here: what becomes a warning (`warn`), where obligations and evidence are kept between passes (`store`).
"""
