"""Reconciliation: the names in somebody's table, found in the graph.

Source: Reconciliation Service API 0.2 and 1.0-draft, W3C Entity Reconciliation Community Group.
"""
