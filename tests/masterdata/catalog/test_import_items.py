import csv
import errno
import io
from dataclasses import replace
from pathlib import Path

import pytest
from tests.statements import sent

from ledgerhouse.foundation import run_import as engine
from ledgerhouse.foundation.begin_import import BeginImport, SameFile, begin_import
from ledgerhouse.foundation.import_files import error_file, keep_file
from ledgerhouse.foundation.jobs import claim, run
from ledgerhouse.foundation.models import AuditRow, ImportBatch, ImportRow, Job
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.foundation.undo_import import ProceedImport, UndoImport, proceed_import, undo_import
from ledgerhouse.kernel.errors import NotFound, Unreadable, WrongState
from ledgerhouse.masterdata.catalog import import_items  # noqa: F401 - registers the kind of file
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.mark_moved import mark_moved
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.words import NewLot

HEAD = "物料编码,名称,单位,规格,追踪方式,效期管理,保质期,温区\n"
GOOD = HEAD + "A1,绿茶 250g,pcs,250g,批次,是,540,阴凉\nA2,牛奶,pcs,1L,批号,是,180,冷藏\nA3,扳手,pcs,M10,,,,\n"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def imported(ctx):
    """Begins and runs an import of this text; answers the batch."""

    def go(text: str | bytes, **more) -> ImportBatch:
        content = text if isinstance(text, bytes) else text.encode()
        begun = begin_import(BeginImport("catalog.item", "items.csv", keep_file(content), **more), ctx)
        run_import(ctx, begun.number)
        return ImportBatch.objects.get(number=begun.number)

    return go


@pytest.mark.requirement("R134")
def test_a_file_with_chinese_headers_and_words_becomes_items(imported) -> None:
    batch = imported(GOOD.encode("gb18030"))
    assert (batch.state, batch.rows, batch.created, batch.bad) == ("done", 3, 3, 0)
    tea = Item.objects.get(code="A1")
    assert (tea.tracking, tea.expires, tea.shelf_life_days, tea.storage, tea.mnemonic, tea.state) == (
        "lot",
        True,
        540,
        "cool",
        "LC250G",
        "active",
    )
    assert AuditRow.objects.filter(kind="catalog.item", action="create").count() == 3


@pytest.mark.requirement("R134")
def test_all_errors_come_at_once_with_line_and_header_and_nothing_is_written(ctx, imported) -> None:
    bad = HEAD + "B1,x,barrel,,批次,maybe,,\nB2,,pcs,,,,-3,\nB3,好,pcs,,,,,\nB3,again,pcs,,,,,\nB5,y,pcs,,,是,,\nB6,cut"
    batch = imported(bad)
    assert (batch.state, batch.rows, batch.bad) == ("refused", 6, 5)
    assert [where for where, *_ in batch.problems] == [
        "2.效期管理",
        "3.保质期",
        "5",
        "6.效期管理",
        "7",
    ]
    assert Item.objects.count() == 0
    assert ImportRow.objects.count() == 0
    with error_file(ctx, batch.number).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == ["B1", "B2", "B3", "B5", "B6"]
    assert all(row[-1] for row in rows)


def test_unknown_codes_are_named_too(imported) -> None:
    batch = imported("code,name,unit,category\nA,x,barrel,none\nB,y,pcs,\n")
    assert [where for where, *_ in batch.problems] == ["2.unit", "2.category"]


@pytest.mark.requirement("R134")
def test_bad_rows_can_be_left_out_and_imported_when_repaired(ctx, imported) -> None:
    text = "code,name,unit\n" + "".join(f"C{i},name {i},{'pcs' if i % 100 else 'barrel'}\n" for i in range(500))
    batch = imported(text, skip_bad=True)
    assert (batch.state, batch.created, batch.bad) == ("done", 495, 5)
    repaired = error_file(ctx, batch.number).read_text(encoding="utf-8-sig").replace("barrel", "pcs")
    again = imported(repaired)
    assert (again.state, again.created, again.bad) == ("done", 5, 0)
    assert Item.objects.count() == 500


def test_a_refused_batch_can_go_on_without_its_bad_rows(ctx, imported) -> None:
    batch = imported("code,name,unit\nA,x,pcs\nB,y,barrel\n")
    proceed_import(ProceedImport(batch.number, skip_bad=True), ctx)
    assert run_import(ctx, batch.number).state == "done"
    assert list(Item.objects.values_list("code", flat=True)) == ["A"]


def test_a_dry_run_says_what_would_happen(ctx, imported, items) -> None:
    items(NewItem(code="A1", name="绿茶", unit="pcs"), NewItem(code="A3", name="扳手", unit="pcs", spec="M10"))
    before = Item.objects.values()
    batch = imported("code,name,unit,spec\nA1,绿茶 250g,pcs,\nA2,牛奶,pcs,1L\nA3,扳手,pcs,M10\n", check_only=True)
    assert (batch.state, batch.created, batch.changed, batch.same) == ("checked", 1, 1, 1)
    assert list(Item.objects.values()) == list(before)
    proceed_import(ProceedImport(batch.number), ctx)
    assert run_import(ctx, batch.number).state == "done"
    assert Item.objects.get(code="A1").name == "绿茶 250g"


def test_blank_cells_say_nothing_about_known_items(imported, items) -> None:
    items(NewItem(code="A1", name="绿茶", unit="pcs", spec="散装", weight_g=250))
    imported("code,name,spec,weight_g\nA1,,,300\n")
    item = Item.objects.get()
    assert (item.name, item.spec, item.weight_g) == ("绿茶", "散装", 300)


