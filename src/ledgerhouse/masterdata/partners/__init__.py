"""Whom we deal with: partners in their roles (supplier, customer, carrier, owner), addresses, terms, licences.

Nouns: Partner, Address, Licence. One partner may have several roles. A licence that has expired blocks what it permits.
Promises: one code means one partner; personal fields are marked as such.
Elsewhere: what they ordered (`documents`), what they owe (`documents.invoicing`).
"""
