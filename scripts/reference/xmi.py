"""Freezes what dkpro-cassis reads from the shared XMI files, and from the same files written by medspan, as hashes.

For every .xmi under ../shared/data/cas: the type systems that belong to it, and either

- the number of indexed annotations and the SHA-256 of the sorted lines "type<TAB>begin<TAB>end<TAB>covered text"
  (offsets in UTF-16 code units, lines sorted by their UTF-8 bytes and joined with line feeds),
- `structures` and `values`: the number of feature structures that can be reached from a view, and the SHA-256 of a
  sorted line for each with its id, type and every feature, and for each view with its text and members,
- `written`: the SHA-256 of what medspan writes after reading the file, from which cassis must read the same values,

or the kind of error that cassis raises. Needs `npm run build` before, and MEDSPAN_SHARED_DATA or ../shared/data.

    xmi.py           write test/cas/reference/cassis.json
    xmi.py --check   recompute, compare, exit 1 on a difference
"""

import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

import cassis

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MEDSPAN_SHARED_DATA", ROOT.parent / "shared" / "data")) / "cas"
OUT = ROOT / "test" / "cas" / "reference" / "cassis.json"
SYSTEMS = "dkpro-cassis/typesystems/"

# The pairs that dkpro-cassis' own test fixtures make.
PAIRS = {
    "cas_has_fs_with_no_namespace": "typesystem_has_types_with_no_namespace",
    "cas_with_array_features": "typesystem_with_array_features",
    "cas_with_collections": "typesystem_with_collections",
    "cas_with_empty_array_reference": "important_dkpro_types",
    "cas_with_floating_point_special_values": "typesystem_with_floating_points",
    "cas_with_inheritance": "typesystem_with_inheritance",
    "cas_with_list_features": "typesystem_with_list_features",
    "cas_with_multiple_references_allowed_string_array": "typesystem_with_multiple_references_allowed",
    "cas_with_nonindexed_fs": "important_dkpro_types",
    "cas_with_references": "webanno_types",
    "cas_with_reserved_names": "typesystem_with_reserved_names",
    "cas_with_smileys": "important_dkpro_types",
    "cas_with_two_sofas": "small_typesystem",
    "empty_cas": "small_typesystem",
    "lenient_cas": "small_typesystem",
    "small_cas": "small_typesystem",
}


def type_systems_of(path: Path) -> list[str]:
    """The type systems beside a file, else those that its project has for its tests."""
    for name in ("debug-typesystem.xml", "typesystem.xml", "TypeSystem.xml"):
        if (path.parent / name).exists():
            return [str((path.parent / name).relative_to(DATA))]
    if path.stem in PAIRS:
        return [f"{SYSTEMS}{PAIRS[path.stem]}.xml"]
    return ["inception-relation/TypeSystem.xml", "inception-tsv3/desc/type/webannoTestTypes.xml"]


