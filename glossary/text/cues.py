"""What stands around a name in a text and speaks for a company, or against one: 股价, 董事长, (688012), but also 市, 陈 and 《.

Each function reads a few folded characters on one side; the patterns are words that go with companies in any text, and no
company is named here. What they weigh is said in glossary/evidence.py.
"""

from __future__ import annotations

import re

from glossary.text.segmentation import words

#: How many characters on each side are read for cues, and for the subject of the text.
NEAR, WIDE = 16, 40
_BETWEEN = (
    r"[”\"'」』)）》]?(?:[(（][^()（）]{1,12}[)）])?(?:的|之|等|此次|[昨今][日天]|近日|日前|已|将|再|又|拟|曾|也|则|正式|方面|\d+日)?"
)
_OF_COMPANIES = """
公司 集团 股份 控股 股价 股票 个股 A股 H股 B股 a股 h股 b股 董事 监事 总裁 总经理 首席 高管 董秘 CEO CFO CTO ceo cfo cto 创始人
掌门 旗下 公告 停牌 复牌 涨 跌 市值 财报 年报 季报 中报 年度报告 净利 营收 业绩 上市 挂牌 IPO ipo 融资 增发 定增 发行 质押 减持
增持 收购 并购 入股 参股 投资者 股东 控制权 股权 重组 主营 子公司 员工 客户 品牌 产品 签约 签署 签订 宣布 披露 推出 拿下 中标
承建 入市 破产 亏损 盈利 出资 斥资 逆市 领跌 领涨 封板 供应商 生产线 代工 量产 扩产 投产 流片 出货 管理层 财务 工厂 芯片 晶圆 半导体
起诉 状告 被起诉 被列入 被纳入 公布 季度
"""
_AFTER = re.compile(_BETWEEN + "(?:" + "|".join(sorted(_OF_COMPANIES.split(), key=len, reverse=True)) + ")")
_BEFORE_COMPANIES = """
收购 并购 入股 控股 持有 增持 减持 参股 买入 卖出 上市公司 公司 旗下 子公司 股东 供应商 客户 厂商 巨头 企业 个股 龙头 股 集团
品牌 记者从 重组 借壳 投资 合作伙伴 对手 转让 出售 起诉 状告 开发商 制造商 运营商 券商 证券 银行 基金 代工 委托 携手 签约 兼并
加盟 跳槽 任职于 供职于 原告 被告
"""
_BEFORE = re.compile("(?:" + "|".join(_BEFORE_COMPANIES.split()) + r")(?:的|了|者|[“\"《「『])?\Z")
_LISTED = re.compile(r"[、/](?:[“\"「]?)\Z|(?:与|和|及|跟|同|如|包括)\Z")
_AGENT_BEFORE = re.compile("(?:给|由|由于|被|向|让|使得|导致|熟悉|据|使|针对|对于|随着|继|跟|从|加入|离开|进入)\\Z")
_AGENT_AFTER = re.compile(
    "在|合作|将|已|也|则|称|曾|拟|表示|代理|拥有|成立|成为|带来|认为|正式|内部|官方|方面|先|还|并|去年|今年|此次|之间|主要|等[国多]"
)
_TICKER = re.compile(
    r"\s*[(（【\[]\s*(?:[A-Za-z]{2,6}[:：.\s]*)?(?:(?:股票|证券)?(?:代码|代号|简称))?[:：]?\s*\d{4,6}(?:[.．][A-Za-z]{1,4})?\s*[)）】\]，,]"
)
_SUBJECT = re.compile(
    "股|证券|上市|公司|亿元|万元|净利|投资者|涨停|跌停|交易所|董事|收购|重组|业绩|基金|板块|市值|集团|企业|融资|芯片|晶圆|半导体|产能"
)
_ENGLISH_SUBJECT = """
share shares shareholder stock stocks chip chips chipmaker chipmakers semiconductor semiconductors company companies firm firms inc corp
ltd ceo cfo coo cto chairman founder cofounder executive executives analyst analysts investor investors revenue revenues profit profits
earnings loss losses quarter quarterly billion million fab fabs foundry foundries wafer wafers dram nand hbm supplier suppliers vendor
vendors maker makers manufacturer manufacturers designer developer customer customers acquire acquired acquires acquisition merger stake
ipo listed listing nasdaq nyse startup retailer retailers subsidiary subsidiaries unit parent rival rivals competitor competitors
license licensed patent lawsuit sued gpu gpus cpu cpus processor processors packaging lithography euv nm node nodes plant plants orders
capacity shipments bought sold rose fell soared jumped slumped announced launched unveiled
"""
_SUBJECT_WORDS = frozenset(_ENGLISH_SUBJECT.split())
_WORD = re.compile(r"[A-Za-z]+")
_SAYING = r"""
said says told announce[sd]? announcing report(?:s|ed) launch(?:es|ed) unveil(?:s|ed) shares? stock executives? CEO CFO CTO chief chairman
president spokes\w+ founder engineers? acquire[sd]? buys bought sold sells supplies supplied makes manufactures designs ships shipped filed
customers chips? processors? fabs? products? revenues? sales earnings based controlled
owned backed led founded listed headquartered
"""
_ENGLISH_AFTER = re.compile(
    r"(?:[’']s\s|(?:,|\s\([^()]{1,30}\))?\s+(?:(?:also|has|have|had|will|would|is|was|plans|which|recently|agreed|declined|plans)\s+){0,2}(?:to\s+)?"
    r"(?:" + "|".join(_SAYING.split()) + r")\b)"
)
_NEIGHBOURS = """
maker chipmaker foundry supplier rivals? such_as including like firm company startup giant designer developer owner customers? partner
vendors? suppliers? shares_of shares_in stake_in acquire[sd]? acquisition_of bought buy unit_of subsidiary_of
"""
_ENGLISH_BEFORE = re.compile(r"\b(?:" + "|".join(_NEIGHBOURS.split()).replace("_", " ") + r")\s+\Z")
_ARTICLE = re.compile(r"\b(?:[Aa]n?|[Tt]he|[Tt]his|[Tt]hat|[Mm]y|[Yy]our|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir|[Nn]o|[Ee]very|[Ee]ach)\s+\Z")
_SENTENCE_ENDS = re.compile(r"(?:\A|[.!?:;。！？：；\n][\s\"'“”’)]*|^\W+)\Z")
_OF_OTHERS = """
省 市 县 镇 乡 村 路 街 区 州 山 湖 江 河 岛 湾 港 桥 站 门 寺 庙 塔 峰 关 队 人 族 语 文 年 月 日 号 杯 奖 节 国 族 党 岁 女士
先生 小姐 教授 博士 同志 老师 政府 部队 战场 海域 沿岸 地区 群岛 景区 景点 公园 广场 大厦 大街 大道 胡同 附近 周边 一带 商圈
水平 图书 导演 执导 主演 饰演
"""
_OTHER = re.compile("(?:" + "|".join(_OF_OTHERS.split()) + ")")
STREETS = frozenset(["大道", "大街", "胡同", "地铁站", "立交桥", "高架桥"])
_STREET = re.compile("|".join(sorted(STREETS)))
_LOCATIVES = frozenset("上里下中")
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金"
    "陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚穆温"
)
#: Characters that spell foreign names; those that are frequent words by themselves are left out.
_SPELLING = frozenset("斯尔士林维德克特拉尼罗莱伦顿森迪姆普戈诺娜瓦亚哈里基奇科蒂卡贝奥埃伊耶夫茨泽祖萨塞扎齐弗")
_DOTS = frozenset("·•‧")


