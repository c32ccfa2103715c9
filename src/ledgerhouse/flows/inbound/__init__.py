"""Goods come in: release a purchase, receive, put away, take back what a customer returns.

One verb a file; the directory listing is the feature list. Verbs meet papers (`documents`) and the gate (`posting`) here.
"""
