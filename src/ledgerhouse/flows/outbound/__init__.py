"""Goods go out: confirm a sale, allocate, release a wave, pick, pack, ship.

One verb a file; the directory listing is the feature list. Verbs meet papers (`documents`) and the gate (`posting`) here.
"""
