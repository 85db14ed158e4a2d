"""Things in the graph as pages show them: described, searched, and paired.

Graph(snapshot)                     facts with what they rest on, names, the ontology
Reading(graph, languages, today)    for whom and as of when; collects the sources
describe(reading, term, focus)      → Description
"""

from bilateral.entities.description import Description, Focus, describe
from bilateral.entities.graph import Graph
from bilateral.entities.reading import Reading

__all__ = ["Description", "Focus", "Graph", "Reading", "describe"]
