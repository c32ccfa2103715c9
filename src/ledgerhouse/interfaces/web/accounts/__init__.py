"""One's own account and signing in: password, second factors, passkeys, single sign-on, badge and PIN, open sessions.

The flows are django-allauth's, the pages and the rules (lock-out, sessions, rights) are the house's; `adapters` joins the two.
"""
