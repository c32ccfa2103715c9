"""What the pages for handhelds share: a refusal as sentences beside the scan box."""

from typing import Any

from ledgerhouse.interfaces.web import errors
from ledgerhouse.kernel.errors import Refused, Unreadable


def refused(refusal: Refused) -> dict[str, Any]:
    """The problems of a refusal, for a page that is drawn again with status 422."""
    if isinstance(refusal, Unreadable):
        return {"problems": [sentence for _where, sentence in errors.problems(refusal)]}
    return {"problems": [errors.sentence(refusal)]}
