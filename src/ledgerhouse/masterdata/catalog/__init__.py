"""What we deal in: items, variants, units with exact conversions, packs, barcodes, categories, lots and serials.

Nouns: Item, ItemUnit, Pack, Barcode, Category, Lot, Serial. An item says how it is tracked (lot, serial, expiry), stored and
costed; a lot says when it was made and when it expires.
Promises: one code means one item; a conversion never rounds; policies can not change once goods have moved.
Elsewhere: how much of it is where (`ledgers.stock`), what it is worth (`ledgers.costing`).
"""
