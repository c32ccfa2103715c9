"""Rules that say what needs eyes, and their life: raised, acknowledged, resolved. No code yet; will own alerts and rules.

Reads any storey below through its queries; hears news through `config.wiring`; never imports posting, append or another tower room.
"""
