"""A knowledge graph service about relations between states."""

from importlib.metadata import version

__version__ = version("bilateral")
