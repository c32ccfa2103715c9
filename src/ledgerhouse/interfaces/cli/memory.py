"""How much memory this process has needed at most."""

import sys


def peak_mb() -> float | None:
    """The peak of resident memory in megabytes; None where the system does not say (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
