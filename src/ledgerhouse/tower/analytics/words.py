"""Words of analytics."""

from enum import StrEnum


class Form(StrEnum):
    """What kind of file a list is mailed as."""

    CSV = "csv"
    XLSX = "xlsx"
