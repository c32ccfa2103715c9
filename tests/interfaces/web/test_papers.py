"""Every paper is a page: facts, life, lines, buttons, links, files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from ledgerhouse.foundation import links
from ledgerhouse.interfaces.web.papers import stages
from ledgerhouse.kernel.lifecycle import Lifecycle

LIFE = Lifecycle(
    "order",
    start="draft",
    steps={
        "confirm": ({"draft"}, "confirmed"),
        "ship": ({"confirmed"}, "shipped"),
        "cancel": ({"draft", "confirmed"}, "cancelled"),
    },
)


@pytest.mark.parametrize(
    ("state", "drawn"),
    [
        ("draft", [("draft", "now"), ("confirmed", "ahead"), ("shipped", "ahead")]),
        ("shipped", [("draft", "behind"), ("confirmed", "behind"), ("shipped", "now")]),
        ("cancelled", [("draft", "behind"), ("cancelled", "now")]),
    ],
)
def test_a_life_is_drawn_as_steps_and_a_side_end_only_when_reached(state: str, drawn: list[tuple[str, str]]) -> None:
    with translation.override("en"):
        assert [(s.title, s.when) for s in stages(LIFE, state)] == drawn


def test_facts_lines_and_buttons(boss: Client, shanghai: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30):
        page = boss.get("/papers/warehouse/SH/").content.decode()
    assert "上海一仓" in page
    assert "常温区" in page
    assert "/do/sites.add_zone/?from=warehouse%2FSH&amp;action=1" in page


def test_a_button_is_shown_only_to_who_may(sign_in, shanghai: str) -> None:
    page = sign_in("picker").get("/papers/warehouse/SH/").content.decode()
    assert "上海一仓" in page
    assert "/do/sites.add_zone/" not in page


def test_linked_papers_both_ways(boss: Client, ctx, shanghai: str, run) -> None:
    run("sites.open_warehouse", code="SZ", name="深圳二仓")
    links.link(ctx, [(links.Ref("warehouse", "SH"), links.Ref("warehouse", "SZ"))])
    assert "Led to" in boss.get("/papers/warehouse/SH/").content.decode()
    assert "Came from" in boss.get("/papers/warehouse/SZ/").content.decode()


def test_a_file_is_attached_and_downloaded_never_shown(boss: Client, shanghai: str, settings, tmp_path) -> None:
    settings.HOME = tmp_path
    file = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 hello", content_type="application/pdf")
    assert boss.post("/papers/warehouse/SH/files/", {"file": file}).status_code == 302
    page = boss.get("/papers/warehouse/SH/")
    [kept] = page.context["files"]
    answer = boss.get(f"/files/{kept.id}/")
    assert answer.content == b"%PDF-1.7 hello"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_of_a_wrong_kind_is_refused_with_a_message(boss: Client, shanghai: str) -> None:
    file = SimpleUploadedFile("x.html", b"<script>", content_type="text/html")
    page = boss.post("/papers/warehouse/SH/files/", {"file": file}, follow=True).content.decode()
    assert "can not be kept" in page


def test_no_such_paper_is_a_page_with_a_sentence(boss: Client) -> None:
    page = boss.get("/papers/warehouse/NOWHERE/")
    assert page.status_code == 404
    assert "NOWHERE" in page.content.decode()


def test_the_history_speaks_the_language_of_the_reader(boss: Client, run) -> None:
    run("people.create_user", username="lin", name="林", password="plum-blossom-77", department="")
    boss.cookies["django_language"] = "zh-hans"
    page = boss.get("/papers/user/lin/").content.decode()
    history = page.partition('id="history"')[2]
    assert "创建" in history
    assert "<span>语言</span>" in history
    trail = boss.get("/lists/operations.audit/").content.decode()
    assert "创建" in trail
    assert ">create<" not in trail


def test_what_needs_approval_is_chosen_from_a_list(boss: Client) -> None:
    boss.cookies["django_language"] = "zh-hans"
    form = boss.get("/do/approvals.set_route/").content.decode()
    assert '<option value="price change">价格变更</option>' in form
    assert '<option value="price change">' in boss.get("/lists/approvals.routes/").content.decode()
