"""Company names in Chinese and English: every written form to one canonical ID.

    import glossary

    with glossary.open("companies.db") as book:
        book.lookup("長鑫存儲").verdict

The names below are all there is; each is imported when it is first used, so that `import glossary` loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glossary.answers import Answer as Answer
    from glossary.answers import Candidate as Candidate
    from glossary.answers import Feature as Feature
    from glossary.answers import Mention as Mention
    from glossary.engines import LoadedIndex as LoadedIndex
    from glossary.engines import load_index as load_index
    from glossary.errors import FormatError as FormatError
    from glossary.errors import GlossaryError as GlossaryError
    from glossary.errors import IndexFileError as IndexFileError
    from glossary.errors import InputError as InputError
    from glossary.errors import NotFoundError as NotFoundError
    from glossary.errors import SchemaError as SchemaError
    from glossary.errors import StoreError as StoreError
    from glossary.glossary import Glossary as Glossary
    from glossary.glossary import open as open
    from glossary.model import Alias as Alias
    from glossary.model import Entity as Entity
    from glossary.model import Event as Event
    from glossary.score import Comparison as Comparison
    from glossary.score import compare as compare
    from glossary.score import replay as replay

_HOME = {
    **dict.fromkeys(("Glossary", "open"), "glossary.glossary"),
    **dict.fromkeys(("LoadedIndex", "load_index"), "glossary.engines"),
    **dict.fromkeys(("Answer", "Candidate", "Feature", "Mention"), "glossary.answers"),
    **dict.fromkeys(("Alias", "Entity", "Event"), "glossary.model"),
    **dict.fromkeys(("Comparison", "compare", "replay"), "glossary.score"),
    **dict.fromkeys(
        ("FormatError", "GlossaryError", "IndexFileError", "InputError", "NotFoundError", "SchemaError", "StoreError"), "glossary.errors"
    ),
}
__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'glossary' has no attribute {name!r}")
    found: object = getattr(import_module(_HOME[name]), name)
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
