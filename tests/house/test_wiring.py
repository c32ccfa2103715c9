"""Every room is open: nothing that registers itself stays outside because nobody imported it."""

from pathlib import Path

from ledgerhouse.config.wiring import STOREYS, WIRING, open_house
from ledgerhouse.foundation.verb import VERBS

SRC = Path(__file__).parents[2] / "src"


def test_every_module_of_every_room_is_imported() -> None:
    files = {
        ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
        for storey in STOREYS
        for path in (SRC / "ledgerhouse" / storey).rglob("*.py")
        if not {"migrations", "tests"} & set(path.parts)
    }
    assert files == set(open_house())


def test_listeners_are_functions_of_the_tower() -> None:
    heard = [listener.__module__ for listeners in WIRING.values() for listener in listeners]
    assert all(name.startswith("ledgerhouse.tower.") for name in heard)


def test_verbs_live_in_rooms() -> None:
    assert all(verb.room.startswith("ledgerhouse.") for verb in VERBS.values())
