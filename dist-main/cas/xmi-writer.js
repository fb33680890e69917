/**
 * @file Writing a CAS as XMI 1.0, so that UIMA, INCEpTION and dkpro-cassis read it.
 *
 * After "XMI CAS Serialization Reference" (UIMA References, section 8). The file is XML 1.0, or XML 1.1 where a
 * text holds control characters that only XML 1.1 can carry. An element of a string array that is not there
 * (null) is empty and has `xsi:nil`, as in XMI for EMF: UIMA takes it for an empty text, dkpro-cassis and we for null.
 */
import { NC_NAME_RE } from 'xmlchars/xmlns/1.0/ed3.js';
import { internal, MedspanError } from "../errors.js";
import { escapeAttribute, escapeText, needsXml11 } from "../text/xml.js";
import { isReference } from "./cas.js";
import { ARRAYS, LISTS } from "./typesystem.js";
const CAS_NAMESPACE = 'http:///uima/cas.ecore';
const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
/** About how many characters a piece of a file has. */
const pieceLength = 1 << 18;
/** Formats a CAS; parsing the result with the same type system gives the same CAS. */
export function formatXmi(cas) {
    return [...formatXmiPieces(cas)].join('');
}
/**
 * The pieces of a file, in order, so that a large one need not be held as a whole; not too small, since each that is written is
 * a question to the system.
 *
 * @throws MedspanError `data` where a text has a character, or a type or feature a name, that XML cannot carry
 */
