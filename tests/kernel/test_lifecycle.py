"""Every pair of state and step: either the table has it, or it is refused by name."""

import re

import pytest

from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.documents.warehouse.words import OUTBOUND, TASK, WAVE
from ledgerhouse.kernel.errors import WrongState
from ledgerhouse.kernel.lifecycle import Lifecycle

DOOR = Lifecycle("door", start="shut", steps={"open": ({"shut"}, "open"), "close": ({"open", "ajar"}, "shut")})


@pytest.mark.parametrize("life", [DOOR, ORDER, OUTBOUND, TASK, WAVE], ids=lambda life: life.name)
def test_every_pair_of_state_and_step(life):
    for step in life:
        for state in life.states:
            if state in step.sources:
                assert life.after(state, step.verb) == step.target
                assert step.verb in life.verbs(state)
            else:
                assert step.verb not in life.verbs(state)
                with pytest.raises(WrongState) as refused:
                    life.after(state, step.verb, name="X-1")
                assert {"name": "X-1", "state": state, "verb": step.verb} == refused.value.facts


@pytest.mark.parametrize("life", [ORDER, OUTBOUND, TASK, WAVE], ids=lambda life: life.name)
def test_every_state_is_reached_from_the_start(life):
    reached, new = set(), {life.start}
    while new:
        reached |= new
        new = {life.target(verb) for state in new for verb in life.verbs(state)} - reached
    assert reached == set(life.states)
    assert {state for step in life for state in step.sources} <= reached


def test_the_picture_has_every_arrow():
    arrows = re.findall(r"(\w+) --> (\w+): (\w+)", DOOR.mermaid())
    assert arrows == [("shut", "open", "open"), ("ajar", "shut", "close"), ("open", "shut", "close")]
    assert DOOR.mermaid().startswith("stateDiagram-v2\n    [*] --> shut")
    assert DOOR.states == ("shut", "open")
