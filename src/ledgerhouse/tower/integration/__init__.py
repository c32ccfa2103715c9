"""The other half of the house, when it is foreign: messages in and out, connectors, webhooks. No code yet; will own inbox, mappings and connections.

Reads any storey below through its queries; hears news through `config.wiring`; never imports posting, append or another tower room.
"""
