"""Goods are made: issue material, report output, backflush. No code yet; work orders live in `documents.manufacturing`.

One verb a file; the directory listing is the feature list. Verbs meet papers (`documents`) and the gate (`posting`) here.
"""
