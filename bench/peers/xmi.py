"""The peer of the XMI benchmark: dkpro-cassis, and what a document needs of its CAS.

Arguments: a file of JSON with the jobs [{path, typeSystem}], and how often to do them all. Prints the seconds,
those of the processor, the peak of the resident memory, and what was found.
"""
import json
import re
import sys
import time
import warnings
from importlib.metadata import version

import cassis

warnings.simplefilter("ignore")
API = "de.tudarmstadt.ukp.dkpro.core.api"
jobs = json.loads(open(sys.argv[1]).read())
rounds = int(sys.argv[2])
found = {"sentences": 0, "tokens": 0, "mentions": 0, "concepts": 0}
start, cpu = time.perf_counter(), time.process_time()
for _ in range(rounds):
    for job in jobs:
        with open(job["typeSystem"], "rb") as file:
            typesystem = cassis.load_typesystem(file)
        with open(job["path"], "rb") as file:
            # Trusted: without it libxml2 refuses a text above 10 MB.
            cas = cassis.load_cas_from_xmi(file, typesystem=typesystem, trusted=True)
        spans = {}
        for kind, name in (("sentences", "Sentence"), ("tokens", "Token")):
            type_name = f"{API}.segmentation.type.{name}"
            known = typesystem.contains_type(type_name)
            spans[kind] = [(a.begin, a.end) for a in cas.select(type_name)] if known else []
            found[kind] += len(spans[kind])
        type_name = f"{API}.ner.type.NamedEntity"
        if typesystem.contains_type(type_name):
            mentions = [(a.begin, a.end, a.value, a.identifier) for a in cas.select(type_name)]
            found["mentions"] += len(mentions)
            found["concepts"] += sum(1 for *_, identifier in mentions if identifier)
seconds = time.perf_counter() - start
cpu = time.process_time() - cpu
peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read()).group(1))
answer = {"seconds": seconds, "cpuSeconds": cpu, "peakKiB": peak, "found": found}
print(json.dumps({**answer, "version": version("dkpro-cassis")}))
