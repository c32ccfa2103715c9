"""Plain Python tools that every storey stands on. No Django, no table, no business.

Nouns: `Context` (who asks, when, through which interface, with which rights), `Reach` (where a right holds),
`Lifecycle` (a document's life as a table), `Registry` (named things that plug-ins may add to), `Refused`
(a business rule said no, with facts), exact numbers in whole steps, application-made ids.
Promises: pure functions, no clock of its own, no settings. Anything that needs a database lives in `foundation`.
"""
