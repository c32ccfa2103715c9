"""Forecasts, safety stock, replenishment, MRP and DRP. No code yet; will own forecasts, parameters and planned orders.

Reads any storey below through its queries; hears news through `config.wiring`; never imports posting, append or another tower room.
"""
