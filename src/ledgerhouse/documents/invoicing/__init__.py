"""Supplier and customer invoices, matching, payments and clearing. No code yet.

Will live here: SupplierInvoice, CustomerInvoice, Payment, Clearing, three-way match results, each with its lifecycle.
Promises to keep: an invoice is booked once; a match names order, receipt and invoice line; what is cleared stays cleared.
Elsewhere: the entries themselves (`ledgers.books`), the estimate reversed by an invoice (`flows.finance`).
"""
