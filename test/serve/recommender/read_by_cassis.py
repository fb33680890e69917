"""Reads the answers of a recommender by dkpro-cassis, leniently, as a client in Python would.

Takes the name of a file of JSON with [{ typeSystem, xmi }] and the features' names, and prints for each the predictions
[begin, end, covered text, label] with offsets in UTF-16 code units, or { error } where dkpro-cassis cannot read it.
"""

import io
import json
import sys
import warnings

import cassis

LAYER, FEATURE = sys.argv[2:]


def utf16(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def predictions(type_system: str, xmi: str) -> list:
    types = cassis.load_typesystem(io.BytesIO(type_system.encode()))
    cas = cassis.load_cas_from_xmi(io.BytesIO(xmi.encode()), typesystem=types, lenient=True)
    found = []
    for name in [sofa.sofaID for sofa in cas.sofas]:
        view = cas.get_view(name)
        for one in view.select(LAYER):
            if one.inception_internal_predicted:
                places = [utf16(view.sofa_string, offset) for offset in (one.begin, one.end)]
                found.append([*places, one.get_covered_text(), getattr(one, FEATURE)])
    return found


def read(answer: dict) -> object:
    try:
        return predictions(answer["typeSystem"], answer["xmi"])
    except Exception as error:  # what dkpro-cassis cannot read is part of the result
        return {"error": f"{type(error).__name__}: {error}"}


warnings.simplefilter("ignore")
with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps([read(answer) for answer in json.load(file)]))
