"""Packs the shipped fonts for pages: assets/fonts/*.ttf as WOFF2, with every glyph and feature they have.

    python -m venv .venv && .venv/bin/pip install fonttools==4.60.1 brotli==1.1.0
    .venv/bin/python scripts/web-fonts.py

Run it when a font changes. The same versions give the same bytes, of which the script prints the SHA-256:
IBMPlexSans-Regular.woff2  36a77a5a8b36b50787eb376adae1e9fac704f19426ee190034c8c69cce94994d
IBMPlexSans-SemiBold.woff2 ae3207c31b090d5e2d5e5e688545f74aec47f6a3b9f49b07992a89118e3dd20e
"""

import hashlib
from pathlib import Path

from fontTools.ttLib import TTFont

for source in sorted((Path(__file__).parent.parent / "assets" / "fonts").glob("*.ttf")):
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = "woff2"
    target = source.with_suffix(".woff2")
    font.save(target)
    print(target.name, hashlib.sha256(target.read_bytes()).hexdigest())
