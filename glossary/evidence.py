"""What speaks for and against a name in a text: one declared table, as score.py has for pairs of names.

A hit of the scanner is a mention if the weights of what holds, times how much it holds, sum to more than THRESHOLD. The weights
are those of a logistic regression on newspaper sentences with marked companies, rounded; each row says which text demands it.
`of the name` is known of an alias once and for all, `of the place` is read where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from glossary.answers import Feature

THRESHOLD = 0.5
#: A doubtful name with so little is not even possible: 世界 in 全世界.
HARDLY = -2.5
#: A name that has so much by itself is one unless something around it says otherwise.
SOLID = 1.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """One row: what may hold, what it weighs, and why."""

    name: str
    weight: float
    why: str


EVIDENCE = (
    # of the name
    Weighed("two characters", -1.5, "any two characters meet by chance: 增|长和|就业"),
    Weighed("three characters", 0.4, "rarely by chance, often as a word: 机器人"),
    Weighed("four characters or more", 2.7, "中芯国际"),
    Weighed("Latin letters", -0.3, "what a name in Latin letters is decided by stands in its case"),
    Weighed("a short acronym", -0.4, "SAS is a regiment too"),
    Weighed("an English word", -0.4, "Arm, Target"),
    Weighed("a word of the language", -8.6, "联合, 起步, 机器人; the commoner the more"),
    Weighed("a place", -6.9, "太平洋, 中关村"),
    Weighed("a known name", 1.2, "华为, 网易, but also 天龙"),
    Weighed("made of words", -1.5, "大酒店, 新动力"),
    Weighed("in no dictionary", 1.2, "网龙"),
    Weighed("an editor calls it a word", -2.0, "寒武纪 is a period too; the dictionary has none of these"),
    # of the place
    Weighed("another script and region", -5.5, "中石化 in a simplified text is not the one on the exchange of Taiwan"),
    Weighed("a word cuts through", -9.0, "增长|方式 is not 长方"),
    Weighed("a word all but cuts through", -2.2, "在|华为|难的时候"),
    Weighed("inside a longer word", -5.7, "联合 in 联合国, 威尔 in 威尔士"),
    Weighed("a given name", -8.0, "陈|逸飞, and 何|小鹏 who founded 小鹏汽车"),
    Weighed("a foreign name", -1.2, "威尔|士, 克劳斯|·魏德曼"),
    Weighed("a place or person follows", -1.6, "张家界|市, 太平洋|沿岸"),
    Weighed("a street or building follows", -8.0, "合肥长鑫|大道"),
    Weighed("part of a person's name", -1.5, "Mary Ford"),
    Weighed("something is on it", -3.5, "在地平线|上"),
    Weighed("in the title of a work", -0.8, "《机器人》"),
    Weighed("an industry follows", -1.0, "太平洋|证券 is another company"),
    Weighed("a ticker follows", 4.0, "机器人(300024)"),
    Weighed("a legal form follows", 3.0, "机器人股份有限公司"),
    Weighed("a company's word follows", 1.0, "机器人股价"),
    Weighed("a company's word precedes", 1.5, "收购机器人"),
    Weighed("acts in the sentence", 1.2, "由于网龙, 网易表示"),
    Weighed("in a list", 0.9, "与机器人、长电科技"),
    Weighed("a text about companies", 4.5, "涨停 and 上市 near by"),
    Weighed("a capital inside a sentence", 1.0, "we bought it at Target"),
    Weighed("an article precedes", -1.2, "the Amazon, an Honor; but the Apple CEO"),
    Weighed("begins a sentence", -1.2, "Apple pie is sweet: the capital says nothing"),
    Weighed("among capitals", -0.2, "New Target Practice Rules: nor does it in a headline"),
    Weighed("in quotation marks", 0.5, "“机器人”"),
    Weighed("begins a clause", 1.0, "subjects are names more often: ，机器人宣布"),
    Weighed("beside a sure mention", 1.2, "长鑫存储与华为: where companies are named, more are"),
    Weighed("in a list with a sure mention", 6.0, "輝達、蘋果與超微: an apple stands in no such list"),
    Weighed("among many companies", 1.2, "FB in a text that names Samsung, Intel, Qualcomm and MediaTek"),
    Weighed("named in full elsewhere", 4.0, "沈阳新松机器人自动化股份有限公司 in the same text"),
)
WEIGHTS = {row.name: row.weight for row in EVIDENCE}
#: What every hit starts from.
START = 0.3


def score(holds: Iterable[Feature]) -> float:
    """The sum of the evidence.

    >>> score([Feature("two characters", 1.0, ""), Feature("a ticker follows", 1.0, "")]) > THRESHOLD
    True
    """
    return START + sum(WEIGHTS[feature.name] * feature.value for feature in holds)
