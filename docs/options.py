"""Print docs/options.md, the options of `bilateral serve`."""

import argparse

from bilateral.cli import option_parser
from bilateral.web import server_settings

HEAD = """# Options of `bilateral serve`

`bilateral serve` takes options on the command line. Where another server runs the service
(`bilateral.web.asgi:app` or `bilateral.web.wsgi:app`), the environment variables say the same: several values
are separated by spaces, and an option without a value is `1` or `0`.

The script `docs/options.py` writes this file.
"""


def row(action: argparse.Action) -> str:
    """Return the line of a table."""
    flag = action.option_strings[-1]
    values = "\\|".join(action.choices or ()) or ("" if action.nargs == 0 else action.metavar)
    default = "" if action.default in (None, False, "", []) else f"`{action.default}`"
    variable = server_settings.variable(flag.removeprefix("--").replace("-", "_"))
    text = action.help.removesuffix(" (default: %(default)s)")
    return f"| `{f'{flag} {values}'.rstrip()}` | {text} | {default} | {variable and f'`{variable}`'} |"


def main() -> None:
    """Print all groups."""
    command = argparse.ArgumentParser(add_help=False)
    option_parser.add_serve_options(command)
    print(HEAD, end="")
    for group in command._action_groups:
        if group._group_actions:
            print(f"\n## {group.title.capitalize()}\n")
            print("| Option | Meaning | Default | Environment variable |\n|---|---|---|---|")
            print("\n".join(map(row, group._group_actions)))


if __name__ == "__main__":
    main()
