from collections.abc import Sequence
from typing import Any

CONTRACT: int

def prepare(*parts: object) -> object: ...  # arrays: see _weighing.c
def pairs(keys: object, values: object, /) -> object: ...
def weigh(
    text: str, mentions: Sequence[Any], facts: dict[int, bytes], prepared: object, pairs: object, joints: object, /
) -> tuple[bytes, list[tuple[int, float | None, bool, int, int, int]], list[int], bool]: ...
