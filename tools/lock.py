"""Make the lock files anew: requirements/<extra>.txt by hash for every platform, and package-lock.json.

    make lock            newest versions that pyproject.toml and package.json allow
    make lock KEEP=1     only what had to change since the last lock

The locks agree with each other: everything is resolved once, together, and then written extra by extra. They name no
registry; packages are found where the machine's own configuration says, and are checked by their hashes.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEADER = "# Locked by `make lock` from pyproject.toml; not edited by hand.\n"


def compile_lock(output: Path, *options: str) -> str:
    """Resolve pyproject.toml for Python 3.11 and later on every platform; the lock's text."""
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
    command += ["--fork-strategy", "fewest", "--no-header"]
    subprocess.run([*command, "--quiet", "-o", str(output), *options], cwd=ROOT, check=True)
    return output.read_text(encoding="utf-8")


def lock_python() -> None:
    """Write requirements/base.txt and one file for each extra, with the hashes of every file of every package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = ROOT / "requirements"
    folder.mkdir(exist_ok=True)
    kept = sorted(folder.glob("*.txt")) if os.environ.get("KEEP") else []
    with tempfile.TemporaryDirectory() as scratch:
        everything = Path(scratch) / "everything.txt"
        pins = re.findall(r"^([\w.\[\]-]+==\S+)", "\n".join(p.read_text(encoding="utf-8") for p in kept), re.MULTILINE)
        everything.write_text("\n".join(dict.fromkeys(pins)), encoding="utf-8")
        compile_lock(everything, "--all-extras")
        for extra in ("base", *project["optional-dependencies"]):
            options = ["--constraint", str(everything), "--generate-hashes", "--upgrade"]
            if extra != "base":
                options += ["--extra", extra]
            text = compile_lock(Path(scratch) / f"{extra}.txt", *options)
            text = re.sub(rf"^ *#.*{re.escape(scratch)}.*\n", "", text, flags=re.MULTILINE)
            (folder / f"{extra}.txt").write_text(HEADER + text, encoding="utf-8")
            count = len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))
            print(f"requirements/{extra}.txt: {count} packages")


def lock_npm() -> None:
    """Write package-lock.json with the Node of the virtual environment."""
    from setup import npm  # the same folder; it knows where the wheel keeps Node

    lock = ROOT / "package-lock.json"
    if not os.environ.get("KEEP"):
        lock.unlink(missing_ok=True)
    subprocess.run([*npm(), "install", "--package-lock-only", "--ignore-scripts"], cwd=ROOT, check=True)
    print(f"package-lock.json: {lock.read_text(encoding='utf-8').count('integrity')} packages")


if __name__ == "__main__":
    lock_python()
    lock_npm()
