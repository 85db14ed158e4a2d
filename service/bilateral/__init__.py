"""A knowledge graph service about relations between states."""


def __getattr__(name: str) -> str:
    """Return `__version__`, looked up when asked for: reader processes start faster without."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version  # noqa: PLC0415

    return version("bilateral")
