"""Labels of items and lots."""

from ledgerhouse.foundation.printing.labels import label
from ledgerhouse.foundation.printing.layout import Said
from ledgerhouse.foundation.reading import plain, words
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.listings import ItemRow, LotRow


@label("item", title=gettext_noop("Item label"), listing="catalog.items", keys=("code",), size=(60, 40))
def item(row: ItemRow) -> Said:
    """Name, specification and unit of an item over its code."""
    return Said(row.name or "", ("  ".join(part for part in (row.spec, row.unit) if part),), (("", row.code or ""),))


@label("lot", title=gettext_noop("Lot label"), listing="catalog.lots", keys=("item", "code"), size=(80, 60))
def lot(row: LotRow) -> Said:
    """Item and lot, each as a code of its own, with the dates that first-expired-first-out goes by."""
    dates = [
        f"{words(title)} {plain(day, 'date')}"
        for title, day in ((gettext_noop("Made on"), row.made_on), (gettext_noop("Expires on"), row.expires_on))
        if day
    ]
    return Said(row.name or "", ("   ".join(dates),), (("", row.item or ""), ("", row.code or "")))
