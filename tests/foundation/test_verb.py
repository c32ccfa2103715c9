"""The frame round every verb: rights, one effect per key, all or nothing, rehearsals, and trying again after a deadlock."""

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction
from django.db.utils import IntegrityError
from tests.crowd import Crowd

from ledgerhouse.foundation.models import Command, Company, Department
from ledgerhouse.foundation.organisation.create_department import CreateDepartment, create_department
from ledgerhouse.foundation.verb import RETRIES, TRIES, VERBS, verb
from ledgerhouse.kernel.context import Context, Reach, Scope, house
from ledgerhouse.kernel.errors import KeyReused, NotAllowed, Refused

pytestmark = pytest.mark.requirement("R008")
HERE = "tests.foundation.test_verb"


@dataclass(frozen=True, kw_only=True)
class Write:
    """Departments to be written one after the other, and how it ends."""

    codes: tuple[str, ...]
    end: str = ""


@dataclass(frozen=True, kw_only=True)
class Written:
    """How many there are now."""

    codes: tuple[str, ...]


class TestRefusal(Refused):
    """No."""

    __test__ = False
    code = "test-refused"


def _write(command: Write, ctx: Context) -> Written:
    for code in command.codes:
        Department.objects.create(company_id=ctx.company, code=code, name=code)
    if command.end == "refuse":
        raise TestRefusal
    if command.end == "break":
        raise ZeroDivisionError
    return Written(codes=command.codes)


@verb("test.write", may="change companies", title="Write")
def write(command: Write, ctx: Context) -> Written:
    """Write departments."""
    return _write(command, ctx)


@verb("test.write_around", may="change companies", title="Write around")
def write_around(command: Write, ctx: Context) -> Written:
    """Write the first by another verb, the others here."""
    first = write(Write(codes=command.codes[:1]), ctx)
    try:
        with transaction.atomic():
            write(Write(codes=("LOST",), end="refuse"), ctx)
    except TestRefusal:
        pass  # a part that is given up takes nothing else with it
    return Written(codes=first.codes + _write(replace(command, codes=command.codes[1:]), ctx).codes)


def codes():
    return set(Department.objects.values_list("code", flat=True))


@pytest.mark.requirement("R077")
def test_nothing_happens_without_the_right(ctx):
    nobody = replace(ctx, rights={"see companies": Reach((Scope(),))})
    with pytest.raises(NotAllowed):
        write(Write(codes=("A",)), nobody)
    assert codes() == set()
    assert not Command.objects.exists()


def test_the_same_key_gives_the_first_answer_again(ctx):
    keyed = replace(ctx, key="K1")
    first = write(Write(codes=("A", "B")), keyed)
    again = write(Write(codes=("A", "B")), replace(keyed, interface="scan"))
    assert first == again == Written(codes=("A", "B"))
    assert Command.objects.filter(key="K1").count() == 1
    assert codes() == {"A", "B"}


def test_the_same_key_with_other_content_is_refused(ctx):
    keyed = replace(ctx, key="K1")
    write(Write(codes=("A",)), keyed)
    with pytest.raises(KeyReused):
        write(Write(codes=("B",)), keyed)
    with pytest.raises(KeyReused):
        create_department(CreateDepartment(code="A", name="A"), keyed)
    assert codes() == {"A"}


def test_a_key_belongs_to_a_company(ctx):
    other = house(Company.objects.create(code="B", name="B").id, ctx.now, key="K1")
    write(Write(codes=("A",)), replace(ctx, key="K1"))
    write(Write(codes=("A",)), other)
    assert Department.objects.count() == 2


def test_without_a_key_a_wish_may_be_repeated(ctx):
    write(Write(codes=("A",)), ctx)
    with pytest.raises(IntegrityError):
        write(Write(codes=("A",)), ctx)
    write(Write(codes=("B",)), ctx)
    assert Command.objects.count() == 2


@pytest.mark.parametrize(("end", "error"), [("refuse", TestRefusal), ("break", ZeroDivisionError)])
def test_what_goes_wrong_leaves_nothing_and_frees_the_key(ctx, end, error):
    keyed = replace(ctx, key="K1")
    with pytest.raises(error):
        write(Write(codes=("A", "B"), end=end), keyed)
    assert codes() == set()
    assert not Command.objects.exists()
    assert write(Write(codes=("A",)), keyed).codes == ("A",)


def test_a_rehearsal_answers_and_leaves_nothing(ctx):
    keyed = replace(ctx, key="K1", dry_run=True)
    assert write(Write(codes=("A", "B")), keyed).codes == ("A", "B")
    assert codes() == set()
    assert not Command.objects.exists()
    assert write(Write(codes=("C",)), replace(keyed, dry_run=False)).codes == ("C",)


def test_a_verb_inside_a_verb_shares_its_fate(ctx):
    keyed = replace(ctx, key="K1")
    assert write_around(Write(codes=("A", "B")), keyed).codes == ("A", "B")
    assert write_around(Write(codes=("A", "B")), keyed).codes == ("A", "B")
    assert codes() == {"A", "B"}
    with pytest.raises(TestRefusal):
        write_around(Write(codes=("C", "D"), end="refuse"), replace(ctx, key="K2"))
    assert write_around(Write(codes=("E", "F")), replace(ctx, key="K3", dry_run=True)).codes == ("E", "F")
    assert codes() == {"A", "B"}
    assert sorted(Command.objects.values_list("verb", flat=True)) == ["test.write", "test.write_around"]


