"""Settings, urls and the wiring: which listener hears which news. The only storey that knows everybody.

Nouns: settings (all from the environment), the address of every page, `wiring` (news -> listeners).
Promises: nothing is decided here; without any setting the house stands on SQLite in one folder.
Elsewhere: settings that a company changes while running (`foundation.settings`).
"""
