"""Ask the public advisory database about every locked Python package and npm package; skip when it can not be asked.

One request with all packages and versions goes to the advisory service named by LEDGERHOUSE_ADVISORIES (any server that
speaks the OSV query-batch interface). Without network the audit says so and passes; CI without network stays green.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVICE = os.environ.get("LEDGERHOUSE_ADVISORIES", "https://api.osv.dev/v1/querybatch")


def locked() -> list[tuple[str, str, str]]:
    """(ecosystem, name, version) of everything in the lock files."""
    packages: set[tuple[str, str, str]] = set()
    for lock in (ROOT / "requirements").glob("*.txt"):
        for name, version in re.findall(
            r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE
        ):
            packages.add(("PyPI", name, version))
    tree = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, entry in tree.items():
        if path:
            packages.add(("npm", path.rpartition("node_modules/")[2], entry["version"]))
    return sorted(packages)


def ask(packages: list[tuple[str, str, str]]) -> dict[tuple[str, str, str], list[str]]:
    """The advisories of each package that has some. Raises OSError when the service can not be reached."""
    queries = [{"package": {"ecosystem": e, "name": n}, "version": v} for e, n, v in packages]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(SERVICE, body, {"Content-Type": "application/json"})  # noqa: S310 - https, ours
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    pairs = zip(packages, results, strict=True)
    return {package: [v["id"] for v in result["vulns"]] for package, result in pairs if result.get("vulns")}


def main() -> int:
    """Print what is known; the exit status is 1 when a locked package has an advisory."""
    packages = locked()
    try:
        found = ask(packages)
    except (OSError, ValueError, KeyError) as error:
        print(f"Audit skipped: the advisory service can not be asked ({error}).")
        return 0
    for (ecosystem, name, version), advisories in found.items():
        print(f"{ecosystem} {name} {version}: {', '.join(advisories)}")
    print(f"{len(packages)} locked packages, {len(found)} with known advisories.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
