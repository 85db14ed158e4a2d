"""Findings to suggestions: what accepting each would say, in triples, and which parts are in doubt."""
