/**
 * @file Scores of predicted against gold mentions, equal to seqeval 1.2.2 (Nakayama 2018) to the last bit.
 *
 * `default` is seqeval's default mode, which reads tags as conlleval.pl does: a lone `I-X` opens a mention, and
 * an `I-X` after another type opens a new one. `strict` is `mode='strict'` with a scheme (schemes.ts), `IOB2` unless
 * said otherwise: only `B-X` opens one. A mention counts as found when type, first and last word all agree. A
 * division by zero is 0.
 */
import { internal, MedspanError } from "../errors.js";
import { IGNORED_TYPE } from "../text/document.js";
import { CLOSES, compileScheme, createTagTable, OPEN, OPENS, tagSchemes, } from "./schemes.js";
/**
 * Scores predicted against gold tags.
 * @throws MedspanError `data` for a tag that the mode cannot read.
 */
export function scoreTags(gold, predicted, options) {
    if (gold.length !== predicted.length)
        throw internal(`expected as many predicted as gold sequences, got ${predicted.length} and ${gold.length}`);
    for (let s = 0; s < gold.length; s++) {
        const [goldWords, predictedWords] = [gold[s].length, predicted[s].length];
        if (goldWords !== predictedWords)
            throw internal(`expected as many predicted as gold tags in sequence ${s}, got ${predictedWords} and ${goldWords}`);
    }
    return average(count(gold, predicted, openScheme(options.mode, options)));
}
function openScheme(mode, { scheme = 'IOB2', suffix = false }) {
    if (mode === 'strict' && !tagSchemes.includes(scheme))
        throw new MedspanError('config', `expected a scheme of ${tagSchemes.join(', ')}, got ${JSON.stringify(scheme)}`);
    const name = mode === 'default' ? mode : scheme;
    return { transitions: compileScheme(name), tags: createTagTable(name, suffix) };
}
/**
 * Reads both sides at once. A side's mentions differ in their last words, so that a mention is found when both sides
 * close one of the same type and first word at the same place: none has to be kept. An `O` after each sequence closes
 * what is open; seqeval's default mode then goes on with the next one as if it were the same (which only tags of no
 * known scheme can tell), and for its strict mode that is how a sequence begins.
 *
 * Most words are an `O` after an `O`, which changes nothing, and most others are the same on both sides after the same.
 */
function count(gold, predicted, { transitions, tags }) {
    const { ids, kinds, types } = tags;
    const closedA = [];
    const closedB = [];
    const closedBoth = [];
    // With the O after each sequence.
    let [words, right, inside, insideRight] = [0, 0, 0, 0];
    // On each side, gold and predicted: the tag before (an O at first), its id, its kind, its type; whether a mention is
    // open, and the place of the last first word.
    let [tagA, idA, kindA, typeA, openA, firstA] = ['O', 0, 0, 0, 0, 0];
    let [tagB, idB, kindB, typeB, openB, firstB] = ['O', 0, 0, 0, 0, 0];
    // Whether all that is the same on both sides; whether it is that of an O after which an O changes nothing.
    let same = true;
    let quiet = true;
    for (let s = 0; s < gold.length; s++) {
        const goldTags = gold[s];
        const predictedTags = predicted[s];
        const length = goldTags.length;
        for (let i = 0; i <= length; i++) {
            const nextA = i === length ? 'O' : goldTags[i];
            const nextB = i === length ? 'O' : predictedTags[i];
            const place = words++;
            if (quiet && nextA === 'O' && nextB === 'O') {
                right++;
                continue;
            }
            if (nextA !== tagA) {
                tagA = nextA;
                idA = nextA === 'O' ? 0 : (ids.get(nextA) ?? tags.add(nextA, `word ${i} of gold sequence ${s}`));
            }
            if (nextB !== tagB) {
                tagB = nextB;
                idB =
                    nextB === nextA ? idA : (ids.get(nextB) ?? tags.add(nextB, `word ${i} of predicted sequence ${s}`));
            }
            const kind = kinds[idA];
            const type = types[idA];
            const step = transitions[openA | (kindA << 4) | (kind << 1) | (type === typeA ? 1 : 0)];
            if (idA !== 0)
                inside++;
            if (idA === idB) {
                right++;
                if (idA !== 0)
                    insideRight++;
                if (same) {
                    if ((step & CLOSES) !== 0)
                        closedBoth[typeA] = (closedBoth[typeA] ?? 0) + 1;
                    if ((step & OPENS) !== 0)
                        firstA = firstB = place;
                    openA = openB = step & OPEN;
                    kindA = kindB = kind;
                    typeA = typeB = type;
                    quiet = idA === 0;
                    continue;
                }
            }
            const otherKind = kinds[idB];
            const otherType = types[idB];
            const other = transitions[openB | (kindB << 4) | (otherKind << 1) | (otherType === typeB ? 1 : 0)];
            if ((step & other & CLOSES) !== 0 && typeA === typeB && firstA === firstB)
                closedBoth[typeA] = (closedBoth[typeA] ?? 0) + 1;
            else {
                if ((step & CLOSES) !== 0)
                    closedA[typeA] = (closedA[typeA] ?? 0) + 1;
                if ((other & CLOSES) !== 0)
                    closedB[typeB] = (closedB[typeB] ?? 0) + 1;
            }
            if ((step & OPENS) !== 0)
                firstA = place;
            if ((other & OPENS) !== 0)
                firstB = place;
            openA = step & OPEN;
            openB = other & OPEN;
            kindA = kind;
            kindB = otherKind;
            typeA = type;
            typeB = otherType;
            same = idA === idB && openA === openB && firstA === firstB;
            quiet = idA === 0 && idB === 0;
        }
    }
    const counts = new Map();
    for (const [type, name] of tags.typeNames.entries()) {
        const correct = closedBoth[type] ?? 0;
        const [found, known] = [correct + (closedB[type] ?? 0), correct + (closedA[type] ?? 0)];
        if (found + known > 0)
            counts.set(name, { correct, predicted: found, gold: known });
    }
    return { words: words - gold.length, right: right - gold.length, inside, insideRight, types: counts };
}
function average({ types: counts, words, right, inside, insideRight }) {
    const types = new Map();
    for (const type of [...counts.keys()].sort(byCodePoint))
        types.set(type, scoreOf(counts.get(type)));
    const total = { correct: 0, predicted: 0, gold: 0 };
    for (const count of counts.values()) {
        total.correct += count.correct;
        total.predicted += count.predicted;
        total.gold += count.gold;
    }
    const scores = [...types.values()];
    const mean = (pick) => scores.length === 0 ? 0 : pairwiseSum(scores.map(pick)) / scores.length;
    const weightedMean = (pick) => total.gold === 0 ? 0 : pairwiseSum(scores.map(score => pick(score) * score.number)) / total.gold;
    const averaged = (by) => ({
        precision: by(score => score.precision),
        recall: by(score => score.recall),
        f1: by(score => score.f1),
        number: total.gold,
    });
    return {
        overall: {
            ...scoreOf(total),
            accuracy: words === 0 ? 0 : right / words,
            insideAccuracy: inside === 0 ? 0 : insideRight / inside,
        },
        macro: averaged(mean),
        weighted: averaged(weightedMean),
        types,
    };
}
function scoreOf(count) {
    const precision = count.predicted === 0 ? 0 : count.correct / count.predicted;
    const recall = count.gold === 0 ? 0 : count.correct / count.gold;
    const sum = precision + recall;
    // The order of the operations is seqeval's: another one rounds differently.
    return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum, number: count.gold };
}
/**
 * Adds as NumPy does, so that means agree in their last bit: below 8 numbers one after the other, else eight
 * running sums, and halves of what is longer than 128 (Higham 1993, "The Accuracy of Floating Point Summation").
 */
