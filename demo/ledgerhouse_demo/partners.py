"""Suppliers and customers, with names as Chinese firms have them."""

from typing import Final, NamedTuple

from ledgerhouse_demo.chance import dice, draw, figures

PLACES: Final = (
    "上海",
    "苏州",
    "杭州",
    "宁波",
    "南京",
    "广州",
    "深圳",
    "东莞",
    "成都",
    "武汉",
    "青岛",
    "厦门",
    "义乌",
    "合肥",
    "西安",
    "郑州",
)
WORDS: Final = (
    "瑞丰",
    "恒昌",
    "锦程",
    "博雅",
    "鸿运",
    "天成",
    "安康",
    "德润",
    "华宇",
    "嘉禾",
    "永信",
    "新港",
    "长青",
    "金桥",
    "启明",
    "康泰",
    "百汇",
    "众合",
)
SUPPLIERS: Final = ("食品有限公司", "医药有限公司", "五金制品厂", "电子科技有限公司", "日用品有限公司", "实业有限公司")
CUSTOMERS: Final = (
    "商贸有限公司",
    "连锁药房",
    "便利店",
    "超市",
    "网络旗舰店",
    "设备制造有限公司",
    "办公用品店",
    "生活馆",
)


class Partner(NamedTuple):
    """A partner made up; `lead_days` is how long a supplier takes."""

    code: str
    name: str
    supplier: bool
    lead_days: int
    payment_days: int


def supplier(seed: int, number: int) -> Partner:
    """The supplier with this number, from 0."""
    chance = dice(seed, "supplier", number)
    name = _name(number, chance.choice(PLACES), chance.choice(WORDS), chance.choice(SUPPLIERS))
    return Partner(
        f"GYS{number + 1:04}",
        name,
        supplier=True,
        lead_days=round(draw(figures()["lead_days"], chance)),
        payment_days=30,
    )


def customer(seed: int, number: int) -> Partner:
    """The customer with this number, from 0."""
    chance = dice(seed, "customer", number)
    name = _name(number, chance.choice(PLACES), chance.choice(WORDS), chance.choice(CUSTOMERS))
    return Partner(f"KH{number + 1:05}", name, supplier=False, lead_days=0, payment_days=chance.choice((0, 15, 30, 60)))


def _name(number: int, place: str, word: str, kind: str) -> str:
    branch = "" if number < len(PLACES) else f"（{number + 1}）"
    return f"{place}{word}{kind}{branch}"
