"""Inspection of goods (质检): what has to be looked at, how much of it, what was found, and the verdict.

Nouns: Plan (what is inspected how: none, all, a percentage, or sampling), Inspection (检验单: one lot of one item of one receipt), Finding,
History (how a supplier's lots of an item have done, and how severely the next is inspected).
Promises: the most specific plan wins; samples and limits are those of ISO 2859-1; an inspection is decided once, until somebody with the right reopens it.
Elsewhere: the goods and their status (`ledgers.stock`), what a verdict does to them (`flows.inbound`), who may not inspect (`foundation.duties`).
"""
