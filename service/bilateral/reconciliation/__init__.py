"""Reconciliation: entities of the graph that the names of a table mean.

Source: Reconciliation Service API 0.2 and 1.0-draft, W3C Entity Reconciliation Community Group.
"""
