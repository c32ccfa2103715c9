"""Every sentence has its translation, and the tool that says so can be trusted."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_messages", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_string_of_the_house_is_translated(tool: ModuleType) -> None:
    assert list(tool.problems(tool.collect(tool.installed_apps()), tool.catalogues())) == []


SAME_EVERYWHERE = {"Ledgerhouse", "English", "Ctrl", "Enter", "Esc", "Shift", "Alt", "Tab"}
NOT_TEXT = [
    r"{#.*?#}",
    r"{%\s*comment.*?endcomment\s*%}",
    r"{%\s*blocktrans.*?endblocktrans\w*\s*%}",
    r"<(script|style|kbd|code)\b.*?</\1>",
    r"{{.*?}}|{%.*?%}",
]


def bare_words(page: str) -> set[str]:
    """English words that a template says without marking them: in its text, and in attributes that people read."""
    for pattern in NOT_TEXT:
        page = re.sub(pattern, "", page, flags=re.DOTALL)
    read = re.findall(r'\b(?:title|placeholder|aria-label|alt)="([^"]*)"', page)
    text = re.sub(r"&\w+;", "", re.sub(r"<[^>]*>", " ", page, flags=re.DOTALL))
    return set(re.findall(r"[A-Za-z]{2,}", " ".join([text, *read]))) - SAME_EVERYWHERE


def test_templates_say_nothing_unmarked(tool: ModuleType) -> None:
    pages = [path for path in tool.SRC.rglob("*.html") if "vendor" not in path.parts]
    bare = {
        path.relative_to(tool.SRC).as_posix(): words
        for path in pages
        if (words := bare_words(path.read_text(encoding="utf-8")))
    }
    assert pages
    assert bare == {}


def test_a_bare_word_is_seen() -> None:
    page = '<p title="Go on">{% translate "Receive" %} now {{ n }}<code>x y</code></p>{# note #}'
    assert bare_words(page) == {"Go", "on", "now"}


@pytest.fixture
def text(tool: ModuleType):
    return tool.Text(None, "Short {missing} at {place}.", None)


@pytest.mark.parametrize(
    ("translation", "flags", "complaint"),
    [
        (None, (), "is not translated"),
        ("", (), "is not translated"),
        ("{place} 缺 {missing}。", ("fuzzy",), "is fuzzy"),
        ("{place} 缺货。", (), "has other {places}"),
        ("{place} 缺 {quantity}。", (), "has other {places}"),
    ],
)
def test_a_poor_translation_is_named(tool: ModuleType, text, translation, flags, complaint) -> None:
    catalog = Catalog(locale="zh_Hans", fuzzy=False)
    if translation is not None:
        catalog.add(text.singular, translation, flags=flags)
    (problem,) = tool.problems({"room": {text: {"room/a.py"}}}, {"room": catalog})
    assert complaint in problem
    assert "Short {missing}" in problem


def test_a_left_over_translation_is_named(tool: ModuleType) -> None:
    catalog = Catalog(locale="zh_Hans", fuzzy=False)
    catalog.add("Gone", "已删除")
    assert list(tool.problems({}, {"room": catalog})) == ["room: 'Gone' is translated but nowhere used"]


def test_two_rooms_may_not_translate_one_string_differently(tool: ModuleType) -> None:
    text = tool.Text(None, "Bin", None)
    one, two = Catalog(locale="zh_Hans", fuzzy=False), Catalog(locale="zh_Hans", fuzzy=False)
    one.add("Bin", "库位")
    two.add("Bin", "货位")
    (problem,) = tool.problems({"a": {text: {"a.py"}}, "b": {text: {"b.py"}}}, {"a": one, "b": two})
    assert "Django can say only one" in problem


def test_a_good_translation_passes(tool: ModuleType, text) -> None:
    catalog = Catalog(locale="zh_Hans", fuzzy=False)
    catalog.add(text.singular, "{place} 缺 {missing}。")
    assert list(tool.problems({"room": {text: {"room/a.py"}}}, {"room": catalog})) == []


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("a.py", 'x = gettext_lazy("One")', [(None, "One", None)]),
        ("a.py", 'x = pgettext("stock", "Hold")', [("stock", "Hold", None)]),
        ("a.py", 'x = ngettext("%(n)s line", "%(n)s lines", n)', [(None, "%(n)s line", "%(n)s lines")]),
        ("a.html", '<p>\n    {% translate "Receive" %}</p>', [(None, "Receive", None)]),
        ("a.html", "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", [(None, "Hello %(name)s", None)]),
        ("a.html", '{% translate "Hold" context "stock" %}', [("stock", "Hold", None)]),
        (
            "a.html",
            "{% blocktranslate count n=n %}one line{% plural %}{{ n }} lines{% endblocktranslate %}",
            [(None, "one line", "%(n)s lines")],
        ),
        ("a.js", 'show(t("Scan a code"));', [(None, "Scan a code", None)]),
    ],
)
def test_marked_strings_are_found(tool: ModuleType, tmp_path, name, source, expected) -> None:
    path = tmp_path / name
    path.write_text(source, encoding="utf-8")
    assert [tuple(found) for found in tool.strings_in(path)] == expected


def test_strings_of_rooms_that_are_no_app_live_with_the_foundation(tool: ModuleType) -> None:
    apps = tool.installed_apps()
    assert tool.room_of(tool.SRC / "ledgerhouse/kernel/errors.py", apps) == "ledgerhouse.foundation"
    assert tool.room_of(tool.SRC / "ledgerhouse/flows/inbound/receive.py", apps) == "ledgerhouse.foundation"
    assert tool.room_of(tool.SRC / "ledgerhouse/masterdata/sites/models.py", apps) == "ledgerhouse.masterdata.sites"
