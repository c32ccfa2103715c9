"""`python -m ledgerhouse.interfaces.cli` is `ledgerhouse`."""

import sys

from ledgerhouse.interfaces.cli.main import main

sys.exit(main())
