"""Copy from node_modules what pages load, with its licences, into the web room's static/vendor/ (never committed).

Icons: only those that templates, scripts and Python name (`ti-truck`, `icon="truck"`) are taken, as CSS masks in
icons.css, so that a page loads kilobytes instead of a font of six thousand icons. Use one by
`<i class="ti ti-truck"></i>`; the next `make setup` adds it.
"""

import gzip
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules"
WEB = ROOT / "src" / "ledgerhouse" / "interfaces"
VENDOR = WEB / "web" / "static" / "vendor"

# From, inside node_modules; to, inside vendor. A glob copies every match into the folder named.
FILES = [
    ("@tabler/core/dist/css/tabler.min.css", "tabler/tabler.min.css"),
    ("@tabler/core/dist/css/tabler-vendors.min.css", "tabler/tabler-vendors.min.css"),
    ("@tabler/core/dist/js/tabler.min.js", "tabler/tabler.min.js"),
    ("@tabler/core/dist/js/tabler-theme.min.js", "tabler/tabler-theme.min.js"),
    ("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"),
    ("htmx.org/dist/ext/hx-sse.min.js", "htmx/hx-sse.min.js"),
    ("htmx.org/dist/ext/hx-preload.min.js", "htmx/hx-preload.min.js"),
    ("echarts/dist/echarts.min.js", "echarts/echarts.min.js"),
    ("@fontsource-variable/noto-sans-sc/index.css", "noto-sans-sc/noto-sans-sc.css"),
    ("@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2", "noto-sans-sc/files/"),
    ("@tabler/icons/LICENSE", "licences/tabler.txt"),
    ("@popperjs/core/LICENSE.md", "licences/popper.txt"),
    ("htmx.org/LICENSE", "licences/htmx.txt"),
    ("echarts/LICENSE", "licences/echarts.txt"),
    ("echarts/NOTICE", "licences/echarts-notice.txt"),
    ("zrender/LICENSE", "licences/zrender.txt"),
    ("@fontsource-variable/noto-sans-sc/LICENSE", "licences/noto-sans-sc.txt"),
]
SOURCE_MAP = re.compile(r"\n?(?://|/\*)[#@] sourceMappingURL=[^\n]*")
ICON_NAMES = [
    re.compile(r"\bti-([a-z0-9]+(?:-[a-z0-9]+)*)"),
    re.compile(r"""\bicon["']?\s*[:=]\s*["']([a-z0-9]+(?:-[a-z0-9]+)*)["']"""),
    re.compile(r"""{%\s*icon\s+["']([a-z0-9]+(?:-[a-z0-9]+)*)["']"""),
]
ICON_RULE = """.ti{display:inline-block;width:1em;height:1em;vertical-align:-.125em;flex:none;\
background-color:currentColor;-webkit-mask:var(--ti) center/contain no-repeat;mask:var(--ti) center/contain no-repeat}
"""


def icons_used() -> list[str]:
    """Names that look like icons in the interfaces' templates, scripts and Python, sorted."""
    names: set[str] = set()
    for path in WEB.rglob("*"):
        if path.suffix in {".html", ".js", ".py"} and VENDOR not in path.parents:
            text = path.read_text(encoding="utf-8", errors="replace")
            for pattern in ICON_NAMES:
                names.update(pattern.findall(text))
    return sorted(names)


def icon_css(names: list[str]) -> str:
    """The stylesheet of these icons; names that Tabler does not have are left out."""
    rules = [ICON_RULE]
    for name in names:
        filled = name.removesuffix("-filled")
        drawing = PACKAGES / "@tabler/icons/icons" / ("outline" if filled == name else "filled") / f"{filled}.svg"
        if drawing.exists():
            svg = re.sub(r"<!--.*?-->", "", drawing.read_text(encoding="utf-8"), flags=re.DOTALL)
            svg = re.sub(r"\s+", " ", svg.replace("currentColor", "#000")).replace('"', "'").strip()
            picture = quote(svg, safe=" =:/'<>")
            rules.append(f'.ti-{name}{{--ti:url("data:image/svg+xml,{picture}")}}\n')
    return "".join(rules)


def place(source: Path, target: Path) -> None:
    """One file, without its pointer to a source map that is not copied; scripts and styles also packed, as WhiteNoise serves them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".js", ".css"}:
        text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
        target.write_text(text, encoding="utf-8")
        target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    else:
        shutil.copyfile(source, target)


def copy_assets(icons: list[str]) -> tuple[int, int]:
    """Fill static/vendor/ anew, all or nothing; the number of files and their bytes.

    Raises FileNotFoundError when a package no longer has a file that is listed here.
    """
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VENDOR.parent, prefix=".vendor-") as scratch:
        fresh = Path(scratch) / "vendor"
        for source, target in FILES:
            found = sorted(PACKAGES.glob(source))
            if not found:
                message = f"node_modules/{source} does not exist; tools/vendor.py no longer fits package.json"
                raise FileNotFoundError(message)
            for path in found:
                place(path, fresh / target / path.name if target.endswith("/") else fresh / target)
        (fresh / "tabler" / "icons.css").write_text(icon_css(icons), encoding="utf-8")
        shutil.rmtree(VENDOR, ignore_errors=True)
        fresh.rename(VENDOR)
    sizes = [path.stat().st_size for path in VENDOR.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
