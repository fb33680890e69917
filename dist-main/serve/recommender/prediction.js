/**
 * @file From a request to predict to the CAS with predictions, within a time: what is not tagged by then is left out, and kept when
 * it is, so that the next request for the same text continues.
 */
import { readCas } from "../../cas/document.js";
import { parseTypeSystem } from "../../cas/typesystem.js";
import { formatXmi, parseXmi } from "../../cas/xmi.js";
import { Notices } from "../../errors.js";
import { addPredictions, checkFeature, checkPredicted } from "./annotations.js";
import { documentOfStretch, mentionsOfStretch, stretchesIn, stretchesOf } from "./stretches.js";
/**
 * Reads a request.
 * @throws MedspanError `input` or `unsafe-input` for a document or type system that is against its format, or without what
 *   predictions need
 */
export function startPrediction(request, { version, tagger }, { name, cache }) {
    const { metadata } = request;
    const typeSystem = parseTypeSystem(request.typeSystem, 'typeSystem');
    checkFeature(typeSystem, metadata);
    checkPredicted(typeSystem, metadata);
    const cas = parseXmi(request.document.xmi, typeSystem, 'document.xmi');
    const reading = readCas(cas, 'document.xmi', new Notices(), { segment: tagger.segment });
    const { text, sentences, tokens } = reading;
    const document = { id: 'document', text, sentences, tokens, mentions: [], source: 'document.xmi' };
    const asked = stretchesIn(stretchesOf(document), rangeOf(request, text));
    const found = cache.of([name, version], document);
    const known = new Map();
    for (const { index } of asked) {
        const mentions = found.get(index);
        if (mentions !== undefined)
            known.set(index, mentions);
    }
    return {
        async tag({ isOver, signal }) {
            for (const { index, stretch } of asked) {
                if (known.has(index))
                    continue;
                if (isOver())
                    return;
                signal.throwIfAborted();
                const mentions = await found.of(index, async () => mentionsOfStretch(await tagger.tag(documentOfStretch(document, stretch), { signal }), stretch));
                known.set(index, mentions);
            }
        },
        format() {
            const mentions = asked.flatMap(({ index, holds }) => (known.get(index) ?? []).filter(holds));
            return formatXmi(addPredictions(cas, { ...document, mentions }, request, `model ${name} version ${version}`));
        },
        get done() {
            return known.size;
        },
        all: asked.length,
    };
}
/** What is to be predicted; INCEpTION's undefined range is that of the whole document. */
function rangeOf({ metadata: { range } }, text) {
    return range == null || range.end < 0 ? { begin: 0, end: text.length } : range;
}
