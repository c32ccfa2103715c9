"""Time knocks: the worker that dispatches news, runs jobs and keeps schedules.

Translates only; the verb or query it calls has the last word on rights, scope and rules. Knows no other interface.
"""
