"""Run the command line from a working copy: `python cli.py lookup 長鑫存儲`."""

from glossary.commands.__main__ import run

if __name__ == "__main__":
    run()
