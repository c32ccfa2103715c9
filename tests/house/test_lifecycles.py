"""Every life of every document, every (state, step) pair: it moves as its table says, or is refused by name."""

import importlib
import pkgutil

import pytest

import ledgerhouse
from ledgerhouse.kernel.errors import WrongState
from ledgerhouse.kernel.lifecycle import Lifecycle


def lives() -> dict[str, Lifecycle]:
    """Every lifecycle that a words module declares, by module and name."""
    found = {}
    for module in pkgutil.walk_packages(ledgerhouse.__path__, "ledgerhouse."):
        if module.name.endswith(".words"):
            for name, thing in vars(importlib.import_module(module.name)).items():
                if isinstance(thing, Lifecycle):
                    found[f"{module.name.removeprefix('ledgerhouse.')}.{name}"] = thing
    return found


LIVES = lives()
PAIRS = [
    pytest.param(life, state, step, id=f"{name}-{state}-{step.verb}")
    for name, life in LIVES.items()
    for state in life.states
    for step in life
]


def test_the_documents_of_the_main_job_have_lives():
    names = {life.name for life in LIVES.values()}
    assert names >= {"purchase order", "inbound order", "sales order", "outbound order", "task", "stocktake", "wave"}


@pytest.mark.parametrize(("life", "state", "step"), PAIRS)
def test_every_pair_moves_or_is_refused(life, state, step):
    if state in step.sources:
        assert life.after(state, step.verb, name="X-1") == step.target
        assert step.verb in life.verbs(state)
    else:
        with pytest.raises(WrongState) as refused:
            life.after(state, step.verb, name="X-1")
        assert refused.value.facts == {"name": "X-1", "state": state, "verb": step.verb}
        assert step.verb not in life.verbs(state)


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_every_state_is_reached_and_no_step_starts_nowhere(life):
    reached, before = {life.start}, set()
    while reached != before:
        before = set(reached)
        reached |= {step.target for step in life if step.sources & reached}
    assert reached == set(life.states)
    assert {source for step in life for source in step.sources} <= reached


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_states_fit_their_column(life):
    assert max(map(len, life.states)) <= 12
