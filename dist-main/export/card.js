/**
 * @file The model card of an export: that of the run, with the use of the files of ONNX in the place of the run's own.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { MODEL_CARD } from "../hub/card.js";
import { renderExportUse } from "../run/card-use.js";
import { formatPlainCard, isWrittenCard } from "../run/model-card.js";
import { checkWithin } from "../system/folder.js";
import { usedDecoding } from "./check.js";
/** Those whose token classifiers transformers.js has. */
const transformersJsTypes = new Set([
    ...[
        'bert',
        'camembert',
        'deberta',
        'deberta-v2',
        'distilbert',
        'electra',
        'modernbert',
        'roberta',
        'xlm-roberta',
    ],
]);
const TITLE = '## Use of the ONNX files';
/** More is no card. */
const maxBytes = 1 << 20;
/**
 * The card of an export of a folder. One that medspan has written has its use replaced; one of the user's or of others, which is
 * kept, and none, get a part for it.
 * @throws MedspanError `unsafe-input` for a card that is no file of the folder, or far too long
 */
export async function exportCard(folder, { name, model, tags }) {
    const { encoder, settings, source } = model;
    const isOfTransformersJs = transformersJsTypes.has(encoder.modelType);
    const use = renderExportUse({
        head: settings.head,
        decoding: usedDecoding(source),
        isMaskLifted: encoder.isMaskLifted === true,
        isOfTransformersJs,
        ...tags,
    });
    const library = isOfTransformersJs ? 'transformers.js' : 'onnx';
    const section = `${TITLE}\n\n${use}\n`;
    const card = await readCard(folder);
    if (card === undefined)
        return formatPlainCard(name, library, section);
    const others = without(card, TITLE);
    if (!isWrittenCard(card))
        return `${others.trimEnd()}\n\n${section}`;
    const [head, rest] = split(without(others, '## Use'), '## Limits');
    const named = head.replace(/^library_name: \S+$/m, `library_name: ${library}`);
    return `${named.trimEnd()}\n\n${section}${rest === '' ? '' : `\n${rest}`}`;
}
async function readCard(folder) {
    const path = join(folder, MODEL_CARD);
    if (!(await checkWithin(folder, path)))
        return undefined;
    const file = await open(path);
    try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1, 0);
        if (bytesRead <= maxBytes)
            return buffer.toString('utf8', 0, bytesRead);
        throw new MedspanError('unsafe-input', `expected a model card of at most ${maxBytes} bytes, got more`, {
            where: { path },
        });
    }
    finally {
        await file.close();
    }
}
/** A text before a line, and from it on. */
function split(text, line) {
    const place = `\n${text}`.indexOf(`\n${line}\n`);
    return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place)];
}
/** A card without the section of a title of the second level. */
function without(card, title) {
    const [before, section] = split(card, title);
    const end = section.indexOf('\n## ', 1);
    return end < 0 ? before : before + section.slice(end + 1);
}
