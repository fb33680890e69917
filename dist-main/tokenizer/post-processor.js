/**
 * @file Post-processors: which special pieces stand around a sequence.
 */
import { Steps } from "./json-value.js";
const bare = { prefix: [], suffix: [] };
/**
 * What tokenizer.json puts around one sequence; nothing where the part is missing.
 * @throws MedspanError `input` for a kind that is not known, or a sequence that is not of segment 0.
 */
export function readFrame(part, counted = new Steps()) {
    if (part.missing)
        return bare;
    part.object();
    counted.take(part);
    const type = part.get('type');
    switch (type.string()) {
        case 'ByteLevel':
            return bare;
        case 'BertProcessing':
        case 'RobertaProcessing':
            return { prefix: [pairedId(part.get('cls'))], suffix: [pairedId(part.get('sep'))] };
        case 'TemplateProcessing':
            return readTemplate(part);
        case 'Sequence':
            // Each works on what the one before it gave.
            return part
                .get('processors')
                .parts()
                .map(each => readFrame(each, counted))
                .reduce((inner, outer) => ({
                prefix: [...outer.prefix, ...inner.prefix],
                suffix: [...inner.suffix, ...outer.suffix],
            }), bare);
        default:
            return type.expected('a post-processor of a known kind');
    }
}
/** The id of `["[CLS]", 2]`. */
function pairedId(part) {
    const [, id] = part.parts();
    return id === undefined ? part.expected('a piece and its id') : id.id();
}
function readTemplate(part) {
    const prefix = [];
    const suffix = [];
    let sequences = 0;
    for (const piece of part.get('single').parts()) {
        const sequence = piece.get('Sequence');
        if (!sequence.missing) {
            sequences++;
            if (sequence.get('id').string() !== 'A')
                sequence.get('id').expected('A');
            if (sequence.get('type_id').id() !== 0)
                sequence.get('type_id').expected('segment 0');
            continue;
        }
        const name = piece.get('SpecialToken').get('id').string();
        const side = sequences === 0 ? prefix : suffix;
        // Not pushed at once: a hostile list may be longer than a call takes arguments.
        for (const id of part.get('special_tokens').get(name).get('ids').parts())
            side.push(id.id());
    }
    if (sequences !== 1)
        part.get('single').fail(`expected one sequence in the template, got ${sequences}`);
    return { prefix, suffix };
}