def company_follows(right: str) -> bool:
    """Does a word follow that goes with companies?

    >>> company_follows("(NYSE:X)的股价大跌"), company_follows("总动员上映")
    (True, False)
    """
    return _AFTER.match(right) is not None


def company_precedes(left: str) -> bool:
    """Does such a word stand before?

    >>> company_precedes("记者从"), company_precedes("坐在")
    (True, False)
    """
    return _BEFORE.search(left) is not None


def is_agent(left: str, right: str) -> bool:
    """Does the sentence speak of somebody who acts: 由于网龙, 网易表示? Weak, for whoever acts may be a person.

    >>> is_agent("这给", "带来了重创"), is_agent("太平洋", "的")
    (True, False)
    """
    return _AGENT_BEFORE.search(left) is not None or _AGENT_AFTER.match(right) is not None


def in_a_list(left: str) -> bool:
    """Does the name stand behind a pause mark or "and"?"""
    return _LISTED.search(left) is not None


def ticker_follows(right: str) -> bool:
    """Does a number in brackets follow, as exchanges give them?

    >>> ticker_follows("(300024.SZ)"), ticker_follows("（2009）")
    (True, True)
    """
    return _TICKER.match(right) is not None


def subject(around: str) -> float:
    """How much the text around is about companies, from 0 to 1.

    >>> subject("公司股价涨停"), subject("天气很好")
    (0.75, 0.0)
    """
    return min(4, len(_SUBJECT.findall(around))) / 4


