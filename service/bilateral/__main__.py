"""The command line: `bilateral COMMAND …`, or `python -m bilateral COMMAND …`.

Exit status: 0 done; 1 a check failed; 2 input refused, each problem as `path:line: reason`;
3 inconsistent, each clash on standard error.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bilateral.cli import commands, ingest_options, option_parser
from bilateral.errors import BilateralError, Inconsistent

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED, INCONSISTENT = 2, 3


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    options = option_parser.parser().parse_args(ingest_options.completed(arguments))
    try:
        return commands.COMMANDS[options.command](options)
    except Inconsistent as error:
        print(error, file=sys.stderr)
        return INCONSISTENT
    except BilateralError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # The reader of our output has closed the pipe, as `head` does.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def main() -> None:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
