/**
 * @file Whether one system is better than another on the same documents, or only luckier.
 *
 * - Paired approximate randomisation over documents (Noreen 1989, section 2.A; Yeh 2000, "More accurate tests for the
 *   statistical significance of result differences"): if the systems were equally good, their outputs for a document
 *   could be exchanged. Each trial exchanges those of each document with probability 1/2;
 *   p = (1 + trials with |difference| >= the observed one) / (1 + trials).
 * - Paired bootstrap over documents (Efron and Tibshirani 1993, section 16.4; Berg-Kirkpatrick, Burkett and Klein 2012,
 *   here two-sided): p = (1 + samples with |difference - observed| >= |observed|) / (1 + samples), and the percentile
 *   interval of the difference.
 * - Holm's correction over types (Holm 1979).
 *
 * Both p are symmetric in the two systems, and 1 for two systems that are the same.
 */
import { MedspanError } from "../errors.js";
import { createRandom } from "../random.js";
import { checkResampling, percentileInterval, resample, sortDocuments, } from "./bootstrap.js";
import { countMentions, listTypes, mergeTypes, scoreTypes, subtractCounts, sumCounts, sumTypes, } from "./counts.js";
import { compareMentions, markCorrect } from "./pairing.js";
/** Differences this close are the same: equal fractions are not always equal to the last bit once subtracted. */
const tolerance = 1e-12;
/** The percentile interval of a difference, and p, by its values in bootstrap samples. Reorders `values`. */
export function bootstrapDifference(values, difference, confidence) {
    let asGreat = 0;
    for (const value of values)
        if (Math.abs(value - difference) >= Math.abs(difference) - tolerance)
            asGreat++;
    return {
        ...percentileInterval(values, confidence, difference),
        p: (1 + asGreat) / (1 + values.length),
    };
}
/**
 * Compares two systems on the same documents, in whatever order these come.
 *
 * A mention is right when borders and type agree; a division by zero is 0. A bootstrap sample in which a type occurs
 * neither in gold nor in a prediction is left out for it, as `bootstrapScores` does.
 * @throws MedspanError `data` where ids or gold mentions of the two differ, `config` for what cannot be drawn.
 */
export function compareSystems(a, b, options) {
    const resampling = checkResampling(options);
    const documentsA = sortDocuments(a);
    const documentsB = sortDocuments(b);
    const pair = countPair(documentsA, documentsB, options.measure);
    const { types } = pair.a;
    const differences = findDifferences(pair, resampling);
    const perType = differences.slice(0, types.length);
    const holm = {
        randomisation: correctHolm(perType.map(({ p }) => p.randomisation)),
        bootstrap: correctHolm(perType.map(({ p }) => p.bootstrap)),
    };
    return {
        measure: pair.measure,
        micro: differences[types.length],
        macro: differences[types.length + 1],
        types: new Map(types.map((type, row) => [
            type,
            {
                ...perType[row],
                holm: { randomisation: holm.randomisation[row], bootstrap: holm.bootstrap[row] },
            },
        ])),
        ...findOnlyOne(documentsA, documentsB),
        samples: resampling.samples,
        confidence: resampling.confidence,
    };
}
/**
 * What `compareSystems` says of all mentions together, and nothing else: types take most of its time.
 * @throws MedspanError as `compareSystems`
 */
export function compareMicro(a, b, options) {
    const resampling = checkResampling(options);
    const pair = countPair(sortDocuments(a), sortDocuments(b), options.measure);
    return findDifferences({ ...pair, a: mergeTypes(pair.a), b: mergeTypes(pair.b) }, resampling)[0];
}
/** Counts two systems' mentions. Documents are sorted by id. */
function countPair(documentsA, documentsB, measure = 'f1') {
    checkSameGold(documentsA, documentsB);
    const b = countMentions(documentsB, listTypes(documentsA));
    return { a: countMentions(documentsA, b.types), b, measure };
}
/** The differences of each type, then micro, then macro. */
function findDifferences(pair, { seed, samples, confidence }) {
    const observed = scorePair(pair, new Int32Array(pair.a.documents).fill(1)).map(score => ({
        ...score,
        difference: score.a - score.b,
    }));
    const randomisation = randomise(pair, samples, seed, observed);
    const bootstrap = bootstrapDifferences(pair, samples, seed, confidence, observed);
    return observed.map(({ a, b, difference }, row) => ({
        a,
        b,
        difference,
        lower: bootstrap[row].lower,
        upper: bootstrap[row].upper,
        samples: bootstrap[row].samples,
        p: { randomisation: randomisation[row], bootstrap: bootstrap[row].p },
    }));
}
/**
 * Holm's step-down correction (Holm 1979, "A simple sequentially rejective multiple test procedure"): of m sorted
 * p-values the i-th becomes the greatest of (m + 1 - j) p_j for j <= i, and at most 1.
 */
