"""Starts runs of the command line by fork, so that killing fifty of them does not mean importing everything fifty times.

Reads a line of words per run from standard input; answers the run's process id at once and its wait status at its end, a line each.
What the run answers goes to the file named in its first word; what it logs and says besides, to this process's standard error.
"""

import os
import sys
from importlib import import_module

import django

from ledgerhouse.interfaces.cli.main import main

django.setup()
import_module("ledgerhouse_demo.today")  # and all that the job needs
for line in sys.stdin:
    out, *words = line.split()
    child = os.fork()
    if child == 0:
        file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        status = main(words)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
