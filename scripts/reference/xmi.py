"""Freezes what dkpro-cassis reads from the shared XMI files, as hashes.

For every .xmi under ../shared/data/cas: the type systems that belong to it, and either the number of indexed
annotations and the SHA-256 of the sorted lines "type<TAB>begin<TAB>end<TAB>covered text" (offsets in UTF-16 code
units, lines sorted by their UTF-8 bytes and joined with line feeds), or the kind of error that cassis raises.

    xmi.py           write test/formats/reference/cassis.json
    xmi.py --check   recompute, compare, exit 1 on a difference
"""

import hashlib
import json
import os
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import cassis

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MEDSPAN_SHARED_DATA", ROOT.parent / "shared" / "data")) / "cas"
OUT = ROOT / "test" / "formats" / "reference" / "cassis.json"
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


def read(path: Path, systems: list[str]) -> dict:
    loaded = []
    for system in systems:
        with open(DATA / system, "rb") as file:
            loaded.append(cassis.load_typesystem(file))
    with open(path, "rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=cassis.merge_typesystems(*loaded))
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
    return {"annotations": len(lines), "sha256": hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()}


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
    result = {"versions": {"dkpro-cassis": version("dkpro-cassis")}, "files": files}
    text = json.dumps(result, indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        same = OUT.exists() and json.loads(OUT.read_text())["files"] == files
        print(f"cassis: {len(files)} files, {'as frozen' if same else 'different from ' + OUT.name}")
        return 0 if same else 1
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text)
    print(f"cassis: {len(files)} files, {sum('error' in f for f in files)} of them refused by cassis")
    return 0


if __name__ == "__main__":
    sys.exit(main())
