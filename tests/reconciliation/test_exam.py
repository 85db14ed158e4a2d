"""The published exam, against the real server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROBES = Path(__file__).parent.parent / "conformance" / "reconciliation-probes.json"


def test_every_must_robust_and_should_check_passes(shared, address):
    exam = shared / "conformance" / "reconciliation" / "recon_exam.py"
    command = [sys.executable, exam, address, "--strict", "--probes", PROBES, "--draft", f"{address}/draft"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    failed = [line for line in result.stdout.splitlines() if line.startswith("FAIL")]
    assert result.returncode == 0, failed or result.stderr
