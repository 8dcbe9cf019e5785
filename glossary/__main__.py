"""`python -m glossary`."""

from glossary.commands.__main__ import run

run()
