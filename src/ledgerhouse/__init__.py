"""Ledgerhouse: warehouse and business on one ledger of goods and money.

The tree is the rule. From top to bottom: `config`, `interfaces`, `tower`, `flows`, `documents` beside `posting`,
`ledgers`, `masterdata`, `foundation`, `kernel`. Calls fall, news rises. Start reading at `flows`: its file
names are the list of what the business does.
"""
