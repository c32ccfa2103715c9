"""What the goods are worth: cost pools and cost lines per item and valuation area.

Nouns: a *pool* holds quantity and value of one item in one valuation area (company or warehouse), by lot where costing is specific; a
*cost line* is the value of one stock entry. Methods are pure functions over layers, in `methods.py`.
Promises: quantity zero means value zero; the last unit takes the residual cent; pool quantity equals stock quantity.
Elsewhere: accounts (`books`), where the goods lie (`stock`); cost never lives in a bin.
"""
