"""How Sphinx builds these pages. `make docs` fails on a broken link and on a term that the glossary does not have."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
from pages import write_pages

write_pages()

project = "Ledgerhouse"
author = "The Ledgerhouse developers"
copyright = "2026, The Ledgerhouse developers"
extensions = ["myst_parser"]
exclude_patterns = ["_build", "decisions/template.md"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Ledgerhouse"
html_show_sphinx = False
html_last_updated_fmt = ""
