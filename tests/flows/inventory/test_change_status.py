"""Goods pending inspection are released by who may inspect, where he may."""

import pytest
from tests.floor import bring_in, doctor

from ledgerhouse.flows.inventory.change_status import ChangeStatus, StatusLine, change_status
from ledgerhouse.kernel.errors import NotAllowed


@pytest.mark.requirement("R057")
def test_a_supervisor_holds_goods_for_inspection_and_an_inspector_releases_them(cast):
    bring_in(cast.house, ("CUP", 10, 3))

    def change(who, source, target):
        line = StatusLine(item="CUP", quantity=None, source=source, target=target)
        return change_status(ChangeStatus(warehouse="SH1", lines=(line,), reason="chipped"), cast.person(who)).balances

    assert change("supervisor", "good", "qc_pending") == 1
    with pytest.raises(NotAllowed, match="inspect goods"):
        change("supervisor", "qc_pending", "good")
    assert change("inspector", "qc_pending", "good") == 1
    assert doctor(cast.house) == []
