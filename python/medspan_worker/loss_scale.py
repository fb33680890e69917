"""The factor of the loss in half precision (fp16), without which small gradients would be lost: Micikevicius et al. 2018,
section 3.2, in the steps of torch.amp.GradScaler."""

import math
import re

from .errors import WorkerError

FIRST = 2.0**16
GROWTH_INTERVAL = 2000
"""Updates in a row without an overflow, after which the factor is doubled."""
KEY = "loss_scale"


class LossScale:
    """Halved after each overflow; the same batches are then computed again instead of being passed over."""

    def __init__(self, is_needed: bool) -> None:
        self.value = FIRST if is_needed else 1.0
        self._is_needed = is_needed
        self._updates = 0  # in a row

    def lower(self) -> bool:
        """After an overflow; False where it cannot be lower."""
        if self.value <= 1:
            return False
        self.value /= 2
        self._updates = 0
        return True

    def keep(self) -> None:
        """After an update."""
        self._updates += 1
        if self._is_needed and self._updates == GROWTH_INTERVAL:
            self.value *= 2
            self._updates = 0

    def metadata(self) -> dict[str, str]:
        """For the file of moments, of which engines without such a factor read the tensors alone."""
        return {KEY: f"{self.value!r} {self._updates}"} if self._is_needed else {}

    def load(self, metadata: dict[str, str], path: str) -> None:
        """Takes over what was saved. Files of other precisions, and old ones, have nothing: it begins anew with them.

        Raises WorkerError `input`.
        """
        self.__init__(self._is_needed)
        if not self._is_needed or KEY not in metadata:
            return
        match = re.fullmatch(r"(\d+(?:\.\d+)?(?:e\+\d+)?) (\d+)", metadata[KEY])
        if match is None or not 1 <= float(match[1]) < math.inf:
            raise WorkerError("input", f"expected the factor of a loss, got {metadata[KEY]!r}", path=path, at=KEY)
        self.value, self._updates = float(match[1]), int(match[2])
