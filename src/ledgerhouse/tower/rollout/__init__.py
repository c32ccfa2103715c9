"""Going live step by step: opening balances, switches per warehouse, parallel-run comparison. No code yet; will own cut-over plans.

Reads any storey below through its queries; hears news through `config.wiring`; never imports posting, append or another tower room.
"""
