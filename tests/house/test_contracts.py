"""Every import contract, broken on purpose in a copy of the tree: import-linter must name exactly that one."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
STOREYS = "Storeys: calls fall, never rise"
CIRCLES = "No circles anywhere"
PLAIN = "Words and costing methods are plain Python"
TABLES = "Interfaces and flows never touch tables"
LEDGERS = "Only posting writes the ledgers"
GATE = "Only flows go through the gate"
API = "Only the API room and config know the API's framework"
COSTING = "Costing may read stock and books; these two do not know each other"


class Offence(NamedTuple):
    """Lines added to files (made when missing), and the contracts that this breaks."""

    files: dict[str, str]
    breaks: set[str]


def one(path: str, line: str, *breaks: str) -> Offence:
    return Offence({path: line}, set(breaks))


OFFENCES = {
    "posting knows papers": one("posting/offence.py", "import ledgerhouse.documents.sales", STOREYS),
    "a paper goes through the gate": one("documents/sales/offence.py", "import ledgerhouse.posting", STOREYS, GATE),
    "the kernel calls up": Offence(
        {"kernel/offence.py": "import ledgerhouse.foundation.offence", "foundation/offence.py": ""}, {STOREYS, CIRCLES}
    ),
    "a storey that the design does not have": one("extra/__init__.py", "", STOREYS),
    "master data sees its neighbour": one(
        "masterdata/catalog/offence.py",
        "import ledgerhouse.masterdata.sites",
        "Rooms of master data do not see each other",
    ),
    "stock knows the books": one("ledgers/stock/offence.py", "import ledgerhouse.ledgers.books", COSTING),
    "books know the stock": one("ledgers/books/offence.py", "import ledgerhouse.ledgers.stock", COSTING),
    "a paper sees another": one(
        "documents/sales/offence.py", "import ledgerhouse.documents.invoicing", "Documents do not see each other"
    ),
    "the tower sees itself": one(
        "tower/alerts/offence.py", "import ledgerhouse.tower.planning", "Tower rooms do not see each other"
    ),
    "an interface uses another": one(
        "interfaces/web/offence.py", "import ledgerhouse.interfaces.jobs", "Interfaces do not see each other"
    ),
    "a paper writes the ledger": Offence(
        {"documents/sales/offence.py": "import ledgerhouse.ledgers.stock.append", "ledgers/stock/append.py": ""},
        {LEDGERS},
    ),
    "a flow writes the ledger": Offence(
        {"flows/inbound/offence.py": "import ledgerhouse.ledgers.books.append", "ledgers/books/append.py": ""},
        {LEDGERS},
    ),
    "the tower goes through the gate": one("tower/alerts/offence.py", "import ledgerhouse.posting", GATE),
    "a page reads a table": Offence(
        {
            "interfaces/web/offence.py": "import ledgerhouse.masterdata.catalog.models",
            "masterdata/catalog/models.py": "",
        },
        {TABLES},
    ),
    "a flow reads a table": Offence(
        {"flows/outbound/offence.py": "import ledgerhouse.documents.sales.models", "documents/sales/models.py": ""},
        {TABLES},
    ),
    "words need the framework": one("tower/simulation/words.py", "from django.db import models", PLAIN),
    "the kernel needs the framework": one("kernel/offence.py", "import django", PLAIN),
    "a costing method asks the database": one("ledgers/costing/methods.py", "import django.db", PLAIN),
    "a verb knows REST": one("flows/inbound/offence.py", "import ninja", API),
    "a page knows REST": one("interfaces/web/offence.py", "import ninja", API),
    "a circle inside a room": Offence(
        {"documents/sales/one.py": "from . import two", "documents/sales/two.py": "from . import one"}, {CIRCLES}
    ),
}


def contracts() -> list[str]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in config["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house's Python, to be copied once more by each case."""
    house = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", house)
    for path in (ROOT / "src" / "ledgerhouse").rglob("*.py"):
        target = house / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return house


def broken(house: Path) -> set[str]:
    """The contracts that import-linter reports as broken."""
    done = subprocess.run(
        [LINT, "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert set(verdicts) == set(contracts()), done.stdout + done.stderr
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


def test_the_house_keeps_its_contracts(clean: Path) -> None:
    assert broken(clean) == set()


def test_every_contract_has_an_offence() -> None:
    assert set(contracts()) == set().union(*(offence.breaks for offence in OFFENCES.values()))


@pytest.mark.parametrize("offence", OFFENCES.values(), ids=OFFENCES)
def test_a_broken_contract_is_named(offence: Offence, clean: Path, tmp_path: Path) -> None:
    house = tmp_path / "house"
    shutil.copytree(clean, house)
    for name, line in offence.files.items():
        path = house / "src" / "ledgerhouse" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    assert broken(house) == offence.breaks
