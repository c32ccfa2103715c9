"""The set-up says what to do when it can not go on, and does nothing twice."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"house_{name}", TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def setup(tmp_path: Path) -> ModuleType:
    module = load("setup")
    module.ROOT, module.STAMPS, module.LOG = tmp_path, tmp_path / "stamps", tmp_path / "setup.log"
    return module


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOSPC", "The disk is full"),
        ("Failed to establish a new connection: [Errno 111] Connection refused", "can not be reached"),
        (
            "ERROR: Could not find a version that satisfies the requirement x==1 (from versions: none)",
            "can not be reached",
        ),
        ("npm error code EAI_AGAIN", "can not be reached"),
        (
            "ERROR: No matching distribution found for granian==2.8.7 (from versions: 1.0)",
            "no such package for this machine",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one that was locked"),
        ("npm error code EINTEGRITY", "not the one that was locked"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "certificate is not trusted"),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "can not be written"),
        ("Segmentation fault", "The whole output is in"),
    ],
)
def test_a_failure_says_what_to_do(setup: ModuleType, said: str, advice: str) -> None:
    with pytest.raises(setup.Stopped) as stopped:
        setup.run("Step", [sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"])
    assert "“Step” failed" in str(stopped.value)
    assert said[:100] in str(stopped.value)
    assert advice in str(stopped.value)
    assert said in setup.LOG.read_text(encoding="utf-8")


def test_a_missing_program_is_a_failure_with_its_name(setup: ModuleType) -> None:
    with pytest.raises(setup.Stopped, match="no-such-program"):
        setup.run("Step", ["no-such-program-anywhere"])


def test_a_step_runs_until_its_stamp_fits(setup: ModuleType, tmp_path: Path) -> None:
    made = tmp_path / "made"
    assert setup.stale("step", "one", made)
    setup.mark("step", "one")
    assert setup.stale("step", "one", made), "what it made is not there"
    made.touch()
    assert not setup.stale("step", "one", made)
    assert setup.stale("step", "two", made), "its inputs have changed"


def test_an_unknown_extra_is_refused_with_those_there_are(setup: ModuleType) -> None:
    (setup.ROOT / "requirements").mkdir()
    for name in ("base", "build", "docs"):
        (setup.ROOT / "requirements" / f"{name}.txt").touch()
        setup.mark(f"packages-{name}", setup.digest(setup.ROOT / "requirements" / f"{name}.txt"))
    with pytest.raises(setup.Stopped, match="“docks”; there are base, build, docs"):
        setup.install_packages(["docks"])


def test_an_old_python_is_told_so(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup.sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(setup, "newer_python", lambda: None)
    assert setup.main() == 2
    assert "needs Python 3.11 or later; this is 3.9.18" in capsys.readouterr().err


def test_a_full_disk_is_seen_before_anything_is_fetched(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(setup, "VENDOR", tmp_path / "nothing")
    monkeypatch.setattr(setup.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 79_000_000}))
    with pytest.raises(setup.Stopped, match="79 MB free"):
        setup.check_room()


def test_only_icons_that_pages_name_are_cut_out(tmp_path: Path) -> None:
    vendor = load("vendor")
    vendor.WEB, vendor.PACKAGES, vendor.VENDOR = (
        tmp_path / "web",
        tmp_path / "node_modules",
        tmp_path / "web" / "vendor",
    )
    vendor.VENDOR.mkdir(parents=True)
    (vendor.WEB / "page.html").write_text(
        '<i class="ti ti-truck"></i> <i class="ti ti-star-filled"></i> {% icon "box" %}'
    )
    (vendor.WEB / "menu.py").write_text('Entry(icon="home")')
    (vendor.VENDOR / "x.js").write_text('"ti-rocket"')
    assert vendor.icons_used() == ["box", "home", "star-filled", "truck"]
    drawings = vendor.PACKAGES / "@tabler/icons/icons"
    for name in ("outline/truck", "filled/star"):
        (drawings / name).parent.mkdir(parents=True, exist_ok=True)
        (drawings / f"{name}.svg").write_text('<!-- tags -->\n<svg stroke="currentColor"><path d="M0 0"/></svg>')
    css = vendor.icon_css(vendor.icons_used())
    assert ".ti-truck{" in css
    assert ".ti-star-filled{" in css
    assert ".ti-home" not in css, "an icon that does not exist gets no rule"
    assert "tags" not in css
    assert "<svg stroke='%23000'>" in css
