"""What scripts need that hold python/medspan_worker against numbers of others: the package itself, and medspan's numbers."""

import json
import subprocess
import sys
from pathlib import Path

import torch

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "python"))


def of_medspan(what):
    """What worker.mjs prints; needs `npm run build` before."""
    script = ROOT / "scripts/reference/worker.mjs"
    return json.loads(subprocess.run(["node", script, what], check=True, capture_output=True).stdout)


class Comparison:
    """Counts what is further from what it should be than a share of the largest value, and says where."""

    def __init__(self):
        self.compared = 0
        self.failed = 0

    def close(self, name, ours, theirs, bound, least=0.1):
        """`least`: what counts as the largest value where that is smaller."""
        ours, theirs = (torch.as_tensor(x, dtype=torch.float64).detach().flatten() for x in (ours, theirs))
        scale = max(theirs.abs().max().item(), least) if len(theirs) else least
        distance = (ours - theirs).abs().max().item() / scale if ours.shape == theirs.shape and len(ours) else 0.0
        self.compared += 1
        if ours.shape != theirs.shape or not distance <= bound:
            self.failed += 1
            print(f"{name}: {distance:.3g} apart, expected at most {bound}")

    def finish(self, what):
        print(f"{what}: {'equal' if self.failed == 0 else 'DIFFERENT'}, {self.compared} comparisons")
        sys.exit(1 if self.failed or not self.compared else 0)
