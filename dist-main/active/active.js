/**
 * @file The documents of a pool that are worth annotating next: chosen by a model's uncertainty and by how unlike they are, and written
 * with what the model finds in them.
 */
import { NAMED_ENTITY } from "../cas/dkpro.js";
import { visitCases } from "../cas/opened.js";
import { checkOutput, refuseFilled, rewriteCases } from "../cas/rewrite.js";
import { addMentions, countMentions } from "../cas/writer.js";
import { MedspanError } from "../errors.js";
import { exportCorpus, streamCorpus, writableFormats } from "../formats/index.js";
import { placeOf } from "../predict/into.js";
import { silent } from "../progress.js";
import { rankPool } from "./pool.js";
import { selectDocuments } from "./selection.js";
/**
 * Chooses among documents of any format that is imported, plain text too, and writes the chosen ones with the mentions that the model
 * finds: XMI and JSON CAS in the layer and feature that the model was trained from, with scores. Documents with mentions are annotated.
 *
 * Counted notices: those of reading, of writing, and of `choose`.
 * @throws MedspanError `data` where there is nothing to choose; and as `importCorpus` and `exportCorpus`
 */
export async function activeExport(paths, options) {
    const { tagger, output, to, format, progress } = options;
    if (writableFormats.find(({ name }) => name === to)?.writer?.holds === 'document')
        await refuseFilled(output);
    const read = (listener) => streamCorpus(paths, { format, segment: tagger.segment, plainText: true, progress: listener });
    async function* pool() {
        for await (const document of read(progress))
            yield { document, isAnnotated: document.mentions.length > 0 };
    }
    const { chosen, selection } = await choose(pool(), options);
    // Once more: of the pool texts were kept, and no words.
    const places = new Map(chosen.map(({ id }, i) => [id, i]));
    const documents = [];
    for await (const document of read(silent)) {
        const place = places.get(document.id);
        if (place === undefined)
            continue;
        const { text, mentions } = chosen[place];
        if (text !== document.text)
            throw changed(document);
        documents[place] = { ...document, mentions };
    }
    for (const [place, { id, source }] of chosen.entries())
        if (documents[place] === undefined)
            throw changed({ id, source });
    await exportCorpus(documents, output, {
        format: to,
        mentions: tagger.trainedFrom ?? { layer: NAMED_ENTITY, feature: 'value' },
        progress,
    });
    return selection;
}
function changed({ id, source, }) {
    return new MedspanError('input', 'the document has changed while the pool was being ranked', {
        where: { path: source ?? id, at: id },
        hint: 'Give the same command again when nobody writes into the pool.',
    });
}
/**
 * Chooses among the CASes of XMI, JSON CAS and WebAnno TSV files, folders, archives and projects of INCEpTION, and writes the same with
 * the chosen ones alone, to which the mentions that the model finds are added. A document is annotated where its CAS has annotations of
 * the layer, or where annotators or curators have begun with it in its project.
 *
 * Counted notices: those of `visitCases`, of `predictInto`, and of `choose`.
 * @throws MedspanError `data` where there is nothing to choose; and as `predictInto`
 */
export async function activeInto(paths, options) {
    const { tagger, output, progress } = options;
    await checkOutput(paths, output);
    const place = placeOf(options);
    const reading = { segment: tagger.segment, progress: noticingOnce(progress) };
    async function* pool() {
        for await (const { cas, document, declares, isBegun } of visitCases(paths, reading)) {
            const count = countMentions(document, { base: cas, declares, ...place });
            yield { document, isAnnotated: isBegun || count > 0 };
        }
    }
    const { chosen, selection } = await choose(pool(), options);
    const bySource = new Map(chosen.map(one => [one.source ?? one.id, one]));
    await rewriteCases(paths, output, {
        ...reading,
        only: bySource.keys(),
        async change({ cas, document, declares }, notices) {
            const found = bySource.get(document.source ?? document.id);
            if (found === undefined)
                throw changed(document);
            const tagged = { ...document, text: found.text, mentions: found.mentions };
            return addMentions(tagged, { base: cas, declares, notices, ...place });
        },
    });
    return selection;
}
/** The same listener, to which a kind of notice comes once: what is read twice is noticed twice. */
function noticingOnce(progress) {
    const noticed = new Set();
    return {
        ...progress,
        notice(notice) {
            const kind = `${notice.code} ${notice.message}`;
            if (!noticed.has(kind))
                progress.notice(notice);
            noticed.add(kind);
        },
    };
}
/**
 * Chooses documents of a pool.
 *
 * Counted notices: `active-annotated`, `active-without-words`, `active-doubles`, for what cannot be chosen.
 */
async function choose(documents, { tagger, count, annotated, diversity, output, progress }) {
    async function* marked() {
        for await (const { document, isAnnotated } of documents)
            yield { document, isAnnotated: isAnnotated || annotated?.has(document.id) === true };
    }
    const { ranked, known, empty } = await rankPool(marked(), { tagger, progress });
    const { chosen, doubles } = selectDocuments(ranked, { count, known, diversity, progress });
    for (const [code, message, counted] of [
        [
            'active-annotated',
            'documents are annotated, or the model knows them from its training: they are left out',
            known.length,
        ],
        ['active-without-words', 'documents have no words and are left out', empty],
        [
            'active-doubles',
            'documents have nearly the same text as one that is annotated or chosen, and are left out',
            doubles,
        ],
    ])
        if (counted > 0)
            progress.notice({ code, message, count: counted });
    if (chosen.length === 0)
        throw new MedspanError('data', `expected documents that nobody has annotated, got ${known.length} that are annotated, ${doubles} like these, and ${empty} without words`, { hint: 'Give a pool with other documents: there is nothing to choose in this one.' });
    return {
        chosen: chosen.map(({ candidate }) => candidate),
        selection: {
            output,
            candidates: ranked.length,
            annotated: known.length,
            chosen: chosen.map(({ candidate: { id, uncertainty, sentence, mentions }, similarity }) => ({
                id,
                uncertainty,
                similarity,
                sentence,
                mentions: mentions.length,
            })),
        },
    };
}
