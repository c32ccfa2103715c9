"""Money follows goods: vouchers, settlements, period close. No code yet beyond what the gate books by itself.

One verb a file; the directory listing is the feature list. Verbs meet papers (`documents`) and the gate (`posting`) here.
"""
