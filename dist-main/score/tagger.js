import { scoreCorpora } from "./score.js";
/** Tags gold documents anew, on their own words, and scores what is found; see `scoreCorpora`. */
export async function scoreTagger(tagger, gold, options) {
    const { progress } = options;
    const words = gold.reduce((sum, { tokens }) => sum + tokens.length, 0);
    const task = progress.task('Tagging', words, 'words');
    const predicted = [];
    const advance = (count) => task.advance(count);
    for await (const document of tagger.tag(gold, { advance }))
        predicted.push(document);
    task.end();
    return scoreCorpora(gold, predicted, { ...options, known: tagger.types });
}
