"""Labels of parcels."""

from ledgerhouse.documents.warehouse.listings_outbound import ParcelRow
from ledgerhouse.foundation.printing.labels import label
from ledgerhouse.foundation.printing.layout import Said
from ledgerhouse.foundation.reading import moment, quantity, words
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.exact import number


@label("parcel", title=gettext_noop("Parcel label"), listing="warehouse.parcels", keys=("number",), size=(100, 70))
def parcel(row: ParcelRow) -> Said:
    """A parcel: its order, its weight, when it was packed, and its number as a barcode."""
    weight = f"{words(gettext_noop('Weight'))} {quantity(number(row.weight_g, 3))} kg" if row.weight_g else ""
    packed = f"{words(gettext_noop('Packed'))} {moment(row.packed_at)}" if row.packed_at else ""
    order = f"{words(gettext_noop('Outbound order'))} {row.order}" if row.order else ""
    return Said(row.number or "", (order, weight, packed), (("", row.number or ""),))
