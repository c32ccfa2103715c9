"""Looking after people: who may sign in, in which roles, where and until when; keys for programs.

Nouns: user, role, grant (a role given to a user, within limits, or denied), token.
Promises: nobody gives rights to themself, nobody gives rights further than their own reach; a password or a token's secret is never kept.
Elsewhere: how rights become rows (`foundation.scope`), the rights there are (`foundation.words`), sign-in itself (`interfaces`).
"""
