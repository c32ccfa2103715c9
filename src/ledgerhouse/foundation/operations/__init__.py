"""Keeping the house running: settings, jobs, messages, attachments as verbs and lists.

Nouns: setting, job, message (news in the outbox), dead letter (news a listener could not hear), command, audit row, attachment.
Promises: every change is audited; a file is attached only to a paper the asker may see.
Elsewhere: the mechanisms themselves (`foundation.settings`, `jobs`, `outbox`, `attachments`, `audit`).
"""
