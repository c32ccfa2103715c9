"""Items of a mixed trader: things for the home and the desk, food, medicines, parts for workshops. Any number of them."""

from decimal import Decimal
from typing import Final, Literal, NamedTuple

from ledgerhouse_demo.chance import dice, draw, figures

Storage = Literal["ambient", "cool"]
Tax = Literal["standard", "reduced"]


class Kind(NamedTuple):
    """A kind of goods. Shelf life is in days (0: does not expire), `factor` is to the measured prices, `share` out of a hundred."""

    category: str
    unit: str
    things: tuple[str, ...]
    specs: tuple[str, ...]
    shelf_days: int
    storage: Storage
    tax: Tax
    factor: int
    share: int


CATEGORIES: Final = {"RY": "日用百货", "SP": "食品", "YP": "药品", "QX": "医疗器械", "SM": "数码配件", "WJ": "五金件"}
UNITS: Final = {"件": "件", "盒": "盒", "包": "包", "瓶": "瓶", "支": "支", "套": "套"}

KINDS: Final = (
    Kind(
        "RY",
        "件",
        (
            "保温杯",
            "收纳盒",
            "晾衣架",
            "抽纸盒",
            "LED台灯",
            "折叠伞",
            "毛巾",
            "拖鞋",
            "保鲜盒",
            "香薰蜡烛",
            "帆布袋",
            "马克杯",
            "餐垫",
            "挂钩",
            "水果篮",
        ),
        ("350ml", "500ml", "大号", "中号", "小号", "米白", "雾蓝", "墨绿", "珊瑚红", "两只装", "四只装"),
        0,
        "ambient",
        "standard",
        8,
        32,
    ),
    Kind(
        "SP",
        "包",
        (
            "坚果礼盒",
            "燕麦片",
            "红枣",
            "挂面",
            "饼干",
            "绿茶",
            "黑芝麻糊",
            "果干",
            "蜂蜜",
            "咖啡豆",
            "酱牛肉",
            "粗粮粉",
        ),
        ("100g", "250g", "500g", "1kg", "原味", "海盐味", "低糖", "家庭装", "礼盒装"),
        365,
        "cool",
        "reduced",
        9,
        22,
    ),
    Kind(
        "YP",
        "盒",
        (
            "板蓝根颗粒",
            "布洛芬缓释胶囊",
            "维生素C片",
            "阿莫西林胶囊",
            "感冒灵颗粒",
            "健胃消食片",
            "氯雷他定片",
            "碳酸钙D3片",
            "藿香正气口服液",
            "蒙脱石散",
        ),
        ("0.3g×24粒", "10g×20袋", "0.1g×100片", "0.25g×36粒", "10ml×10支", "3g×12袋", "5mg×12片"),
        730,
        "cool",
        "standard",
        12,
        18,
    ),
    Kind(
        "QX",
        "盒",
        ("医用口罩", "电子体温计", "血糖试纸", "创可贴", "医用棉签", "一次性手套", "血压计", "酒精消毒片"),
        ("10只", "50只", "25条", "100片", "50支", "M码", "L码", "家用"),
        1095,
        "ambient",
        "standard",
        14,
        10,
    ),
    Kind(
        "SM",
        "件",
        ("数据线", "充电器", "蓝牙耳机", "移动电源", "手机壳", "钢化膜", "键盘", "鼠标", "扩展坞", "读卡器"),
        ("1m", "2m", "20W", "65W", "Type-C", "黑色", "白色", "透明", "无线", "静音"),
        0,
        "ambient",
        "standard",
        20,
        10,
    ),
    Kind(
        "WJ",
        "支",
        (
            "内六角螺栓",
            "深沟球轴承",
            "不锈钢弹垫",
            "圆柱销",
            "O型密封圈",
            "气管接头",
            "直线导轨",
            "联轴器",
            "接近开关",
            "同步带",
        ),
        ("M6×20", "M8×30", "6204-2RS", "Φ10", "Φ16×2.4", "PC8-02", "HGR15", "GB/T 70.1", "NPN常开", "5M-450"),
        0,
        "ambient",
        "standard",
        10,
        8,
    ),
)

BRANDS: Final = (
    "青禾",
    "禾木",
    "云岭",
    "江南",
    "北辰",
    "晨曦",
    "百草",
    "同和",
    "远山",
    "知味",
    "立信",
    "海棠",
    "明德",
    "星河",
    "万嘉",
    "苏作",
)


class Made(NamedTuple):
    """An item made up: what the catalog needs, and the selling and purchase price per unit."""

    code: str
    name: str
    spec: str
    unit: str
    category: str
    shelf_days: int
    storage: Storage
    tax: Tax
    weight_g: int
    volume_cm3: int
    price: Decimal
    cost: Decimal


_WHICH: Final = tuple(number for number, kind in enumerate(KINDS) for _ in range(kind.share))


def item(seed: int, number: int) -> Made:
    """The item with this number, from 0; always the same for a seed."""
    chance = dice(seed, "item", number)
    kind = KINDS[_WHICH[chance.randrange(len(_WHICH))]]
    pounds = max(draw(figures()["price"], chance), 0.1)
    price = Decimal(round(pounds * kind.factor * 100)) / 100
    series = "" if number < 1000 else f" {chr(65 + number // 1000 % 26)}{number // 26000:02}系列"
    spec = chance.choice(kind.specs)
    return Made(
        code=f"{kind.category}{number + 1:06}",
        name=f"{chance.choice(BRANDS)}{chance.choice(kind.things)} {spec}{series}",
        spec=spec,
        unit=kind.unit,
        category=kind.category,
        shelf_days=kind.shelf_days,
        storage=kind.storage,
        tax=kind.tax,
        weight_g=round(20 + chance.expovariate(1 / 400)),
        volume_cm3=round(50 + chance.expovariate(1 / 1500)),
        price=price,
        cost=max((price * chance.randint(55, 80) / 100).quantize(Decimal("0.01")), Decimal("0.01")),
    )
