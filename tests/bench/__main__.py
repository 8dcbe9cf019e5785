"""Print the table: all figures, or those named."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.bench import batches, bitexts, crossvalidation, fuzzy, imports, mentions, quality, records, speed, termbases, terminology
from tests.bench import names as naming
from tests.bench.rows import EVAL, Figure, show

MEASUREMENTS = {
    "simp_trad": quality.simplified_traditional,
    "collisions": quality.collisions,
    "seeds": quality.seeds,
    "scan": speed.scan,
    "lookup": speed.lookup,
    "cold": speed.cold,
    "records": records.records,
    "import": imports.large_import,
    "kills": imports.kills,
    "fuzzy": fuzzy.fuzzy,
    "batches": batches.batches,
    "short_full": naming.short_full,
    "across": naming.across,
    "negatives": naming.negatives,
    "name_bench": naming.name_bench,
    "compare": naming.comparing,
    "mentions": mentions.mentions,
    "bitexts": bitexts.bitexts,
    "termbases": termbases.termbases,
    "terminology": terminology.terminology,
    "crossvalidation": crossvalidation.crossvalidation,
}


def main(names: list[str]) -> int:
    if not EVAL.is_dir():
        print(f"nothing to measure: the evaluation data is not at {EVAL}")
        return 2
    if unknown := set(names) - set(MEASUREMENTS):
        print(f"unknown: {' '.join(sorted(unknown))}; known: {' '.join(MEASUREMENTS)}")
        return 2

    def figures() -> Iterator[Figure]:
        for name in names or MEASUREMENTS:
            yield from MEASUREMENTS[name]()

    show(figures())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
