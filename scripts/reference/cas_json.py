"""Freezes what dkpro-cassis reads from the shared JSON CAS files, and has it read the JSON CAS that medspan writes.

For every JSON CAS under ../shared/data/cas (MEDSPAN_SHARED_DATA): the number of indexed annotations and the SHA-256
of their lines, as in xmi.py. And for every XMI and JSON CAS there that cassis can read: medspan (after npm run build)
reads it and writes it as JSON CAS, cassis reads that, and views, sofas, types, offsets and feature values must be the
same, references by what they refer to.

    cas_json.py           write test/cas/reference/cas-json.json
    cas_json.py --check   recompute, compare, exit 1 on a difference
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

import cassis
from xmi import DATA, ROOT, type_systems_of, utf16

OUT = ROOT / "test" / "cas" / "reference" / "cas-json.json"
# What cassis 0.12 cannot do with what medspan writes, although it is as the specification has it.
CASSIS_CANNOT = {
    # A text in a feature that its own type system declares as a whole number: refused here.
    "dkpro-cassis/json/child_type_before_parent.json": "the file contradicts itself",
    "dkpro-cassis/json/fs_as_array/ser-ref/casWithSofaDataURI/debug.xmi": "does not read sofaURI from XMI",
    "dkpro-cassis/xmi/cas_with_collections.xmi": "reads an element that is not there as uima.cas.NULL from XMI",
    "dkpro-cassis/xmi/cas_with_reserved_names.xmi": "does not read references called self or type from JSON",
    "dkpro-cassis/xmi/cas_with_two_sofas.xmi": "reads only one view from JSON",
}


def value_of(value, depth: int):
    """A feature's value as text; a reference is what it refers to."""
    if value is None:
        return None
    if hasattr(value, "elements") and not isinstance(value, (str, bytes)):
        return [value_of(one, depth) for one in value.elements or []]
    if isinstance(value, (list, tuple)):
        return [value_of(one, depth) for one in value]
    if hasattr(value, "type") and hasattr(value, "xmiID"):
        return fs_of(value, depth - 1)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    return value


def fs_of(fs, depth: int):
    if depth <= 0 or fs.type.name == "uima.cas.Sofa":
        return fs.type.name
    features = {}
    for feature in fs.type.all_features:
        value = getattr(fs, feature.name, None)
        if value is None or feature.name == "sofa":
            continue
        if feature.name in ("begin", "end") and fs.sofa is not None and fs.sofa.sofaString is not None:
            value = utf16(fs.sofa.sofaString, value)
        if feature.rangeType.name in ("uima.cas.Double", "uima.cas.Float"):
            value = float(value)
        features[feature.name] = value_of(value, depth)
    return [fs.type.name, features]


def lines_of(cas) -> list[str]:
    lines = []
    for sofa in cas.sofas:
        lines.append(json.dumps([sofa.sofaID, sofa.sofaNum, sofa.mimeType, sofa.sofaString, sofa.sofaURI]))
        for fs in cas.get_view(sofa.sofaID).select_all_fs():
            lines.append(json.dumps([sofa.sofaID, fs_of(fs, 4)], sort_keys=True))
    return sorted(lines)


def annotations_of(cas) -> dict:
    """The indexed annotations of every view, hashed as in xmi.py."""
    lines = []
    for name in [sofa.sofaID for sofa in cas.sofas]:
        view = cas.get_view(name)
        text = view.sofa_string
        for fs in view.select_all():
            if not cas.typesystem.is_instance_of(fs.type, "uima.tcas.Annotation"):
                continue
            begin, end = (fs.begin, fs.end) if text is None else (utf16(text, fs.begin), utf16(text, fs.end))
            covered = "" if text is None else fs.get_covered_text()
            lines.append(f"{fs.type.name}\t{begin}\t{end}\t{covered}".encode("utf-8", "surrogatepass"))
    return {"annotations": len(lines), "sha256": hashlib.sha256(b"\n".join(sorted(lines))).hexdigest()}


def read(path: Path, systems: list[str]):
    with open(path, "rb") as file:
        if path.suffix == ".json":
            return cassis.load_cas_from_json(file)
        loaded = []
        for system in systems:
            with open(DATA / system, "rb") as descriptor:
                loaded.append(cassis.load_typesystem(descriptor))
        return cassis.load_cas_from_xmi(file, typesystem=cassis.merge_typesystems(*loaded))


def main() -> int:
    warnings.simplefilter("ignore")
    paths = [path for path in sorted(DATA.rglob("*")) if path.suffix in (".xmi", ".json")]
    asked, expected, frozen = [], [], []
    for path in paths:
        name = path.relative_to(DATA).as_posix()
        if path.suffix == ".json" and b'"%' not in path.read_bytes()[:200]:
            continue
        systems = type_systems_of(path) if path.suffix == ".xmi" else []
        try:
            cas = read(path, systems)
            lines = lines_of(cas)
            if path.suffix == ".json":
                frozen.append({"path": name, **annotations_of(cas)})
        except Exception as error:  # whatever stops cassis is part of the record
            if path.suffix == ".json":
                frozen.append({"path": name, "error": type(error).__name__})
            continue
        if name in CASSIS_CANNOT:
            continue
        asked.append({"path": str(path), "typeSystems": [str(DATA / system) for system in systems]})
        expected.append((name, lines))
    different = []
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", str(ROOT / "scripts" / "reference" / "cas_json.mjs"), folder]
        refused = json.loads(
            subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True).stdout
        )
        for index, (name, lines) in enumerate(expected):
            written = Path(folder) / f"{index}.json"
            if not written.exists():
                different.append(f"{name}: {refused.get(str(DATA / name), 'not written')}")
                continue
            try:
                again = lines_of(read(written, []))
            except Exception as error:  # that cassis cannot read it is a difference
                different.append(f"{name}: {type(error).__name__}: {error}")
                continue
            if again != lines:
                first = next((f"{a} | {b}" for a, b in zip(lines, again) if a != b), "lengths differ")
                different.append(f"{name}: {first[:400]}")
    for line in different:
        print(line)
    result = {"versions": {"dkpro-cassis": version("dkpro-cassis")}, "written": len(expected), "files": frozen}
    text = json.dumps(result, indent=1) + "\n"
    same = True
    if "--check" in sys.argv[1:]:
        same = OUT.exists() and json.loads(OUT.read_text())["files"] == frozen
    else:
        OUT.parent.mkdir(parents=True, exist_ok=True)
        OUT.write_text(text)
    print(
        f"cas-json: {len(expected)} files written and read by cassis, {len(different)} different; "
        f"{'as frozen' if same else 'not as frozen'}"
    )
    return 0 if same and not different else 1


if __name__ == "__main__":
    sys.exit(main())
