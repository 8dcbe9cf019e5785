"""What can go wrong, as a user would say it: each message is one line that names what, where and what to do.

    GlossaryError                    anything this package raises on purpose
    ├── NotFoundError                an ID, event or file that is not there
    ├── InputError                   a value that cannot be taken (a name without letters, an unknown language)
    │   └── FormatError              the same, at a place in a file: path, line, column
    ├── StoreError                   the database: locked, full, read-only, damaged
    │   └── SchemaError              a file that is not a glossary database, or is one of a later version
    ├── IndexFileError               an index file that is damaged or of another version
    └── MissingExtraError            an optional package that is not installed

An unknown name is not an error: it has the verdict `none`.
"""

from __future__ import annotations


class GlossaryError(Exception):
    """The base of every error that this package raises on purpose; str() is one line."""


class NotFoundError(GlossaryError):
    """An ID, an event or a file that is not there."""


class InputError(GlossaryError):
    """A value that cannot be taken.

    >>> raise InputError("name has no letter or digit")
    Traceback (most recent call last):
    glossary.errors.InputError: name has no letter or digit
    """


class FormatError(InputError):
    """A value that cannot be taken, at a place in a file.

    `line` and `column` count from 1; in a table, `column` is the number of the cell. None: the whole file or line.

    >>> print(FormatError("a.csv", 3, 2, "name has no letter or digit"))
    a.csv:3:2: name has no letter or digit
    """

    def __init__(self, path: str, line: int | None, column: int | None, reason: str) -> None:
        self.path, self.line, self.column, self.reason = path, line, column, reason
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {reason}")


class StoreError(GlossaryError):
    """The database could not be read or written; it is as it was before."""


class SchemaError(StoreError):
    """The file is not a glossary database, or one that a later version made; it was not touched."""


class IndexFileError(GlossaryError):
    """An index file that is truncated, damaged, or of another format or fold version."""


class MissingExtraError(GlossaryError):
    """An optional package is not installed; the message says how to install it."""
