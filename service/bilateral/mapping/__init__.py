"""Tables and mapping sets to quads, by declarations that lie beside them."""

from typing import TYPE_CHECKING, Final

from bilateral.loading import lazily

if TYPE_CHECKING:
    from bilateral.mapping.cldr import polity_names
    from bilateral.mapping.sssom import mapping_quads, read_mappings
    from bilateral.mapping.tables import read_tables

__all__ = ["mapping_quads", "polity_names", "read_mappings", "read_tables"]

_MODULES: Final = {
    "cldr": ("polity_names",),
    "sssom": ("mapping_quads", "read_mappings"),
    "tables": ("read_tables",),
}

if not TYPE_CHECKING:
    __getattr__ = lazily(__name__, _MODULES)
