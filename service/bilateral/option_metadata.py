"""How a field of a settings class says that it is an option of the command line."""

from __future__ import annotations


def option(group: str, text: str, *, flag: str = "", metavar: str = "") -> dict[str, str]:
    """Return the metadata of a field that is an option of the command line, there called `flag` if given."""
    return {"group": group, "help": text, "flag": flag, "metavar": metavar}
