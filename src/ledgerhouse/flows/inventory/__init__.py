"""Goods are moved and counted inside a warehouse: relocate, count, adjust.

One verb a file; the directory listing is the feature list. Verbs meet papers (`documents`) and the gate (`posting`) here.
"""
