"""Codes as the specifications print them: what each says, and what is refused by name.

Element strings and links from the GS1 General Specifications and the Digital Link standard, tags from appendix E of the EPC Tag Data Standard.
"""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.kernel import epc
from ledgerhouse.kernel.codes import CodeKind, NoSuchCode, WrongCheckDigit, check_digit, read_code, same_gtin

pytestmark = pytest.mark.requirement("R037")

MILK = {"gtin": "07032069804988", "expires_on": date(2021, 5, 26), "lot": "0329"}
FISH = {"gtin": "09501101020917", "expires_on": date(2019, 5, 8), "lot": "ABCD1234", "serial": "10"}
UNIT = {"sscc": "106141412345678908", "content": "00614141123452", "number": 25, "lot": "ABC123"}
SGTIN = {"gtin": "80614141123458", "serial": "6789"}
LONG = {"gtin": "70614141123451", "serial": "32a/b"}
SSCC = {"sscc": "106141412345678908"}
GLN = {"gln": "0614141123452", "serial": "400"}


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("]C1010703206980498815210526100329", "gs1", MILK),
        ("(01)07032069804988(15)210526(10)0329", "gs1", MILK),
        ("(01) 07032069804988 (15) 210526 (10) 0329", "gs1", MILK),
        ("010703206980498815210526100329", "gs1", MILK),
        ("]d201095011010209171719050810ABCD1234\x1d2110", "gs1", FISH),
        ("\x1d01095011010209171719050810ABCD1234\x1d2110", "gs1", FISH),
        ("]Q301095011010209171719050810ABCD1234\x1d2110\x1d", "gs1", FISH),
        ("]C1\x1d01095011010209172110\x1d10ABCD1234\x1d17190508", "gs1", FISH),
        ("https://id.gs1.org/01/09501101020917/10/ABCD1234/21/10?17=190508", "link", FISH),
        ("]Q1https://example.com/shop/01/09501101020917/10/ABCD1234/21/10?17=190508", "link", FISH),
        ("https://id.gs1.org/00/106141412345678908?02=00614141123452&37=25&10=ABC123", "link", UNIT),
        ("]C10010614141234567890802006141411234523725\x1d10ABC123", "gs1", UNIT),
        ("00106141412345678908", "gs1", SSCC),
        ("106141412345678908", "sscc", SSCC),
        ("3074257BF7194E4000001A85", "epc", SGTIN),
        ("3074257bf7194e4000001a85", "epc", SGTIN),
        ("urn:epc:id:sgtin:0614141.812345.6789", "epc", SGTIN),
        ("urn:epc:tag:sgtin-96:3.0614141.812345.6789", "epc", SGTIN),
        ("3674257BF6B7A659B2C2BF100000000000000000000000000000", "epc", LONG),
        ("3674257BF6B7A659B2C2BF1000000000000000000000000000", "epc", LONG),
        ("urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb", "epc", LONG),
        ("3174257BF4499602D2000000", "epc", SSCC),
        ("urn:epc:id:sscc:0614141.1234567890", "epc", SSCC),
        ("3274257BF460720000000190", "epc", GLN),
        ("urn:epc:id:sgln:0614141.12345.400", "epc", GLN),
        ("3974257BF46072CD9615F8800000000000000000000000000000", "epc", {**GLN, "serial": "32a/b"}),
        ("urn:epc:class:lgtin:4012345.012345.998877", "epc", {"gtin": "04012345123456", "lot": "998877"}),
        ("4006381333931", "gtin", {"gtin": "04006381333931"}),
        ("]E04006381333931", "gtin", {"gtin": "04006381333931"}),
        ("614141999996", "gtin", {"gtin": "00614141999996"}),
        ("96385074", "gtin", {"gtin": "00000096385074"}),
        ("]C0A-01-1-01", "plain", {"text": "A-01-1-01"}),
        ("  杯子-7  ", "plain", {"text": "杯子-7"}),
        ("123456", "plain", {}),
        ("https://example.com/about-us", "plain", {}),
        ("4006381333932", "plain", {"check": "1"}),
        # 24 hexadecimal digits that begin like a tag, and can not be one: a partition of 7
        ("307C257BF7194E4000001A85", "plain", {}),
    ],
)
def test_a_code_says_what_the_specification_says(text, kind, said):
    code = read_code(text)
    assert code.kind == CodeKind(kind)
    assert {name: value for name, value in code._asdict().items() if value and name not in {"text", "kind"}} == {
        name: value for name, value in said.items() if name != "text"
    }
    assert code.text == said.get("text", code.text)


def test_weights_dates_without_a_day_and_counts():
    code = read_code("(01)09501101020917(3103)002500(17)200200(11)191231(30)8")
    assert (code.weight_kg, code.number) == (Decimal("2.5"), 8)
    assert (code.expires_on, code.made_on) == (date(2020, 2, 29), date(2019, 12, 31))  # no day: the last of the month


@pytest.mark.parametrize(
    ("text", "refusal", "sentence"),
    [
        ("(01)07032069804989(10)A", WrongCheckDigit, "The check digit of 07032069804989 is wrong: it should be 8."),
        ("]C100106141412345678909", WrongCheckDigit, "The check digit of 106141412345678909 is wrong: it should be 8."),
        ("]C1X", NoSuchCode, "X is not a valid GS1 code"),
        ("(01)0703206980498", NoSuchCode, "(01)0703206980498 is not a valid GS1 code"),
        ("]d217991301", NoSuchCode, "17991301 is not a valid GS1 code"),
        ("urn:epc:id:sgtin:0614141.8123456.6789", NoSuchCode, "is not a valid EPC code."),
        ("urn:epc:id:grai:0614141.12345.400", NoSuchCode, "is not a valid EPC code"),
    ],
)
def test_what_claims_to_be_of_a_standard_and_is_not_is_refused(text, refusal, sentence):
    with pytest.raises(refusal) as refused:
        read_code(text)
    assert sentence in refused.value.sentence()


def test_a_gtin_is_looked_for_in_every_length_it_may_be_registered_in():
    assert same_gtin("04006381333931") == ("04006381333931", "4006381333931")
    assert same_gtin("00614141999996") == ("00614141999996", "0614141999996", "614141999996")
    assert same_gtin("00000096385074") == ("00000096385074", "0000096385074", "000096385074", "96385074")
    assert same_gtin("80614141123458") == ("80614141123458",)


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text):
    with contextlib.suppress(NoSuchCode, WrongCheckDigit):
        assert read_code(text).kind in CodeKind


@given(st.integers(0, 6), st.integers(0, 10**12 - 1), st.integers(0, 2**38 - 1))
def test_every_tag_says_the_digits_that_were_written(partition, digits, serial):
    """Written here by the layout of the standard, read by the house."""
    prefix_digits = 12 - partition
    text = f"{digits:012}1"
    prefix, reference = text[:prefix_digits], text[prefix_digits:]
    bits = epc.PREFIX_BITS[partition]
    middle = int(prefix) << (44 - bits) | int(reference)
    tag = 0x30 << 88 | 3 << 85 | partition << 82 | middle << 38 | serial
    code = read_code(f"{tag:024X}")
    payload = reference[0] + prefix + reference[1:]
    assert (code.gtin, code.serial) == (payload + check_digit(payload), str(serial))
