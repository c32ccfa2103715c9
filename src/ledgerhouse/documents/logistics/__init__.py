"""Carriage: who takes parcels where, by which service, under which waybill, and what became of them.

Nouns: Carrier and Service (what may be sent how, until when, at what price), NumberRange (waybill numbers a carrier gave), Waybill (电子面单: one
parcel under one number), Manifest (交接单: what a carrier takes along), TrackingEvent, Connection (a tracking service on the wire).
Promises: one living waybill per parcel; a number is given once; an event that is told twice, or late, changes nothing twice.
Elsewhere: packing the parcel (`documents.warehouse`), goods leaving stock and what control over them means for the books (`flows.outbound`).
"""
