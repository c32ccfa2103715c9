"""Two processes on one SQLite file queue politely: the benchmark of crowds, small."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.requirement("R010"),
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="servers have test_concurrency; this brings its own file"),
]


def test_two_processes_on_one_file_queue_politely():
    command = [sys.executable, "-m", "benchmarks.crowd", "--database", "sqlite", "--orders", "20", "--json"]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "demo"), str(ROOT)])
    environment = os.environ | {"PYTHONPATH": paths}
    command += ["--processes", "2", "1"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert [(one["processes"], one["sold"]) for one in said["rounds"]] == [
        (2, 39),
        (1, 39),
    ]  # four of ten items each, of one only three are wanted
    for one in said["rounds"]:
        assert (one["first_error"], one["sold_twice"], one["lost"]) == ("", 0, 0)
    assert (said["oversold"], said["still_held"], said["doctor_clean"]) == (0, 0, True)
