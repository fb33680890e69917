/**
 * @file From a request to train to documents to learn from.
 */
import { setImmediate } from 'node:timers/promises';
import { toDocuments } from "../../cas/concepts.js";
import { readCas } from "../../cas/document.js";
import { parseTypeSystem } from "../../cas/typesystem.js";
import { parseXmi } from "../../cas/xmi.js";
import { Notices } from "../../errors.js";
import { silent } from "../../progress.js";
import { checkFeature, withoutPredictions } from "./annotations.js";
import { createNameMatch, labelName } from "./names.js";
/**
 * The documents of a request, with the annotations of its layer as mentions; what was predicted and not accepted is none. A value
 * that means one of the model's types is that type, so that tags are read as they are written. Between documents others have a turn.
 * @param types those of the model
 * @throws MedspanError `input` or `unsafe-input` for a document or type system that is against its format
 */
export async function readTraining({ typeSystem: descriptor, documents, metadata }, types) {
    if (documents.length === 0)
        return [];
    const { layer, feature, projectId } = metadata;
    const typeSystem = parseTypeSystem(descriptor, 'typeSystem');
    checkFeature(typeSystem, metadata);
    const typeOf = createNameMatch(types);
    const notices = new Notices();
    const read = [];
    for (const [i, { xmi, documentId, userId }] of documents.entries()) {
        await setImmediate();
        const path = `documents[${i}].xmi`;
        const cas = withoutPredictions(parseXmi(xmi, typeSystem, path), metadata);
        const reading = readCas(cas, path, notices, {
            layer,
            id: documentId == null ? undefined : String(documentId),
        });
        const [found] = toDocuments([reading], { layer, typeFeature: feature }, path, silent);
        const { source: _, ...document } = found;
        const mentions = document.mentions.map(mention => ({
            ...mention,
            types: [...new Set(mention.types.map(type => typeOf(type) ?? labelName(type)))],
        }));
        read.push({
            id: document.id,
            project: projectId == null ? undefined : String(projectId),
            user: userId ?? undefined,
            document: { ...document, mentions },
        });
    }
    return read;
}
