/**
 * @file Sentences to try an exported model with: those of the run's test part, or a few that are written here.
 */
import { join } from 'node:path';
import { parseScoredDocuments } from "../metrics/mentions.js";
import { readIfThere } from "../system/read.js";
import { segment } from "../text/words.js";
/** About as many words as take seconds, and show a difference of a thousandth. */
const maxWords = 3000;
const own = 'Her migraine went within two hours of 900 mg aspirin. Mutations of BRCA1 raise the risk of breast and ovarian ' +
    'cancer. The patient, 54, was admitted with chest pain, dyspnoea and a troponin of 0.8 ng/mL. Metformin lowers ' +
    'hepatic glucose production in type 2 diabetes mellitus. IL-6 (10 ng/mL) activated STAT3 in HepG2 cells.';
/** Reads the sentences that a folder has. */
export async function readSentences(folder) {
    const path = join(folder, 'predictions.test.jsonl');
    const content = (await readIfThere(path)) ?? '';
    const texts = parseScoredDocuments(content, path).flatMap(({ text }) => text ?? []);
    const sentences = [];
    let words = 0;
    for (const text of texts) {
        if (words >= maxWords)
            break;
        for (const sentence of wordsOf(text)) {
            if (words >= maxWords)
                break;
            words += sentence.length;
            sentences.push(sentence);
        }
    }
    return words > 0 ? { sentences, isTestPart: true } : { sentences: wordsOf(own), isTestPart: false };
}
function wordsOf(text) {
    const { sentences, tokens } = segment(text);
    return sentences.map(({ begin, end }) => tokens
        .filter(token => token.begin >= begin && token.end <= end)
        .map(token => text.slice(token.begin, token.end)));
}