export function correctHolm(pValues) {
    const order = [...pValues.keys()].sort((i, j) => pValues[i] - pValues[j] || i - j);
    const corrected = new Array(pValues.length).fill(1);
    let greatest = 0;
    for (const [rank, index] of order.entries()) {
        greatest = Math.max(greatest, (pValues.length - rank) * pValues[index]);
        corrected[index] = Math.min(1, greatest);
    }
    return corrected;
}
/** Both systems' measure for each type, then micro, then macro, each document as often as its weight says. */
function scorePair(pair, weights) {
    const totalsA = new Int32Array(3 * pair.a.types.length);
    const totalsB = new Int32Array(3 * pair.b.types.length);
    sumCounts(pair.a, weights, totalsA);
    sumCounts(pair.b, weights, totalsB);
    return scoreTotals(pair.measure, totalsA, totalsB);
}
function scoreTotals(measure, totalsA, totalsB) {
    const b = scoreTypes(measure, totalsB);
    const [, predictedA, gold] = sumTypes(totalsA);
    const occurs = predictedA + sumTypes(totalsB)[1] + gold > 0;
    return scoreTypes(measure, totalsA).map((a, row) => ({
        a,
        b: b[row],
        occurs: 3 * row < totalsA.length
            ? totalsA[3 * row + 1] + totalsB[3 * row + 1] + totalsA[3 * row + 2] > 0
            : occurs,
    }));
}
/** p of each type, then micro, then macro. */
function randomise(pair, trials, seed, observed) {
    const { documents } = pair.a;
    const random = createRandom(seed, 'approximate randomisation');
    const exchanged = new Int32Array(documents);
    const all = new Int32Array(documents).fill(1);
    const size = 3 * pair.a.types.length;
    const wholeA = new Int32Array(size);
    const wholeB = new Int32Array(size);
    sumCounts(pair.a, all, wholeA);
    sumCounts(pair.b, all, wholeB);
    // Exchanging documents moves the sum of their differences from one system to the other.
    const differences = subtractCounts(pair.a, pair.b);
    const moved = new Int32Array(size);
    const totalsA = new Int32Array(size);
    const totalsB = new Int32Array(size);
    const asGreat = observed.map(() => 0);
    for (let trial = 0; trial < trials; trial++) {
        let bits = 0;
        for (let document = 0; document < documents; document++) {
            if (document % 32 === 0)
                bits = random.uint32();
            exchanged[document] = (bits >>> (document % 32)) & 1;
        }
        sumCounts(differences, exchanged, moved);
        for (let i = 0; i < size; i++) {
            totalsA[i] = wholeA[i] - moved[i];
            totalsB[i] = wholeB[i] + moved[i];
        }
        for (const [row, { a, b }] of scoreTotals(pair.measure, totalsA, totalsB).entries())
            if (Math.abs(a - b) >= Math.abs(observed[row].difference) - tolerance)
                asGreat[row]++;
    }
    return asGreat.map(count => (1 + count) / (1 + trials));
}
function bootstrapDifferences(pair, samples, seed, confidence, observed) {
    const drawn = observed.map(() => ({ values: new Float64Array(samples), count: 0 }));
    resample(pair.a.documents, samples, seed, weights => {
        for (const [row, { a, b, occurs }] of scorePair(pair, weights).entries()) {
            if (!occurs)
                continue;
            const draws = drawn[row];
            draws.values[draws.count++] = a - b;
        }
    });
    return drawn.map(({ values, count }, row) => bootstrapDifference(values.subarray(0, count), observed[row].difference, confidence));
}
/**
 * Makes sure that two systems were given the same documents with the same gold mentions. Documents are sorted by id.
 * @param path of the second, where it is known
 * @throws MedspanError `data`
 */
export function checkSameGold(a, b, path) {
    const fail = (message) => new MedspanError('data', message, {
        where: path === undefined ? undefined : { path },
        hint: 'Compare predictions for the same documents with the same gold mentions: runs of the same sources, linking, merging ' +
            'and split (corpus in their medspan.yaml); training.seed may differ.',
    });
    if (a.length !== b.length)
        throw fail(`expected as many documents of both systems, got ${a.length} and ${b.length}`);
    for (const [index, document] of a.entries()) {
        const other = b[index];
        if (document.id !== other.id)
            throw fail(`expected the same documents of both systems, got ${JSON.stringify(document.id)} and ${JSON.stringify(other.id)}`);
        const left = [...document.gold].sort(compareMentions);
        const right = [...other.gold].sort(compareMentions);
        if (left.length !== right.length || left.some((mention, i) => compareMentions(mention, right[i]) !== 0))
            throw fail(`expected the same gold mentions in both, got others in ${JSON.stringify(document.id)}`);
    }
}
/** Documents are sorted by id, and have the same gold mentions. */
function findOnlyOne(documentsA, documentsB) {
    const onlyA = [];
    const onlyB = [];
    for (const [index, document] of documentsA.entries()) {
        const gold = [...document.gold].sort(compareMentions);
        const foundA = markCorrect({ ...document, gold }).gold;
        const foundB = markCorrect({ ...documentsB[index], gold }).gold;
        for (const [place, mention] of gold.entries()) {
            if (foundA[place] === foundB[place])
                continue;
            const list = foundA[place] ? onlyA : onlyB;
            list.push({ documentId: document.id, mention });
        }
    }
    return { onlyA, onlyB };
}
