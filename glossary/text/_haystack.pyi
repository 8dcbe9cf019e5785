from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

_Tuple = TypeVar("_Tuple", bound=tuple[Any, ...])

CONTRACT: int

def spell(text: str, table: object, hidden: Sequence[tuple[int, int]], /) -> tuple[str, bytes | None, bool] | None: ...
def mentions(kind: type[_Tuple], text: str, hits: list[tuple[int, int, int]], owners: Mapping[int, Any], /) -> list[_Tuple]: ...
