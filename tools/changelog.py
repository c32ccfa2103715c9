"""Make CHANGELOG.md from the pieces in changelog.d/.

python tools/changelog.py            show what the next release will say
python tools/changelog.py VERSION    write it, dated today, and remove the pieces
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIECES = ROOT / "changelog.d"
KINDS = {"added": "Added", "changed": "Changed", "fixed": "Fixed", "removed": "Removed", "security": "Security"}


def pieces() -> dict[str, list[Path]]:
    """The pieces by kind. Raises ValueError on a name that fits no kind."""
    found: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path in sorted(PIECES.glob("*.md")):
        kind = path.stem.rpartition(".")[2]
        if path.name == "README.md":
            continue
        if kind not in KINDS:
            message = f"changelog.d/{path.name}: the name must end in one of .{'.md, .'.join(KINDS)}.md"
            raise ValueError(message)
        found[kind].append(path)
    return found


def chapter(title: str) -> str:
    """The text of one release."""
    parts = [f"## {title}\n"]
    for kind, paths in pieces().items():
        if paths:
            lines = ["- " + " ".join(path.read_text(encoding="utf-8").split()) for path in paths]
            parts.append(f"### {KINDS[kind]}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def release(version: str) -> None:
    """Put the chapter of a version on top of CHANGELOG.md and remove the pieces it was made from."""
    log = ROOT / "CHANGELOG.md"
    before, mark, after = log.read_text(encoding="utf-8").partition("\n## ")
    text = chapter(f"{version} ({datetime.now(UTC):%Y-%m-%d})")
    log.write_text(f"{before.rstrip()}\n\n{text}{mark}{after}", encoding="utf-8")
    for paths in pieces().values():
        for path in paths:
            path.unlink()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        release(sys.argv[1])
    else:
        print(chapter("Unreleased"))
