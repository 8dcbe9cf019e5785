"""Build glossary/text/words.tsv, ordinary words of Chinese and English, from two public word lists.

    python data/build_words.py jieba-0.42.1/jieba/dict.txt american-english-small

The first is in the source of jieba (`pip download jieba==0.42.1`; MIT), the second is what Debian's wamerican-small 2020.12.07
installs (SCOWL, size 35). They are read when the table is built and are no dependency: the words change slowly, and jieba alone
takes longer to load than all checks of a glossary. Which list is right was measured on the 15,089 built-in names:

1. English: small, not large. Of names that no editor had called a word, SCOWL's size 35 knows 2 (Corning, Dawning); size 50 knows
   7 more, all of them noise (Dell, Google, HP, Mouser, SiS ...). Words with a capital (Dell, Samsung) are names and stay out.
2. Chinese: by part of speech. jieba tells names (nr, ns, nt, nz, nrt), abbreviations (j: 一汽) and morphemes from words; of 100
   company names in its list all but seven are told so. Words of two to four characters that its corpus has 50 times or more.
   Frequency alone (wordfreq, say) cannot tell 华为 from 难为; that is why none of the larger lists is used.
3. The seven are left out by hand below.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from glossary.text.fold import key

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "glossary" / "text" / "words.tsv"
FREQUENT = 50
#: jieba's tags for names, abbreviations, morphemes and letters: all but words.
NO_WORDS = frozenset(["nr", "nrt", "nrfg", "ns", "nt", "nz", "j", "g", "zg", "x", "eng"])
#: Companies that jieba takes for common words.
COMPANIES = frozenset(["百度", "格力", "网易", "思科", "路透社", "微软", "苹果公司"])
_HAN_WORD = re.compile("[\u4e00-\u9fff]{2,4}")
_ENGLISH_WORD = re.compile("[a-z]{2,}")
CONTRACT = """\
# words.tsv: ordinary words of Chinese and English (glossary/text/words.py). Made by data/build_words.py; do not edit by hand.
# One row: language, first character, the words that begin with it, parted by spaces; folded (fold.tsv); tab-separated, sorted.
# zh: from jieba 0.42.1, Copyright (c) 2013 Sun Junyi, under the MIT licence: "Permission is hereby granted, free of charge, to any
# person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without
# restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:
# The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
# OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
# LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
# CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."
# en: from SCOWL, Copyright 2000-2011 by Kevin Atkinson: "Permission to use, copy, modify, distribute and sell these word lists, the
# associated scripts, the output created from the scripts, and its documentation for any purpose is hereby granted without fee,
# provided that the above copyright notice appears in all copies and that both that copyright notice and this permission notice
# appear in supporting documentation. Kevin Atkinson makes no representations about the suitability of this array for any purpose.
# It is provided "as is" without express or implied warranty."
"""


def chinese(lines: Iterable[str]) -> Iterator[str]:
    """The words of lines of jieba's dictionary: word, count, part of speech.

    >>> list(chinese(["机器人 461 n", "华为 373 nr", "难为 12 v", "百度 11008 n"]))
    ['机器人']
    """
    for line in lines:
        word, count, part = line.split()
        if _HAN_WORD.fullmatch(word) and int(count) >= FREQUENT and part not in NO_WORDS and word not in COMPANIES:
            yield word


def english(lines: Iterable[str]) -> Iterator[str]:
    """The words of a list that writes names with a capital.

    >>> list(english(["Dell", "apple", "apple's", "a"]))
    ['apple']
    """
    return (word for line in lines if _ENGLISH_WORD.fullmatch(word := line.strip()))


def build(lists: dict[str, Iterable[str]]) -> str:
    """The text of words.tsv."""
    text = CONTRACT
    for lang, words in sorted(lists.items()):
        groups: dict[str, set[str]] = defaultdict(set)
        for word in map(key, words):
            groups[word[0]].add(word)
        text += "".join(f"{lang}\t{first}\t{' '.join(sorted(groups[first]))}\n" for first in sorted(groups))
    return text


if __name__ == "__main__":
    han, latin = (Path(name).read_text(encoding="utf-8").splitlines() for name in sys.argv[1:])
    TARGET.write_text(build({"zh": chinese(han), "en": english(latin)}), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {TARGET}\n")
