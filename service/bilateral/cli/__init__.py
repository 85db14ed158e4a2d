"""The command line: `bilateral COMMAND …`.

Exit status: 0 done; 1 a check failed; 2 input refused, each problem as `path:line: reason`;
3 inconsistent, each clash on standard error.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bilateral.cli import commands, option_parser
from bilateral.errors import BilateralError, Inconsistent

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED, INCONSISTENT = 2, 3


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    options = option_parser.parser().parse_args(arguments)
    try:
        return commands.COMMANDS[options.command](options)
    except Inconsistent as error:
        print(error, file=sys.stderr)
        return INCONSISTENT
    except BilateralError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; there is no one left to tell.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
