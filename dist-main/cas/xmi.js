/**
 * @file UIMA CAS as XMI 1.0, in which INCEpTION exports documents: the format as the importer sees it.
 *
 * Reading is in `xmi-reader.ts`, writing in `xmi-writer.ts`.
 */
import { Notices } from "../errors.js";
import { toDocuments } from "./concepts.js";
import { readCas } from "./document.js";
import { xmiWriter } from "./export.js";
import { openXmiFile, startImport } from "./files.js";
import { isXmi } from "./xmi-reader.js";
export { isXmi, parseXmi, readXmi } from "./xmi-reader.js";
export { formatXmi, formatXmiPieces } from "./xmi-writer.js";
/** One XMI file with its type system beside it, up to two folders above it, or given. */
export const xmiFormat = {
    name: 'xmi',
    description: 'UIMA CAS as XMI, with a type system beside it (INCEpTION, DKPro)',
    accepts: ({ path, isFolder, head }) => !isFolder && isXmi(path, head),
    async read(path, options) {
        const { concept, progress } = options;
        const notices = new Notices();
        const context = await startImport(options, notices);
        const reading = readCas(await openXmiFile(path, context), path, notices, context.reading);
        for (const notice of notices.list())
            progress.notice(notice);
        return toDocuments([reading], concept, path, progress, options.onConcepts);
    },
    writer: xmiWriter,
};
