"""Who sees the warehouse papers."""

from typing import Final

SEE: Final = "see warehouse work"
OF_PAPER: Final = {"company": "paper__company_id", "warehouse": "paper__warehouse_id"}
OWN: Final = {"company": "company_id", "warehouse": "warehouse_id"}
