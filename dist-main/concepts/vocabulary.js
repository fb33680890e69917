/**
 * @file Which vocabulary a concept identifier is of: UMLS, SNOMED CT, MeSH, ICD-10, OMIM, or another one that it names.
 *
 * An identifier says its vocabulary by an IRI (`http://snomed.info/id/22298006`) or a prefix (`MESH:D003920`), or by a
 * shape that no other vocabulary has:
 * - UMLS: `C` and seven digits.
 * - SNOMED CT: 6 to 18 digits that end as a concept's identifier does, in the partition `00` or `10` and Verhoeff's check
 *   digit (SNOMED CT Technical Implementation Guide, "SCTID"): of other numbers one in 500 does.
 * - MeSH: `D` and six or nine digits (descriptors), `C` and nine (supplementary concepts).
 * - ICD-10: a letter and two digits, a full stop, one or two digits, such as `I21.4`. Not `C00.0` to `C80.9`, which ICD-O
 *   has for its topography; not `C04.588` or `I21`, which could be a MeSH tree number, a vertebra, a room.
 * Other bare identifiers (`114500`, `I21`, `C535434`, which NCI Thesaurus and MeSH both could have) are of an unknown
 * vocabulary: nothing is guessed.
 */
import { parseConcepts } from "./cui.js";
/** Vocabularies under the names by which people know them, and their prefixes in lower case without `-`, `_`, `.` and blanks. */
const prefixes = new Map(Object.entries({
    UMLS: 'umls cui umlscui',
    'SNOMED CT': 'snomedct snomed sctid sct snomedctus',
    MeSH: 'mesh msh',
    'ICD-10': 'icd10',
    'ICD-10-CM': 'icd10cm',
    'ICD-10-GM': 'icd10gm dmdicd10',
    'ICD-11': 'icd11',
    OMIM: 'omim mim',
}).flatMap(([name, all]) => all.split(' ').map(prefix => [prefix, name])));
const known = new Set(prefixes.values());
/** IRIs of which each says a prefix and an identifier. */
const iris = [
    [/^snomed\.info\/(?:\S*\/)?id\/(?<id>\d+)$/i, 'snomedct'],
    [/^id\.nlm\.nih\.gov\/mesh\/(?:\d{4}\/)?(?<id>[A-Z]\d+)$/i, 'mesh'],
    [/^id\.who\.int\/icd\/release\/10\/(?:\d{4}\/)?(?<id>[A-Z]\d\d(?:\.\w+)?)$/i, 'icd10'],
    [/^(?:www\.)?omim\.org\/(?:entry\/)?(?<id>\d+)$/i, 'omim'],
    [/^purl\.bioontology\.org\/ontology\/(?<prefix>[\w-]{1,32})\/(?<id>[^/\s]+)$/i, undefined],
    [/^purl\.obolibrary\.org\/obo\/(?<prefix>[A-Za-z]{1,32})_(?<id>[^/\s]+)$/i, undefined],
    [/^(?:www\.)?identifiers\.org\/(?<prefix>[\w.-]{1,32})[/:](?<id>[^/\s]+)$/i, undefined],
];
const longestHost = 64;
/** The longest bare or prefixed identifier that is taken for one in a feature with texts, in code units. */
const longestCode = 200;
/** The name of a vocabulary as people know it, or a prefix in upper case. */
export function vocabularyNamed(prefix) {
    return prefixes.get(prefix.toLowerCase().replace(/[\s_.-]/g, '')) ?? prefix.trim().toUpperCase();
}
/** Takes a concept identifier apart; see above for what says its vocabulary. */
export function readConceptName(value) {
    const [cui] = parseConcepts(value);
    if (cui !== undefined)
        return { vocabulary: 'UMLS', id: cui };
    const iri = /^https?:\/\//i.exec(value);
    if (iri !== null)
        return readIri(value, value.slice(iri[0].length));
    const [, prefix, id] = /^([A-Za-z][\w.-]{0,31}):(\S+)$/.exec(value) ?? [];
    if (prefix !== undefined && /\d/.test(id) && prefix !== 'unknown')
        return { vocabulary: vocabularyNamed(prefix), id: id };
    return { vocabulary: bareVocabulary(value), id: value };
}
function readIri(value, rest) {
    for (const [pattern, known] of iris) {
        const { prefix = known, id } = pattern.exec(rest)?.groups ?? {};
        if (prefix !== undefined && id !== undefined)
            return { vocabulary: vocabularyNamed(prefix), id };
    }
    const host = /^[\w.-]+/.exec(rest)?.[0].toLowerCase();
    return { vocabulary: host === undefined || host.length > longestHost ? undefined : host, id: value };
}
/** The vocabulary of an identifier without a prefix, by its shape. */
function bareVocabulary(id) {
    if (/^(?:D\d{6}(?:\d{3})?|C\d{9})$/.test(id))
        return 'MeSH';
    if (/^(?:[ABD-Z]\d\d|C8[1-9]|C9\d)\.\d{1,2}$/.test(id))
        return 'ICD-10';
    return /^[1-9]\d{2,14}[01]0\d$/.test(id) && hasCheckDigit(id) ? 'SNOMED CT' : undefined;
}
/** The products of the dihedral group D5, and how its elements are permuted by place (Verhoeff 1969). */
const product = (a, b) => {
    const turn = (n) => ((n % 5) + 5) % 5;
    if (a < 5)
        return b < 5 ? turn(a + b) : 5 + turn(a + b - 5);
    return b < 5 ? 5 + turn(a - 5 - b) : turn(a - b);
};
const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
/** Whether a number ends in its check digit by Verhoeff's scheme. */
function hasCheckDigit(digits) {
    let check = 0;
    for (let place = 0; place < digits.length; place++) {
        let digit = digits.charCodeAt(digits.length - 1 - place) - 48;
        for (let times = 0; times < place % 8; times++)
            digit = permutation[digit];
        check = product(check, digit);
    }
    return check === 0;
}
/** Whether a value is a concept identifier of one of the vocabularies above, or an IRI. */
export function isOfKnownVocabulary(value) {
    if (value.length > longestCode || /\s/.test(value))
        return false;
    const { vocabulary } = readConceptName(value);
    return vocabulary !== undefined && (known.has(vocabulary) || /^https?:\/\//i.test(value));
}
/** Whether a value may be a concept identifier, of whatever vocabulary, rather than words: one with a digit, or an IRI. */
export function isIdentifier(value) {
    if (value.length > longestCode || /\s/.test(value))
        return false;
    return /\d/.test(value) || readConceptName(value).vocabulary !== undefined;
}
/** Takes away the terms that SNOMED CT's expressions have behind identifiers: `22298006 |Myocardial infarction|`. */
export function withoutTerms(value) {
    return value.replace(/(?<!\d)(\d{6,18})\s*\|[^|]*\|/g, (whole, id) => bareVocabulary(id) === undefined ? whole : id);
}
/** The name under which concepts of no known vocabulary are counted. */
const UNKNOWN = 'unknown';
/** How many of some concepts are of each vocabulary, the most frequent first, then by name; `unknown` of no known one. */
export function countVocabularies(concepts) {
    const counts = new Map();
    for (const concept of concepts) {
        const vocabulary = readConceptName(concept).vocabulary ?? UNKNOWN;
        counts.set(vocabulary, (counts.get(vocabulary) ?? 0) + 1);
    }
    return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}
/** What people call a vocabulary among others. */
export function vocabularyLabel(name) {
    return name === UNKNOWN ? 'of an unknown vocabulary' : name;
}
/** Whether all concepts that were counted are UMLS', or none was. */
export function isOnlyUmls(counts) {
    return Object.keys(counts).every(name => name === 'UMLS');
}
/** How many vocabularies a line names. */
const namedVocabularies = 6;
/** `120 UMLS, 44 SNOMED CT, 3 of an unknown vocabulary and 5 of 2 others`. */
export function renderVocabularies(counts) {
    const number = (count) => count.toLocaleString('en-US');
    const all = Object.entries(counts);
    const list = all
        .slice(0, namedVocabularies)
        .map(([name, count]) => `${number(count)} ${vocabularyLabel(name)}`)
        .join(', ');
    const rest = all.slice(namedVocabularies);
    const others = rest.reduce((sum, [, count]) => sum + count, 0);
    return rest.length === 0 ? list : `${list} and ${number(others)} of ${number(rest.length)} others`;
}
/** A concept identifier as messages name it: the beginning of a very long one. */
export function shortConcept(concept) {
    return concept.length > 60 ? `${concept.slice(0, 60)}…` : concept;
}