export function* formatXmiPieces(cas) {
    let piece = '';
    for (const element of formatElements(cas)) {
        piece += element;
        if (piece.length < pieceLength)
            continue;
        yield piece;
        piece = '';
    }
    yield piece;
}
function* formatElements(cas) {
    const needs = survey(cas);
    const prefixes = createPrefixes(cas, needs.hasNull);
    const declared = [...prefixes].map(([namespace, prefix]) => ` xmlns:${prefix}="${escapeAttribute(namespace)}"`);
    yield `<?xml version="${needs.is11 ? '1.1' : '1.0'}" encoding="UTF-8"?>\n` +
        `<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"${declared.join('')} xmi:version="2.0">\n` +
        '  <cas:NULL xmi:id="0"/>\n';
    const elements = new Map();
    for (const structure of cas.featureStructures.values()) {
        let name = elements.get(structure.type);
        if (name === undefined) {
            const { namespace, local } = splitType(structure.type);
            name = `${prefixes.get(namespace)}:${local}`;
            elements.set(structure.type, name);
        }
        yield formatStructure(cas.typeSystem, structure, name);
    }
    for (const sofa of cas.sofas)
        yield formatSofa(sofa);
    for (const view of cas.views)
        yield formatView(view);
    yield '</xmi:XMI>\n';
}
function formatSofa(sofa) {
    return (`  <cas:Sofa xmi:id="${sofa.id}" sofaNum="${sofa.num}"${attribute('sofaID', sofa.name)}` +
        `${attribute('mimeType', sofa.mimeType)}${attribute('sofaArray', sofa.array?.toString())}` +
        `${attribute('sofaURI', sofa.uri)}${attribute('sofaString', sofa.text)}/>\n`);
}
function formatView(view) {
    return `  <cas:View${attribute('sofa', view.sofa?.toString())}${attribute('members', view.members.join(' '))}/>\n`;
}
function attribute(name, value) {
    return value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`;
}
/** What the file as a whole needs: XML 1.1, and a way to say null in a list of texts. */
function survey(cas) {
    const texts = (value) => typeof value === 'string'
        ? needsXml11(value)
        : Array.isArray(value) && value.some(texts);
    let is11 = cas.sofas.some(sofa => [sofa.text, sofa.name, sofa.mimeType, sofa.uri].some(one => texts(one ?? '')));
    let hasNull = false;
    for (const structure of cas.featureStructures.values())
        for (const value of structure.features.values()) {
            if (Array.isArray(value))
                hasNull ||= value.includes(null);
            is11 ||= texts(value);
        }
    return { is11, hasNull };
}
function formatStructure(typeSystem, structure, name) {
    const known = typeSystem.features(structure.type);
    const itself = ARRAYS.has(structure.type);
    let attributes = '';
    let children = '';
    for (const [key, value] of structure.features) {
        const feature = known.get(key);
        if (feature === undefined)
            throw internal(`type ${structure.type} has no feature ${key}`, { at: `xmi:id ${structure.id}` });
        if (Array.isArray(value)) {
            const elements = value;
            const kind = elementKind(feature, itself);
            if (elements.length > 0 && kind !== undefined && typeSystem.isSubtype(kind, 'uima.cas.String'))
                for (const one of elements)
                    children +=
                        one === null ? `<${key} xsi:nil="true"/>` : `<${key}>${escapeText(formatScalar(one))}</${key}>`;
            else if (kind === 'uima.cas.Byte')
                attributes += ` ${key}="${Buffer.from(Int8Array.from(elements.map(Number)).buffer)
                    .toString('hex')
                    .toUpperCase()}"`;
            else
                attributes += attribute(key, elements.map(one => formatScalar(one, kind)).join(' '));
        }
        else if (typeof value === 'string')
            attributes += attribute(key, value);
        else if (value !== null)
            attributes += ` ${key}="${formatScalar(value, feature.range)}"`;
    }
    const head = `  <${name} xmi:id="${structure.id}"${attributes}`;
    return children === '' ? `${head}/>\n` : `${head}>${children}</${name}>\n`;
}
function elementKind(feature, arrayItself) {
    if (arrayItself && feature.name === 'elements')
        return ARRAYS.get(feature.range);
    return ARRAYS.get(feature.range) ?? LISTS.get(feature.range);
}
function formatScalar(value, range) {
    if (value === null)
        return '0';
    if (isReference(value))
        return String(value.ref);
    if (typeof value === 'number' && (range === 'uima.cas.Double' || range === 'uima.cas.Float'))
        return formatDouble(value);
    return String(value);
}
/** A number as Java's Double.toString writes it: `1.0`, `1.0E10`, `NaN`, `-Infinity`. */
export function formatDouble(value) {
    if (!Number.isFinite(value))
        return String(value);
    if (value === 0)
        return Object.is(value, -0) ? '-0.0' : '0.0';
    const size = Math.abs(value);
    if (size >= 1e-3 && size < 1e7)
        return Number.isInteger(value) ? `${value}.0` : String(value);
    const [digits, exponent] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
function splitType(type) {
    const dot = type.lastIndexOf('.');
    const packageName = dot < 0 ? 'uima.noNamespace' : type.slice(0, dot);
    return {
        packageName,
        namespace: `http:///${packageName.replaceAll('.', '/')}.ecore`,
        local: type.slice(dot + 1),
    };
}
/** A prefix for each package that is used: its last part, with a number where two packages share it. */
function createPrefixes(cas, hasNull) {
    const prefixes = new Map([[CAS_NAMESPACE, 'cas']]);
    const taken = new Set(['cas', 'xmi', 'xsi']);
    if (hasNull)
        prefixes.set(XSI_NAMESPACE, 'xsi');
    const types = new Set();
    for (const structure of cas.featureStructures.values())
        types.add(structure.type);
    for (const type of types) {
        const { packageName, namespace, local } = splitType(type);
        const last = packageName.slice(packageName.lastIndexOf('.') + 1);
        const names = [last, local, ...cas.typeSystem.features(type).keys()];
        const broken = names.find(name => !NC_NAME_RE.test(name));
        if (broken !== undefined)
            throw new MedspanError('data', `the name ${JSON.stringify(broken)} of type ${type} cannot stand in XML`, {
                hint: 'rename the layer or the feature; UIMA allows letters, digits and underscores',
            });
        if (prefixes.has(namespace))
            continue;
        const base = /^xml/i.test(last) ? 'p' : last;
        let prefix = base;
        for (let n = 2; taken.has(prefix); n++)
            prefix = `${base}${n}`;
        taken.add(prefix);
        prefixes.set(namespace, prefix);
    }
    return prefixes;
}
