"""The `glossary` command."""

from __future__ import annotations

import sys


def run() -> None:
    """Entry point of the installed command."""
    from glossary.commands import main

    sys.exit(main())


if __name__ == "__main__":
    run()
