"""Risk from hazardous substances: from harm of one release in one weather to the risk of a site or a route.

Not here: how a release spreads and burns (the modules above), the place and its files.
"""
