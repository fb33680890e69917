/**
 * @file The ways to find sentences and words in a text that comes without them, by name.
 */
import { MedspanError } from "../errors.js";
import { LANGUAGES } from "./languages.js";
import { segment } from "./words.js";
import { segmentSpacyLike } from "./words-spacy.js";
export const SEGMENTERS = ['biomedical', 'spacy-like'];
/**
 * `biomedical`: words come apart at every punctuation mark, and sentences end where a reader would end them.
 * `spacy-like`: words as spaCy's blank English cuts them, and sentences that end at a lone full stop; a sixth of the
 * speed, and a mention's border falls inside a word ten times as often.
 */
export const segmenters = {
    biomedical: segment,
    'spacy-like': segmentSpacyLike,
};
/**
 * The segmenter of a name, by the rules of a language, which goes before what documents say of theirs.
 * @throws MedspanError (`config`) for a language that the segmenter has no rules of
 */
export function createSegmenter(name, language) {
    if (language === undefined)
        return segmenters[name];
    if (name === 'biomedical')
        return text => segment(text, language);
    if (language === 'en')
        return segmenters[name];
    throw new MedspanError('config', `${name} cuts English alone, got ${language}`, {
        hint: `biomedical has rules of ${LANGUAGES.join(', ')}`,
    });
}