def english_subject(around: str) -> float:
    """How much an English text around is about companies, from 0 to 1.

    >>> english_subject("shares of the chipmaker rose"), english_subject("we missed the target again")
    (0.75, 0.0)
    """
    return min(4, sum(word.lower() in _SUBJECT_WORDS for word in _WORD.findall(around))) / 4


def english_company_follows(right: str) -> bool:
    """Does an English word follow that goes with companies: said, shares, 's CEO?

    >>> english_company_follows("'s shares fell"), english_company_follows(" pie tastes good")
    (True, False)
    """
    return _ENGLISH_AFTER.match(right) is not None


def english_company_precedes(left: str) -> bool:
    """Does such a word stand before: shares of, rival?

    >>> english_company_precedes("its rival "), english_company_precedes("we ate ")
    (True, False)
    """
    return _ENGLISH_BEFORE.search(left) is not None


def article_precedes(left: str) -> bool:
    """Does an article or "his" stand before, as before nouns: the Oracle, an Honor, his Arm?

    >>> article_precedes("it was an "), article_precedes("it was ")
    (True, False)
    """
    return _ARTICLE.search(left) is not None


def begins_sentence(left: str) -> bool:
    """Does a sentence begin behind this, so that a capital says nothing?

    >>> begins_sentence("It ended. "), begins_sentence("It ended with ")
    (True, False)
    """
    return _SENTENCE_ENDS.search(left[-6:]) is not None


def other_follows(right: str) -> bool:
    """Does what follows make a place, a person, a team of it: 张家界市, 太平洋沿岸?"""
    return _OTHER.match(right) is not None


def is_on(right: str) -> bool:
    """Is something on it or in it, as on things and in places: 地平线上?

    >>> is_on("上落下"), is_on("上"), is_on("上市首日"), is_on("的产品")
    (True, True, False, False)
    """
    return right[:1] in _LOCATIVES and (len(right) < 2 or right[:2] not in words().costs)


def street_follows(right: str) -> bool:
    """Is it the name of a street or a building: 长鑫大道?"""
    return _STREET.match(right) is not None


def is_given_name(left: str) -> bool:
    """Does a surname stand before, that ends no word: 陈逸飞?

    >>> is_given_name("画家陈"), is_given_name("上海")
    (True, False)
    """
    return left[-1:] in _SURNAMES and (len(left) == 1 or left[-2:] not in words().costs)


def is_spelling(left: str, right: str) -> bool:
    """Do characters stand beside that go on spelling a foreign name: 威尔|士, 克劳斯|·?

    >>> is_spelling("", "士州国家"), is_spelling("", "宣布")
    (True, False)
    """
    if right[:1] in _DOTS or left[-1:] in _DOTS:
        return True
    costs = words().costs
    return (right[:1] in _SPELLING and right[:2] not in costs) or (left[-1:] in _SPELLING and left[-2:] not in costs)


#: The same patterns and characters for who reads a whole text at once (glossary/weighing.py); the ones BEFORE end where the name begins.
STREET_AFTER, OTHER_AFTER, TICKER_AFTER, COMPANY_AFTER, AGENT_AFTER, SUBJECT = _STREET, _OTHER, _TICKER, _AFTER, _AGENT_AFTER, _SUBJECT
COMPANY_BEFORE, LISTED_BEFORE, AGENT_BEFORE = _BEFORE, _LISTED, _AGENT_BEFORE
SURNAMES, SPELLING, DOTS, LOCATIVES = _SURNAMES, _SPELLING, _DOTS, _LOCATIVES
