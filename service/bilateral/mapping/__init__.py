"""Tables and mapping sets to quads, by declarations that lie beside them."""

from bilateral.mapping.cldr import polity_names
from bilateral.mapping.sssom import read_mappings
from bilateral.mapping.tables import read_tables

__all__ = ["polity_names", "read_mappings", "read_tables"]