def _context(arguments) -> Context:
    return house(arguments["company"], datetime(2026, 11, 22, tzinfo=UTC), key=arguments["key"])


def create_one(arguments):
    """Work of a crowd: one department by the real verb."""
    try:
        create_department(CreateDepartment(code=arguments["code"], name="N"), _context(arguments))
    except Refused as refused:
        return refused.code
    return Command.objects.get(key=arguments["key"]).answer


def count_all(arguments):
    """Work of a crowd: what is in the database."""
    del arguments
    return [Department.objects.count(), Command.objects.count()]


@pytest.mark.parametrize("many", [2, 4])
def test_twins_with_one_key_have_one_effect_and_one_answer(crowd: Crowd, many):
    company = _committed_company(crowd)
    work = [(f"{HERE}:create_one", {"company": company, "key": "K1", "code": "A"})] * many
    said = crowd.run(work)
    assert [s.error for s in said] == [""] * many
    assert len({s.answer for s in said}) == 1
    assert '"A"' in said[0].answer
    assert crowd.ask(f"{HERE}:count_all") == [1, 1]


def test_of_two_wishes_with_one_key_one_is_refused(crowd: Crowd):
    company = _committed_company(crowd)
    said = crowd.run([(f"{HERE}:create_one", {"company": company, "key": "K1", "code": code}) for code in "AB"])
    assert [s.error for s in said] == ["", ""]
    assert len({s.answer for s in said} - {"key-reused"}) == 1
    assert "key-reused" in {s.answer for s in said}
    assert crowd.ask(f"{HERE}:count_all") == [1, 1]


def make_company(arguments):
    """Work of a crowd: a company."""
    del arguments
    return Company.objects.create(code="QH", name="QH").id


def _committed_company(crowd: Crowd) -> int:
    return crowd.ask(f"{HERE}:make_company")


MEETING = threading.Barrier(2)
MET = threading.local()


@dataclass(frozen=True, kw_only=True)
class Rename:
    """Two departments to be renamed in this order."""

    first: str
    second: str


@verb("test.rename", may="change companies", title="Rename")
def rename(command: Rename, ctx: Context) -> Written:
    """Rename one, wait for the other thread at the first try, rename the other."""
    Department.objects.filter(code=command.first).update(name=command.first + command.second)
    if not getattr(MET, "done", False):
        MET.done = True
        MEETING.wait(timeout=20)
    Department.objects.filter(code=command.second).update(name=command.first + command.second)
    return Written(codes=(command.first, command.second))


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_again_and_counted():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: no deadlock is possible")
    ctx = house(Company.objects.create(code="QH", name="QH").id, datetime(2026, 11, 22, tzinfo=UTC))
    write(Write(codes=("A", "B")), ctx)
    before = RETRIES.labels("test.rename")._value.get()
    answers: list[object] = []

    def one(first: str, second: str) -> None:
        MET.done = False
        try:
            answers.append(rename(Rename(first=first, second=second), ctx).codes)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in (("A", "B"), ("B", "A"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == [("A", "B"), ("B", "A")]
    assert RETRIES.labels("test.rename")._value.get() == before + 1
    assert len(set(Department.objects.values_list("name", flat=True))) == 1


def _busy(times: int, error: Exception) -> list[int]:
    """Replace what the next verb does by something that fails so many times."""
    calls: list[int] = []

    def stumble(command: Write, ctx: Context) -> None:
        del command, ctx
        calls.append(1)
        if len(calls) <= times:
            raise error

    STUMBLES.append(stumble)
    return calls


STUMBLES: list = []


@verb("test.stumble", may="change companies", title="Stumble")
def stumble(command: Write, ctx: Context) -> Written:
    """Do what the test put here, then write."""
    STUMBLES[-1](command, ctx)
    return _write(command, ctx)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("times", "error", "tries"),
    [
        (2, OperationalError("database is locked"), 3),
        (TRIES, OperationalError("database is locked"), TRIES),
        (1, OperationalError("disk full"), 1),
        (1, TestRefusal(), 1),
    ],
)
def test_only_what_may_pass_is_tried_again_and_not_for_ever(monkeypatch, times, error, tries):
    monkeypatch.setattr("ledgerhouse.foundation.verb.time.sleep", lambda _: None)
    ctx = house(Company.objects.create(code="QH", name="QH").id, datetime(2026, 11, 22, tzinfo=UTC))
    calls = _busy(times, error)
    if times < tries:
        assert stumble(Write(codes=("A",)), ctx).codes == ("A",)
    else:
        with pytest.raises(type(error)):
            stumble(Write(codes=("A",)), ctx)
    assert len(calls) == tries
    assert codes() == ({"A"} if times < tries else set())


# specimens of the frame are no verbs of the house: tests that walk all verbs must not meet them
for _name in [name for name in VERBS if name.startswith("test.")]:
    del VERBS[_name]
