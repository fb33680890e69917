import { coveredText } from "../text/document.js";
import { uncertaintyOf } from "./uncertainty.js";
/** So much of a sentence is shown, in characters. */
const LONGEST_SHOWN = 200;
/** Tags the documents of a pool that are not annotated, as they come, and says how unsure the model is of each. */
export async function rankPool(documents, { tagger, progress }) {
    const known = [];
    const ranked = [];
    let empty = 0;
    async function* unannotated() {
        for await (const { document, isAnnotated } of documents)
            if (isAnnotated)
                known.push(document.text);
            else
                yield document;
    }
    const task = progress.task('Tagging', undefined, 'words');
    const advance = (words) => task.advance(words);
    for await (const document of tagger.tag(unannotated(), { advance, confidence: true })) {
        const measured = uncertaintyOf(document);
        if (measured === undefined) {
            empty++;
            continue;
        }
        const { id, text, source, mentions } = document;
        const sentence = beginningOf(coveredText(document, measured.sentence));
        ranked.push({ id, text, source, mentions, sentence, uncertainty: measured.uncertainty });
        task.advance(0, `${ranked.length.toLocaleString('en-US')} documents`);
    }
    task.end();
    return { ranked, known, empty };
}
/** What is shown of a sentence, which may be as long as a document: whole characters. */
function beginningOf(sentence) {
    return [...sentence.slice(0, 2 * LONGEST_SHOWN)].slice(0, LONGEST_SHOWN).join('');
}
