/**
 * @file Linking: the semantic types of the concepts that annotators chose.
 *
 * What annotators wrote stays: a retired concept is followed to find its types, and its mention keeps the old CUI.
 */
import { readConceptName } from "../concepts/vocabulary.js";
import { internal, Notices } from "../errors.js";
const cuiPattern = /^C\d{7}$/u;
/** Whether an identifier is a CUI as sources are asked for it; other vocabularies cannot be looked up. */
export function isCui(concept) {
    return cuiPattern.test(concept);
}
/** The CUIs that `linkCorpus` needs an answer for: those of mentions without types. */
export function wantedConcepts(corpus) {
    const wanted = new Set();
    for (const { mentions } of corpus)
        for (const { concepts, types } of mentions)
            if (types.length === 0)
                for (const concept of concepts)
                    if (isCui(concept))
                        wanted.add(concept);
    return wanted;
}
/** The CUIs from the one that was asked for to the one in use: `C0000001 -SY-> C0000002`. */
export function renderPath({ cui, path }) {
    if (path === undefined || path.length < 2)
        return cui;
    return path
        .map((step, i) => i === 0 ? step.cui : `${step.relation === undefined ? ' -> ' : ` -${step.relation}-> `}${step.cui}`)
        .join('');
}
/** Why a concept gave no type, or how it was found; what a notice says of such concepts. */
const reasons = {
    'concept-merged': 'mentions of concepts that have been merged into others, which gave their types',
    'concept-replaced': 'mentions of retired concepts whose types are those of a broader, narrower or related one',
    'concept-deleted': 'mentions of concepts that have been deleted, and that nothing replaces',
    'concept-unknown': 'mentions of concepts that are not known',
    'concept-without-type': 'mentions of concepts without a semantic type',
    'concept-other': 'mentions with identifiers that are no CUIs and cannot be looked up',
};
/** What there is to say of a record; none for a concept in use that has a type. */
function reasonsOf(record) {
    if (record.status === 'unknown')
        return ['concept-unknown'];
    if (record.status === 'deleted')
        return ['concept-deleted'];
    const found = [];
    if (record.status === 'retired') {
        const exact = (record.path ?? []).every(({ relation }) => relation === undefined || relation === 'SY');
        found.push(exact ? 'concept-merged' : 'concept-replaced');
    }
    if (record.types.length === 0)
        found.push('concept-without-type');
    return found;
}
/** A concept as a notice names it: its path, and its preferred name where that is known. */
function nameOf(record) {
    return record.name === undefined ? renderPath(record) : `${renderPath(record)} (${record.name})`;
}
/**
 * Gives each mention that has concepts and no types the semantic types of its concepts: all of them, in the order
 * of its concepts and of their records, each once. A mention that has types keeps them; one whose concepts have none
 * stays without, and is tagged `IGN`. Concepts stay as the annotator wrote them.
 *
 * Notices, counted by concept: `concept-merged` and `concept-replaced` (retired and followed, exactly or not),
 * `concept-deleted`, `concept-unknown`, `concept-without-type`, `concept-other` (identifiers that are no CUIs, by
 * vocabulary); and `mention-without-concept`.
 *
 * @param records an answer for each of `wantedConcepts`.
 * @throws MedspanError (`internal`) where an answer is missing: that is never taken for "no such concept".
 */
export function linkCorpus(corpus, records, options) {
    const { progress } = options;
    const notices = new Notices();
    const task = progress.task('Linking', corpus.length, 'documents');
    const link = (mention, document) => {
        if (mention.types.length > 0)
            return mention;
        const where = {
            path: document.source ?? document.id,
            at: `${document.id} ${mention.begin}-${mention.end}`,
        };
        if (mention.concepts.length === 0) {
            notices.add('mention-without-concept', 'mentions have neither a concept nor a type', where);
            return mention;
        }
        const types = new Set();
        for (const concept of mention.concepts) {
            if (!isCui(concept)) {
                const { vocabulary = 'no known vocabulary' } = readConceptName(concept);
                notices.addKind('concept-other', reasons['concept-other'], vocabulary, where);
                continue;
            }
            const record = records.get(concept);
            if (record === undefined)
                throw internal(`no answer was given for ${concept}`, where);
            for (const reason of reasonsOf(record))
                notices.addKind(reason, reasons[reason], nameOf(record), where);
            for (const type of record.types)
                types.add(type);
        }
        return types.size === 0 ? mention : { ...mention, types: [...types] };
    };
    const linked = corpus.map(document => {
        const mentions = document.mentions.map(mention => link(mention, document));
        task.advance();
        return mentions.every((mention, i) => mention === document.mentions[i])
            ? document
            : { ...document, mentions };
    });
    task.end();
    for (const notice of notices.list())
        progress.notice(notice);
    return linked;
}
