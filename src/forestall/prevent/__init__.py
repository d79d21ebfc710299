"""Risks to a plan: which measures to buy under budget and capability limits, what is left, what is missing.

The benefit of measures comes from the simulation, never from a file. Not here: how a measure changes the
simulation (`assess`), who has to carry it out by when (`follow`).
"""
