/**
 * @file Corpora as folders of CAS files: one `.xmi` a document with a TypeSystem.xml, or one `.json` a document.
 */
import { createFileNames } from "../text/format.js";
import { formatCasJson } from "./cas-json-writer.js";
import { formatTypeSystem } from "./typesystem.js";
import { documentToCas, documentTypeSystem } from "./writer.js";
import { formatXmi } from "./xmi-writer.js";
/** One XMI file a document, named after it, and the type system of all. */
export const xmiWriter = {
    holds: 'document',
    *format(corpus, options) {
        const writing = casWriting(options);
        yield { name: 'TypeSystem.xml', content: formatTypeSystem(writing.typeSystem) };
        const nameOf = createFileNames();
        for (const document of corpus)
            yield { name: `${nameOf(document.id)}.xmi`, content: formatXmi(documentToCas(document, writing)) };
    },
};
/** One JSON CAS file a document, named after it. */
export const casJsonWriter = {
    holds: 'document',
    *format(corpus, options) {
        const writing = casWriting(options);
        const nameOf = createFileNames();
        for (const document of corpus)
            yield { name: `${nameOf(document.id)}.json`, content: formatCasJson(documentToCas(document, writing)) };
    },
};
function casWriting({ mentions, notices }) {
    return {
        notices,
        layer: mentions?.layer,
        typeFeature: mentions?.feature,
        typeSystem: documentTypeSystem(mentions),
    };
}
