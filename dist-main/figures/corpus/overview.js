import { agreementFigure, coOccurrenceFigure, lengthsFigure, profilesFigure, typesFigure } from "./corpus.js";
/** Every figure that a corpus has something to show in. */
export function corpusFigures(corpus, typeName, theme) {
    const entries = Object.entries(corpus.parts);
    const parts = entries.length === 0 ? [['all', corpus]] : entries;
    const lengthsOf = (what) => parts.map(([name, { lengths }]) => ({ name, lengths: lengths[what] }));
    const order = Object.keys(corpus.profiles);
    const figures = [];
    const add = (name, spec) => void figures.push({ name, spec });
    if (Object.keys(corpus.types).length > 0)
        add('types', typesFigure(parts.map(([name, { types }]) => ({ name, types })), typeName));
    if (corpus.sentences > 0)
        add('sentence-lengths', lengthsFigure(lengthsOf('sentenceWords'), 'Lengths of sentences', 'words of a sentence'));
    if (corpus.mentions > 0)
        add('mention-lengths', lengthsFigure(lengthsOf('mentionWords'), 'Lengths of mentions', 'words of a mention'));
    const { sentence, mention } = corpus.coOccurrence;
    if (sentence.length > 0) {
        const words = { title: 'Types in the same sentence', unit: 'sentences' };
        add('types-in-a-sentence', coOccurrenceFigure(sentence, order, words, typeName));
    }
    if (mention.length > 0) {
        const words = { title: 'Types of the same mention', unit: 'mentions' };
        const paired = new Set();
        for (const [a, b] of mention)
            paired.add(a).add(b);
        const types = [...new Set([...order, ...paired])].filter(type => paired.has(type));
        add('types-of-a-mention', coOccurrenceFigure(mention, types, words, typeName));
    }
    const profiles = Object.values(corpus.profiles);
    if (profiles.some(({ topForms }) => topForms.length > 0))
        add('forms', profilesFigure(corpus.profiles, 'forms', typeName));
    if (profiles.some(({ topSuffixes }) => topSuffixes.length > 0))
        add('suffixes', profilesFigure(corpus.profiles, 'suffixes', typeName));
    if (corpus.agreement !== undefined)
        add('agreement', agreementFigure(corpus.agreement, theme));
    return figures;
}