function pairwiseSum(values) {
    const n = values.length;
    if (n < 8)
        return values.reduce((sum, value) => sum + value, 0);
    if (n > 128) {
        const half = Math.floor(n / 2);
        const cut = half - (half % 8);
        return pairwiseSum(values.slice(0, cut)) + pairwiseSum(values.slice(cut));
    }
    const r = values.slice(0, 8);
    const even = n - (n % 8);
    for (let i = 8; i < even; i++)
        r[i % 8] += values[i];
    let sum = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]));
    for (let i = even; i < n; i++)
        sum += values[i];
    return sum;
}
/** Python's order of texts. */
function byCodePoint(a, b) {
    const left = [...a];
    const right = [...b];
    for (const [i, char] of left.entries()) {
        const other = right[i];
        if (other === undefined)
            return 1;
        if (char !== other)
            return char.codePointAt(0) - other.codePointAt(0);
    }
    return left.length - right.length;
}
/**
 * Reads tags as mentions, as seqeval does in that mode. `default` knows the prefixes B, I, E and S and takes
 * any other as a type of its own, as seqeval does; `strict` knows those of its scheme.
 * @throws MedspanError `data` for an empty tag, and in `strict` for a prefix that the scheme has not.
 */
export function readMentions(sequence, mode, options = {}) {
    const { transitions, tags } = openScheme(mode, options);
    const mentions = [];
    // An O stands before the first word.
    let [open, kind, type, first] = [0, 0, 0, 0];
    for (let i = 0; i <= sequence.length; i++) {
        const tag = i < sequence.length ? sequence[i] : 'O';
        const id = tags.ids.get(tag) ?? tags.add(tag, `word ${i}`);
        const step = transitions[open | (kind << 4) | (tags.kinds[id] << 1) | (type === tags.types[id] ? 1 : 0)];
        if ((step & CLOSES) !== 0)
            mentions.push({ type: tags.typeNames[type], first, last: i - 1 });
        if ((step & OPENS) !== 0)
            first = i;
        open = step & OPEN;
        kind = tags.kinds[id];
        type = tags.types[id];
    }
    return mentions;
}
/**
 * Leaves out the words whose gold tag is ignored, from gold and prediction alike, before scoring: Hugging Face's
 * `run_ner` does so with every label of -100. The words on both sides of a gap become neighbours.
 * @param isIgnored which gold tags; as a rule those of mentions without a known type (`IGN`).
 */
export function dropIgnored(gold, predicted, isIgnored = tag => tag === IGNORED_TYPE) {
    return {
        gold: gold.map(tags => tags.filter(tag => !isIgnored(tag))),
        predicted: predicted.map((tags, index) => tags.filter((_, word) => {
            const tag = gold[index]?.[word];
            if (tag === undefined)
                throw internal(`no gold tag for word ${word} of sequence ${index}`);
            return !isIgnored(tag);
        })),
    };
}
