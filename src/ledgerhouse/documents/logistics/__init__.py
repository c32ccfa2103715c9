"""Carriers, waybills, loads, tracking and proof of delivery. No code yet.

Will live here: Carrier services, Waybill, Load, TrackingEvent, ProofOfDelivery, each with its lifecycle.
Promises to keep: one tracking number per parcel; a carrier's callback may come twice or late and changes nothing twice.
Elsewhere: packing the parcel (`documents.warehouse`), goods leaving stock (`flows.outbound`).
"""
