"""Approvals (审批): what needs another person's consent, designed by the customer as data.

Nouns: subject (what can need approval), route (when and by whom, step after step), approval (one question about one paper), seat
(one answer it waits for). A verb asks `need.require` and goes on, or refuses until the paper is approved. Promises: the
maker never approves; one person answers once; a paper that was changed after it was shown must be asked about again.
The rooms that own the papers declare their subjects; nothing here knows an order or a count.
"""
