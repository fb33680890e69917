"""Numbers that scripts and tests draw alike, so that they need not be stored: the hash of src/random.ts, and what is made of it."""


def mix32(x):
    """lowbias32 (Chris Wellons, "Prospecting for Hash Functions", 2018), as in src/random.ts."""
    x &= 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


def spread(first, count, width, middle=0.0):
    """`count` numbers, evenly in `middle` ± `width` / 2: number i is of mix32(first + i)."""
    return [(mix32(first + i) / 2**32 - 0.5) * width + middle for i in range(count)]


class Draws:
    """Whole numbers from a counter and a seed."""

    def __init__(self, seed):
        self.key = mix32(seed)
        self.count = 0

    def below(self, n):
        self.count += 1
        return mix32(self.key + self.count) % n