def utf16(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def load(path: Path, systems: list[str]) -> cassis.Cas:
    loaded = []
    for system in systems:
        with open(DATA / system, "rb") as file:
            loaded.append(cassis.load_typesystem(file))
    with open(path, "rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=cassis.merge_typesystems(*loaded))


def scalar(value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "x" + struct.pack(">d", value).hex()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        # An empty element of a list of texts is None in cassis.
        return json.dumps(value, ensure_ascii=False) if value else "null"
    # cassis has a feature structure 0 in the place of null.
    return f"@{value.xmiID}" if value.xmiID else "null"


def elements_of(value) -> list:
    if hasattr(value, "elements"):
        return list(value.elements or [])
    if isinstance(value, list):
        return value
    found = []
    while hasattr(value, "head"):
        found.append(value.head)
        value = value.tail
    return found


def values_of(cas: cassis.Cas) -> dict:
    """Everything that can be reached from the views, as a digest that does not depend on any order in the file."""
    lines, waiting, offsets = [], [], {}
    for name in [sofa.sofaID for sofa in cas.sofas]:
        view = cas.get_view(name)
        text = view.sofa_string
        members = list(view.select_all_fs())
        ids = sorted(fs.xmiID for fs in members)
        lines.append(f"view\t{name}\t{view.sofa_mime}\t{scalar(text)}\t{' '.join(map(str, ids))}")
        waiting += members
        for fs in members:
            if text is not None and cas.typesystem.is_instance_of(fs.type, "uima.tcas.Annotation"):
                offsets[fs.xmiID] = text
    seen = set()
    while waiting:
        fs = waiting.pop()
        if fs.xmiID in seen or fs.xmiID == 0:
            continue
        seen.add(fs.xmiID)
        parts = []
        for feature in fs.type.all_features:
            value = getattr(fs, feature.name)
            name = feature.name[:-1] if feature._has_reserved_name else feature.name
            if value is None:
                continue
            kind = feature.rangeType.name
            held = kind.endswith("Array") or kind.endswith("List") or kind.endswith("[]")
            if fs.type.name.endswith("Array") or (held and not feature.multipleReferencesAllowed):
                items = elements_of(value)
                waiting += [one for one in items if hasattr(one, "xmiID")]
                parts.append(f"{name}=[{','.join(map(scalar, items))}]")
                continue
            if hasattr(value, "xmiID") and name != "sofa":
                waiting.append(value)
            if name in ("begin", "end") and fs.xmiID in offsets:
                value = utf16(offsets[fs.xmiID], value)
            text = scalar(value)
            # In cassis an attribute that is empty is a text, not None.
            parts.append(f"{name}={'null' if value == '' else text}")
        lines.append(f"{fs.xmiID}\t{fs.type.name}\t" + "\t".join(sorted(parts)))
    encoded = sorted(line.encode("utf-8", "surrogatepass") for line in lines)
    return {"structures": len(seen), "values": hashlib.sha256(b"\n".join(encoded)).hexdigest()}


def read(path: Path, systems: list[str]) -> dict:
    cas = load(path, systems)
    lines = []
    for name in [sofa.sofaID for sofa in cas.sofas]:
        view = cas.get_view(name)
        text = view.sofa_string
        for fs in view.select_all():
            if not cas.typesystem.is_instance_of(fs.type, "uima.tcas.Annotation"):
                continue
            # Without a text cassis leaves the offsets as they are and has no covered text.
            begin, end = (fs.begin, fs.end) if text is None else (utf16(text, fs.begin), utf16(text, fs.end))
            covered = "" if text is None else fs.get_covered_text()
            lines.append(f"{fs.type.name}\t{begin}\t{end}\t{covered}".encode("utf-8", "surrogatepass"))
    digest = hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()
    return {"annotations": len(lines), "sha256": digest, **values_of(cas)}


def add_written(files: list[dict]) -> int:
    """Lets medspan write each file that cassis read, and counts those that cassis then reads differently."""
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        jobs = [
            {
                "path": str(DATA / file["path"]),
                "typeSystems": [str(DATA / system) for system in file["typeSystems"]],
                "out": f"{folder}/{i}.xmi",
            }
            for i, file in enumerate(files)
            if "error" not in file
        ]
        Path(folder, "jobs.json").write_text(json.dumps(jobs))
        subprocess.run(["node", Path(__file__).with_suffix(".mjs"), f"{folder}/jobs.json"], check=True)
        for i, file in enumerate(files):
            if "error" in file:
                continue
            written = Path(folder, f"{i}.xmi")
            again = values_of(load(written, file["typeSystems"]))
            if again["values"] != file["values"]:
                different += 1
                print(f"cassis: reads other values from {file['path']} as medspan writes it")
            file["written"] = hashlib.sha256(written.read_bytes()).hexdigest()
    return different


def main() -> int:
    warnings.simplefilter("ignore")
    files = []
    for path in sorted(DATA.rglob("*.xmi"), key=lambda p: p.relative_to(DATA).as_posix()):
        systems = type_systems_of(path)
        try:
            outcome = read(path, systems)
        except Exception as error:  # whatever stops cassis is part of the record
            outcome = {"error": type(error).__name__}
        files.append({"path": path.relative_to(DATA).as_posix(), "typeSystems": systems, **outcome})
    different = add_written(files)
    result = {"versions": {"dkpro-cassis": version("dkpro-cassis")}, "files": files}
    text = json.dumps(result, indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        same = OUT.exists() and json.loads(OUT.read_text())["files"] == files
        print(f"cassis: {len(files)} files, {'as frozen' if same else 'different from ' + OUT.name}")
        return 0 if same and different == 0 else 1
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text)
    print(f"cassis: {len(files)} files, {sum('error' in f for f in files)} of them refused by cassis")
    return 0 if different == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
