"""Freezes spaCy's blank English words for test/text/words-spacy.test.ts.

Without a flag it writes test/text/reference/words.json; with --check it compares and exits 1 on a difference.
Offsets count UTF-16 code units. White space, which spaCy also calls a word, is left out. Of public corpora (found in
../shared/data, or where MEDSPAN_SHARED_DATA says) it freezes a hash for each file: of the words of all its lines.
"""

import hashlib
import json
import os
import random
import sys
from importlib.metadata import version
from pathlib import Path

import spacy

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MEDSPAN_SHARED_DATA", ROOT.parent / "shared/data"))
TARGET = ROOT / "test/text/reference/words.json"

TEXTS = [
    "IL-2 (p<0.05), 5-fluorouracil and 10mg/kg vs. 3.5 km of p.Tyr263Cys.",
    "Don't, can't, cannot, won’t've; he'll, it's, its, we're, were, who've, y'all, let's and c'mon.",
    "The U.S. and the U.K. at 5p.m. or 11 a.m., e.g. in Jan. by Dr. Smith et al. (n = 8) or (a) or a) and so.",
    "See http://example.org/a?b=1, www.example.com. and user@example.com; not end.Start, but lower.case is.",
    "Alpha-1,25-(OH)2D3/TNF-α; IFN-γ-induced... Wait…… no!? \"Quoted,\" 'single' and ''double''.",
    "Prices: US$5, 5$, £3.50, 20%, +5, 5+, -3, 1-2, 3*4, 2^3, 10°C. 37 °C, 5µg, 3µm, 7kg. 12M",
    "smile :) and :-( with 8) or (^_^) and <3; x:) a:( :')",
    "Ca2+/calmodulin, K(+)-channel, [3H]thymidine, N,N-dimethyl, 2',3'-dideoxy, 1:100, 5/6, and/or, w/o, C++.",
    "a=b, A:B, 1:b, x<y, x>y, a--b, a---b, a—b, a–b, a~b, a_b, #tag, @name, *star*, §5, x…y",
    "é.É, naïve.Test, ΑΒ.γδ, DNA.RNA, DNA. RNA.\tTab\nline\r\nend  two  blanks \u00a0nbsp",
    "Straße, cafe\u0301, 😀 smile😀face 👩‍⚕️, ©2020, 5€, 日本語。中文，한국어 and עברית.",
    "1.1.1.1, 192.168.1.1, 8.8.8.8:53, ftp://x.yz/1, 3.14.15, v1.2.3, i.v., i.p., N.A.S.A., Ph.D., No.5, Fig.2A.",
    "(((nested))) [[x]] {{y}} \"\"\" ''' ``` ...... .. . , ,, ;; '' '",
    "10.5km/h 5m/s 3ft. 5%. 5%) 5%: 100,000 1,2 a,b A,b 5,b b,5",
    "gonna Gonna gotta dunno somethin' ol' 'em 'Cause o'clock ma'am Ma’am shouldn't've couldn’t",
]

PIECES = (
    "a A b. B. c, e.g. vs. IL -2 - -- ( ) [ ] / : = < > . .. ... , ; ' 's n't \" 5 10 mg kg % + * ^ α γ µ é 😀 °C “ ” – — "
    "can't it's http://a.bc d.ef @ # & 8) :) :( x y.Z 日 ½ ² $ € US$ ~ _ | \\ \u200b \u0301"
).split(" ")


def file_row(nlp, path):
    """The number of words in the file's lines, and the SHA-256 of a line of borders for each."""
    digest = hashlib.sha256()
    count = 0
    for line in path.read_text(encoding="utf-8").split("\n"):
        borders = words(nlp, line)
        count += len(borders) // 2
        digest.update((" ".join(map(str, borders)) + "\n").encode())
    return [str(path.relative_to(DATA)), count, digest.hexdigest()]


def words(nlp, text):
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    return [
        number
        for token in nlp.make_doc(text)
        if not token.is_space
        for number in (units[token.idx], units[token.idx + len(token)])
    ]


def main():
    nlp = spacy.blank("en")
    rng = random.Random(8)
    texts = list(TEXTS)
    for _ in range(200):
        glue = rng.choice(["", "", " "])
        texts.append(glue.join(rng.choice(PIECES) for _ in range(rng.randint(1, 14))))
    reference = {
        "versions": {"spacy": version("spacy")},
        "cases": [[text, words(nlp, text)] for text in texts],
        "files": [file_row(nlp, path) for path in sorted((DATA / "ner").glob("*.PubTator"))],
    }
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text(encoding="utf-8"))
        same = all(frozen[key] == reference[key] for key in ("cases", "files"))
        print("words:", "equal" if same else "DIFFERENT", len(texts), "texts", reference["versions"])
        sys.exit(0 if same else 1)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in reference["cases"])
    head = json.dumps(reference["versions"])
    files = ",\n".join(map(json.dumps, reference["files"]))
    TARGET.write_text(
        f'{{"versions": {head},\n"files": [\n{files}\n],\n"cases": [\n{lines}\n]}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
