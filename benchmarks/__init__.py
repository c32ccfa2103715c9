"""Measurements of the bars the house sets itself. Each prints one JSON object; quote ratios within one run, not absolute times."""
