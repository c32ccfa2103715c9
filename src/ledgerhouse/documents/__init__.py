"""Papers with a life. Each room keeps its own papers, changes their state by a lifecycle table and knows no other room.

People work on these. What happens to goods and money because of a paper is said in `flows` and written by `posting`.
"""
