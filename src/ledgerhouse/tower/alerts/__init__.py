"""What needs eyes: today the checker that follows the ledgers and its findings; rules for people are to come.

Reads any storey below through its queries; hears news through `config.wiring`; never imports posting, append or another tower room.
"""
