"""What leaves the house and what comes in from outside: today webhooks, signed and with the rights of who set them up.

Nouns: subscription. Promises: news leaves in order per paper, at least once, retried and then kept as a dead letter; nothing leaves that its
owner may not see. Who may hear a piece of news is decided in `foundation.hearing`, when it is tried again in `foundation.dispatch`.
"""
