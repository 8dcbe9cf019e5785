"""Build glossary/text/segmentation.tsv, Chinese words with what they cost, from the dictionary of jieba.

    python data/build_segmentation.py jieba-0.42.1/jieba/dict.txt

The file is in the source of jieba (`pip download --no-binary :all: jieba==0.42.1`; MIT). It is read when the table is built and
is no dependency: jieba segments whole sentences, loads for a second, and knows nothing of a name that a glossary brings along.

words.tsv answers another question from the same source, "is this a word", and leaves out all names and single characters; to
tell how a run of characters falls into words, names, places and single characters are needed, and how frequent each is.
What is taken: words of one to four characters that jieba's corpus has five times or more (rarer ones change no decision on
the cases of tests/cases/mentions.csv and would double the file), and the words younger than that corpus below.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from math import log
from pathlib import Path

from build_words import COMPANIES

from glossary.text.fold import key

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "glossary" / "text" / "segmentation.tsv"
FREQUENT = 5
STEPS = 4  # to a nat
#: jieba's tags by what their words are: places, names of people and things, abbreviations. All others are words.
KIND_OF = {"ns": "place", **dict.fromkeys(["nr", "nrt", "nrfg", "nz", "nt", "j"], "name")}
#: Words that the language got after the newspapers of 1998 that jieba counted. Some are names of companies as well.
YOUNG = """
微博 微信 网购 电商 众筹 直播 网红 快递 外卖 团购 博客 播客 手游 网游 页游 端游 弹幕 粉丝 主播 短视频 视频 自拍 点赞 刷屏 高铁
动车 地铁 共享单车 网约车 智能手机 平板电脑 云计算 大数据 区块链 物联网 人工智能 机器学习 新能源 电动车 充电桩 光伏 风电 锂电池
芯片 晶圆 互联网 移动互联网 二维码 移动支付 第三方支付 雾霾 空气质量 一带一路 自贸区 保税区 雄安新区 新冠 疫情 疫苗 核酸 健康码
民宿 学区房 二手房 经适房 廉租房 创业板 科创板 新三板 北交所 港股通 融资融券 股指期货
"""
YOUNG_COUNT = 100
#: Regions, which jieba has under several tags, some as names of people (亚太). All are names of companies in Taiwan or on the mainland too.
REGIONS = """
亚太 亚洲 欧洲 美洲 非洲 东亚 南亚 西亚 中亚 北美 南美 拉美 欧美 中东 东欧 西欧 北欧 南欧 东南亚 亚欧 欧亚 华东 华南 华北 华中
华西 西南 西北 东北 东南 港澳 港澳台 两岸 中原 江南 岭南 关中 长三角 珠三角 环渤海 大中华
"""
#: Companies that jieba has under the tags of places and words, and that are neither.
MISTAKEN = frozenset(
    ["英特尔", "福特", "云达", "广达", "福斯", "佳能", "松下", "商汤", "软银", "传音", "日立", "京东", "网易公司", "中国嘉陵", "青岛海尔"]
)
_HAN = re.compile("[\u4e00-\u9fff]{1,4}")
CONTRACT = """\
# segmentation.tsv: Chinese words and what each costs (glossary/text/segmentation.py).
# Made by data/build_segmentation.py; do not edit by hand.
# One row: kind (word, place, name), cost in quarters of a nat (-4 ln of the share of all words), length in characters, the words of
# that length without anything between them, sorted; folded (fold.tsv); tab-separated, rows sorted.
# From jieba 0.42.1, Copyright (c) 2013 Sun Junyi, under the MIT licence: "Permission is hereby granted, free of charge, to any
# person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without
# restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:
# The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
# OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
# LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
# CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."
"""


def build(lines: Iterable[str]) -> str:
    """The text of segmentation.tsv from lines of jieba's dictionary: word, count, part of speech.

    >>> build(["机器人 4 n", "全国 30 n", "上海 10 ns"]).splitlines()[-1]
    'word\\t4\\t2\\t全国'
    """
    counts: dict[str, tuple[int, str]] = {}
    total = 0
    for line in lines:
        word, count, tag = line.split()
        total += int(count)
        if _HAN.fullmatch(word) and int(count) >= FREQUENT:
            kind = "name" if word in COMPANIES | MISTAKEN else KIND_OF.get(tag, "word")
            folded = key(word)
            if int(count) > counts.get(folded, (0, ""))[0]:
                counts[folded] = int(count), kind
    if total > 1_000:  # not in the example above
        for words, kind in ((YOUNG, "word"), (REGIONS, "place")):
            for word in words.split():
                counts[word] = max(counts.get(word, (0, ""))[0], YOUNG_COUNT), kind
    rows: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for word, (number, kind) in counts.items():
        rows[kind, round(STEPS * log(total / number)), len(word)].append(word)
    return CONTRACT + "".join(f"{kind}\t{cost}\t{size}\t{''.join(sorted(rows[kind, cost, size]))}\n" for kind, cost, size in sorted(rows))


if __name__ == "__main__":
    TARGET.write_text(build(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {TARGET}\n")
