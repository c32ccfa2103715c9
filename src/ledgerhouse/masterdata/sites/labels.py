"""Labels of places and of handling units."""

from ledgerhouse.foundation.printing.labels import label
from ledgerhouse.foundation.printing.layout import Said
from ledgerhouse.foundation.reading import moment, plain
from ledgerhouse.kernel.codes import CodeKind, read_code
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.masterdata.sites.listings import LocationRow, UnitRow


@label("place", title=gettext_noop("Location label"), listing="sites.locations", keys=("place",), size=(100, 50))
def place(row: LocationRow) -> Said:
    """The code of a place in letters that are read from the aisle, and the same as a barcode."""
    return Said(row.code or "", (_joined(row.warehouse, row.zone, plain(row.kind, "state")),), (("", row.code or ""),))


@label("unit", title=gettext_noop("Handling unit label"), listing="sites.units", keys=("code",), size=(100, 70))
def unit(row: UnitRow) -> Said:
    """A pallet, carton or tote; a serial shipping container code is a GS1-128 symbol, as carriers read it."""
    code = row.code or ""
    made = moment(row.created_at) if row.created_at else ""
    return Said(code, (_joined(plain(row.kind, "state"), row.warehouse), made), ((_symbology(code), code),))


def _symbology(code: str) -> str:
    try:
        return "gs1-128" if read_code(code).kind == CodeKind.SSCC and code.isdigit() else ""
    except Refused:
        return ""


def _joined(*parts: str | None) -> str:
    return "  ".join(part for part in parts if part)
