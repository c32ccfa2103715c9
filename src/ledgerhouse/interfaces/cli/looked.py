"""What a running doctor has already looked at, in a file of the home folder: one line per look."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings

from ledgerhouse.flows.finance.examine import Unit
from ledgerhouse.ledgers.proof import Check

FOLDER: Final = "doctor"


class Looked:
    """The looks of one plan that were done. Another plan of the same company begins anew."""

    def __init__(self, company: int, units: Sequence[Unit], *, again: bool) -> None:
        self._units = units
        self._found: dict[Unit, Check] = {}
        folder = Path(settings.HOME) / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{company}.jsonl"
        names = {_name(unit): unit for unit in units}
        if again and self._file.exists():
            for name, *check in map(json.loads, _whole_lines(self._file)):
                if name in names:
                    self._found[names[name]] = Check(check[0], check[1], tuple(check[2]))
        else:
            self._file.unlink(missing_ok=True)

    @property
    def done(self) -> int:
        """How many looks were done."""
        return len(self._found)

    def missing(self) -> list[Unit]:
        """The looks still to do."""
        return [unit for unit in self._units if unit not in self._found]

    def keep(self, unit: Unit, check: Check) -> None:
        """Write down what a look has found."""
        self._found[unit] = check
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([_name(unit), *check], ensure_ascii=False) + "\n")

    def checks(self) -> list[Check]:
        """What was found, in the order of the plan."""
        return [self._found[unit] for unit in self._units]

    def forget(self) -> None:
        """The doctor has come to the end."""
        self._file.unlink(missing_ok=True)


def _name(unit: Unit) -> str:
    """A plan made anew from the same rows names the same looks; time goes on, so pieces of time do not and are looked at again."""
    return hashlib.sha256(repr(unit).encode()).hexdigest()[:20]


def _whole_lines(file: Path) -> Iterator[str]:
    """Without a last line that an interruption has cut off."""
    text = file.read_text(encoding="utf-8")
    return (line for line in text[: text.rfind("\n") + 1].splitlines() if line)
