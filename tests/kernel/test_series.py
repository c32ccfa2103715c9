"""Numbers of many pieces in one text."""

import pytest

from ledgerhouse.kernel.series import BadSeries, TooMany, series


def test_numbers_are_parted_as_people_paste_them():
    assert series(" A1 A2\nA3,A4；A5\t\r\n") == ("A1", "A2", "A3", "A4", "A5")
    assert series("") == ()
    assert series("SN-098..SN-101 X") == ("SN-098", "SN-099", "SN-100", "SN-101", "X")
    assert series("7..9") == ("7", "8", "9")


@pytest.mark.parametrize("text", ["A1..B2", "A9..A10", "A2..A1", "A..B", "..", "A1.."])
def test_a_row_that_can_not_be_counted_is_refused(text):
    with pytest.raises(BadSeries):
        series(text)


def test_there_is_an_end():
    assert len(series("A00001..A99999")) == 99_999
    for text in ("A000000..A100000", "A00000..A99999 B"):
        with pytest.raises(TooMany):
            series(text)
