"""What every room stands on: companies, people, rights, the verb frame, and the services around a verb.

Nouns: Company, Department, User, Role, Grant, Command (every write, once), Outbox (news), Job, Attachment, Approval, AuditRow.
Promises: a verb runs in one transaction or not at all; the same idempotency key gives the same answer; no row is read outside the asker's scope;
exact numbers on every database through the fields and the small dialect layer.
Elsewhere: business. Foundation has never heard of an item or an order.
"""
