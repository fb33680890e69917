"""The peer of the benchmark of XMI in and out: dkpro-cassis reads each file, adds mentions, and writes it.

Arguments: a folder with XMI, and the one to write. Prints the seconds, those of the processor, and how many mentions were added.
"""
import json
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import cassis

warnings.simplefilter("ignore")
API = "de.tudarmstadt.ukp.dkpro.core.api"
folder, output = Path(sys.argv[1]), Path(sys.argv[2])
added = 0
start, cpu = time.perf_counter(), time.process_time()
output.mkdir()
with open(folder / "TypeSystem.xml", "rb") as file:
    typesystem = cassis.load_typesystem(file)
entity = typesystem.get_type(f"{API}.ner.type.NamedEntity")
for path in sorted(folder.glob("*.xmi")):
    with open(path, "rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=typesystem, trusted=True)
    tokens = list(cas.select(f"{API}.segmentation.type.Token"))
    mentions = [entity(begin=token.begin, end=token.end, value="NN") for token in tokens[::12]]
    cas.add_all(mentions)
    added += len(mentions)
    cas.to_xmi(output / path.name)
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "added": added, "version": version("dkpro-cassis")}))