def test_what_is_fixed_once_goods_have_moved_stays(ctx, imported, items) -> None:
    (tea,) = items(NewItem(code="A1", name="绿茶", unit="pcs", tracking="lot"))
    mark_moved(ctx, [tea.id])
    batch = imported("code,unit,tracking,costing,weight_g\nA1,kg,serial,fifo,5\n")
    assert [where for where, *_ in batch.problems] == ["2.unit", "2.tracking", "2.costing"]


def test_the_same_file_is_taken_once(imported) -> None:
    first = imported(GOOD)
    with pytest.raises(SameFile) as refused:
        imported(GOOD)
    assert refused.value.facts["number"] == first.number
    assert imported(GOOD, again=True).same == 3


@pytest.mark.parametrize(
    ("text", "wheres"),
    [
        ("name,unit\nx,pcs\n", ["code"]),
        ("code,编码,name\nA,B,x\n", ["编码"]),
        ("", ["file"]),
        (b"PK\x03\x04 not a workbook", ["file"]),
        ("naïve,été\n1,2\n".encode("latin-1"), ["file"]),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_at_once(imported, text, wheres) -> None:
    with pytest.raises(Unreadable) as refused:
        imported(text)
    assert [p.where for p in refused.value.problems] == wheres
    assert not ImportBatch.objects.exists()


def test_a_mapping_wins_over_headers(imported) -> None:
    batch = imported("Artikel,name,unit,spec\nA,x,pcs,old\n", mapping={"Artikel": "code", "spec": ""})
    assert (batch.state, batch.ignored, Item.objects.get().spec) == ("done", ["spec"], "")
    with pytest.raises(Unreadable) as refused:
        imported("Artikel,name\n", mapping={"Artikel": "colour", "Farbe": "spec"})
    assert [p.where for p in refused.value.problems] == ["mapping", "mapping", "code"]


def test_undo_deletes_what_is_unused_and_restores_what_nobody_changed(ctx, imported, items) -> None:
    items(NewItem(code="OLD", name="old", unit="pcs"), NewItem(code="OWN", name="own", unit="pcs"))
    batch = imported("code,name,unit\nOLD,new,pcs\nOWN,new,pcs\nN1,one,pcs\nN2,two,pcs\nN3,three,pcs\n")
    Item.objects.filter(code="OWN").update(name="mine")
    mark_moved(ctx, [Item.objects.get(code="N1").id])
    keep_lots(ctx, [NewLot(Item.objects.get(code="N2").id, "L")])
    undo_import(UndoImport(batch.number), ctx)
    done = engine.undo_import(ctx, batch.number)
    assert done.state == "undone"
    assert sorted(name for name, _ in done.kept) == ["N1", "N2", "OWN"]
    assert dict(Item.objects.values_list("code", "name")) == {"OLD": "old", "OWN": "mine", "N1": "one", "N2": "two"}
    with pytest.raises(WrongState):
        undo_import(UndoImport(batch.number), ctx)


def test_an_undone_file_may_come_again(ctx, imported) -> None:
    batch = imported(GOOD)
    undo_import(UndoImport(batch.number), ctx)
    engine.undo_import(ctx, batch.number)
    assert imported(GOOD).created == 3


def test_a_killed_import_goes_on_where_it_was(ctx, imported, monkeypatch) -> None:
    monkeypatch.setattr(engine, "CHUNK", 10)
    text = "code,name,unit\n" + "".join(f"K{i},n,pcs\n" for i in range(35))
    begun = begin_import(BeginImport("catalog.item", "k.csv", keep_file(text.encode())), ctx)

    def killed(done: int, total: int, message: str = "") -> None:
        if message == "writing" and done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(ctx, begun.number, killed)
    assert Item.objects.count() == 20
    batch = run_import(ctx, begun.number)
    assert (batch.state, batch.created, Item.objects.count(), ImportRow.objects.count()) == ("done", 35, 35, 35)


def test_the_job_shows_progress_and_ends_with_the_counts(ctx) -> None:
    begin_import(BeginImport("catalog.item", "items.csv", keep_file(GOOD.encode())), ctx)
    job = claim(ctx.now)
    assert job is not None
    run(job, ctx)
    done = Job.objects.get()
    assert (done.state, done.done, done.total, done.result["created"]) == ("done", 3, 3, 3)


def test_chunks_cost_a_constant_number_of_statements(ctx, imported, monkeypatch) -> None:
    def statements(count: int) -> int:
        text = "code,name,unit\n" + "".join(f"S{count}-{i},n,pcs\n" for i in range(count))
        begun = begin_import(BeginImport("catalog.item", "k.csv", keep_file(text.encode())), ctx)
        with sent() as seen:
            run_import(ctx, begun.number)
        return len([q for q in seen if not q.startswith("INSERT")])

    assert statements(10) == statements(2000)


def test_another_company_can_not_see_or_undo_a_batch(ctx, imported) -> None:
    batch = imported(GOOD)
    stranger = replace(ctx, company=ctx.company + 1)
    with pytest.raises(NotFound):
        undo_import(UndoImport(batch.number), stranger)
    with pytest.raises(NotFound):
        error_file(stranger, batch.number)


def test_an_excel_file_works_as_well(imported) -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        for i, row in enumerate([("SKU", "品名", "单位", "重量"), (1001, "茶杯", "pcs", 320.0)]):
            sheet.write_row(i, 0, row)
    assert imported(buffer.getvalue()).state == "done"
    assert Item.objects.values_list("code", "weight_g").get() == ("1001", 320)


def test_a_full_disk_leaves_nothing_half(monkeypatch, tmp_path) -> None:
    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        keep_file(b"code,name\n")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
