/**
 * @file Plain text: a `.txt` file is one document without mentions, named after the file.
 */
import { basename, extname } from 'node:path';
import { checkTextLength } from "../text/document.js";
import { readText } from "../text/source.js";
import { segment } from "../text/words.js";
async function readPlainText(path, options) {
    const text = await readText(path);
    checkTextLength(text.length, { path });
    const id = basename(path, extname(path));
    return [{ id, text, ...(options.segment ?? segment)(text), mentions: [], source: path }];
}
/** Recognised only where documents need no annotation, as for a tagger. */
export const plainTextFormat = {
    name: 'text',
    description: 'plain text, a document a .txt file, without mentions',
    accepts: ({ path, isFolder }) => !isFolder && /\.txt$/i.test(path),
    read: readPlainText,
};
