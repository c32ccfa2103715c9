"""The warehouse in a computer: demand, people and faults, to compare policies before they are used. No code yet; will own scenarios and runs.

Reads any storey below through its queries; hears news through `config.wiring`; never imports posting, append or another tower room.
"""
