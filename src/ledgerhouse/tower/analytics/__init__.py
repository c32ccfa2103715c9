"""KPIs, reports and dashboards on one governed set of metrics. No code yet; will own metric definitions and snapshots.

Reads any storey below through its queries; hears news through `config.wiring`; never imports posting, append or another tower room.
"""
