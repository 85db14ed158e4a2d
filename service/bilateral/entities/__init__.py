"""Things in the graph as pages show them: described, searched, and paired.

    Graph(snapshot)                     facts with what they rest on, names, the ontology
    Reading(graph, languages, day)      for whom and as of when; collects the sources
    describe(reading, term) → Description
"""

from bilateral.entities.description import Description, describe
from bilateral.entities.graph import Graph
from bilateral.entities.reading import Reading

__all__ = ["Description", "Graph", "Reading", "describe"]
