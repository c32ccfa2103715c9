"""The company of the demo and its people. One of each ready-made role can sign in."""

from typing import Final, NamedTuple


class Person(NamedTuple):
    """Somebody who signs in: user name, name, role, department."""

    username: str
    name: str
    role: str
    department: str


COMPANY: Final = "QH"
COMPANY_NAME: Final = "青禾贸易有限公司"
WAREHOUSE: Final = "SH1"
WAREHOUSE_NAME: Final = "上海一号仓"
PASSWORD: Final = "Qinghe-2026-demo"  # noqa: S105 - printed on purpose: the demo holds nothing worth hiding

DEPARTMENTS: Final = {"CG": "采购部", "XS": "销售部", "CC": "仓储部", "CW": "财务部", "XX": "信息部"}

PEOPLE: Final = (
    Person("ceo", "沈青禾", "ceo", ""),
    Person("cfo", "陆文静", "cfo", "CW"),
    Person("accountant", "孙丽华", "accountant", "CW"),
    Person("buyer", "周建国", "buyer", "CG"),
    Person("sales", "吴晓彤", "sales", "XS"),
    Person("supervisor", "郑海涛", "supervisor", "CC"),
    Person("receiver", "王大勇", "receiver", "CC"),
    Person("picker", "李小梅", "picker", "CC"),
    Person("operator", "赵强", "operator", "CC"),
    Person("it", "钱程", "it", "XX"),
    Person("auditor", "何正", "auditor", ""),
)
