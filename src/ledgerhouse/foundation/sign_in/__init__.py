"""Signing in: password rules, lock-out, open sessions, registered devices with badge and PIN.

Nouns: sign-in (a try and its outcome), session, device, badge, shift. Promises: too many wrong tries lock an account or an
address for a while; no secret is kept in the clear; a badge opens only the floor, only on a registered device, only in the shift.
Second factors and single sign-on are django-allauth's; their pages are in `interfaces.web.accounts`.
"""
