/**
 * @file Splitting a corpus into training, validation and test, or into folds, with like shares of every type.
 *
 * What is dealt out (by iterative stratification, stratify.ts) are examples: documents, groups of documents, or
 * sentences; their labels are the types that occur in them. Documents that are the same or nearly the same text, that
 * have the same title or the same PMID, stay together as one example, so that no split holds what another one has
 * learnt (teams often curate the same abstracts); so do documents of one `group`. A split that the algorithm leaves
 * empty, which rare types in every document can cause, is given the most ordinary example.
 *
 * The order of the documents does not matter: the same documents, shares and seed give the same splits.
 */
import { MedspanError } from "../errors.js";
import { maxOf } from "../lists.js";
import { silent } from "../progress.js";
import { findDuplicates } from "./duplicates.js";
import { cutIntoSentences } from "./sentences.js";
import { splitOfficially } from "./split-official.js";
import { splitNames } from "./split-table.js";
import { stratify } from "./stratify.js";
/** Documents joined by being doubles or of one group; each set by its first member. */
function groupMembers(corpus, by, progress) {
    const { firstOf } = findDuplicates(corpus, by === 'sentence' ? { by: [], progress } : { progress });
    const doubles = firstOf.reduce((count, first, i) => count + (first === i ? 0 : 1), 0);
    const parent = Int32Array.from(firstOf);
    const root = (i) => {
        let at = i;
        while (parent[at] !== at)
            at = parent[at];
        return at;
    };
    if (by !== 'sentence') {
        const holder = new Map();
        for (const [i, { group }] of corpus.entries()) {
            if (group === undefined)
                continue;
            const known = holder.get(group);
            if (known === undefined)
                holder.set(group, i);
            else {
                const [a, b] = [root(known), root(i)];
                parent[Math.max(a, b)] = Math.min(a, b);
            }
        }
    }
    const members = new Map();
    for (let i = 0; i < corpus.length; i++) {
        const first = root(i);
        parent[i] = first;
        const known = members.get(first);
        if (known === undefined)
            members.set(first, [i]);
        else
            known.push(i);
    }
    if (doubles > 0)
        progress.notice({
            code: 'duplicates-together',
            message: by === 'sentence'
                ? 'sentences (nearly) repeat another one and stay in one split with it'
                : "documents (nearly) repeat another one's text, title or PMID and stay in one split with it",
            count: doubles,
        });
    const groups = [...members.values()];
    const largest = groups.reduce((most, own) => Math.max(most, own.length), 0);
    if (largest > 20 && largest > corpus.length / 5)
        progress.notice({
            code: 'duplicates-many',
            message: `one set of documents that must stay together is ${Math.round((100 * largest) / corpus.length)} % of the corpus: the shares cannot be met`,
            count: largest,
        });
    return groups;
}
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
/** The examples, in an order that depends on their documents' ids alone. */
function createSplitExamples(corpus, groups) {
    const keyed = groups.map(members => {
        const labels = new Map();
        let key;
        for (const i of members) {
            const { id, mentions } = corpus[i];
            if (key === undefined || id < key)
                key = id;
            const own = new Set(mentions.flatMap(({ types }) => types.slice(0, 1)));
            for (const label of own)
                labels.set(label, (labels.get(label) ?? 0) + 1);
        }
        return { key: key ?? '', example: { members, labels } };
    });
    return keyed.sort((a, b) => byText(a.key, b.key)).map(({ example }) => example);
}
/** How many documents of each label the examples have. */
function countLabels(examples) {
    const counts = new Map();
    for (const { labels } of examples)
        for (const [label, count] of labels)
            counts.set(label, (counts.get(label) ?? 0) + count);
    return counts;
}
function toRows(examples, by) {
    const names = [...countLabels(examples).keys()].sort(byText);
    const numbers = new Map(names.map((name, i) => [name, i]));
    const begins = new Int32Array(examples.length + 1);
    for (const [i, { labels }] of examples.entries())
        begins[i + 1] = begins[i] + labels.size;
    const labels = new Int32Array(begins[examples.length]);
    const amounts = new Int32Array(labels.length);
    for (const [i, example] of examples.entries()) {
        const own = [...example.labels].map(([name, amount]) => [numbers.get(name), amount]);
        own.sort(([a], [b]) => a - b);
        for (const [k, [label, amount]] of own.entries()) {
            labels[begins[i] + k] = label;
            amounts[begins[i] + k] = amount;
        }
    }
    const rows = { labelCount: names.length, begins, labels };
    if (by === 'group')
        return rows;
    return { ...rows, amounts, sizes: Int32Array.from(examples, ({ members }) => members.length) };
}
/** Gives each split that should have documents and has none one example of the largest split. */
function fillEmpty(splitOf, examples, shares) {
    const counts = countLabels(examples);
    /** How frequent the rarest of its labels is; an example without labels teaches least and comes last. */
    const ordinariness = (i) => {
        let least = examples[i].labels.size === 0 ? 0 : Infinity;
        for (const label of examples[i].labels.keys())
            least = Math.min(least, counts.get(label));
        return least;
    };
    for (const [split, share] of shares.entries()) {
        if (share === 0 || splitOf.includes(split))
            continue;
        const sizes = new Array(shares.length).fill(0);
        for (const own of splitOf)
            sizes[own]++;
        const largest = sizes.indexOf(maxOf(sizes));
        let best = -1;
        for (let i = 0; i < examples.length; i++)
            if (splitOf[i] === largest && (best < 0 || ordinariness(i) > ordinariness(best)))
                best = i;
        splitOf[best] = split;
    }
}
/** The split of each document. */
function deal(corpus, shares, names, options) {
    const { by = 'document', seed, order, progress = silent } = options;
    if (by === 'group' && !corpus.some(({ group }) => group !== undefined))
        throw new MedspanError('data', 'expected documents that say their group, got none that does', {
            where: { at: 'corpus.split.by' },
            hint: 'Split by document, or give the documents a group, such as the patient or the article.',
        });
    const examples = createSplitExamples(corpus, groupMembers(corpus, by, progress));
    const wanted = names.filter((_, j) => shares[j] > 0);
    if (examples.length < wanted.length) {
        const doubles = corpus.length - examples.length;
        throw new MedspanError('data', `an empty split: ${wanted.length} splits (${wanted.join(', ')}) need at least ${wanted.length} ` +
            `${by === 'sentence' ? 'sentences' : 'documents'}, ` +
            `got ${corpus.length}${doubles === 0 ? '' : `, of which ${doubles} repeat another one's text or title`}`, {
            where: { at: 'corpus.split' },
            hint: 'add documents, or set the share of a split that is not needed to 0',
        });
    }
    const splitOf = stratify(toRows(examples, by), { shares, order, seed });
    fillEmpty(splitOf, examples, shares);
    const chosen = new Int32Array(corpus.length);
    for (const [i, { members }] of examples.entries())
        for (const member of members)
            chosen[member] = splitOf[i];
    return chosen;
}
/** Counts documents whose sentences are in several splits. */
function reportCut(splits, progress) {
    const places = new Map();
    for (const name of splitNames)
        for (const { group, id } of splits[name]) {
            const known = places.get(group ?? id);
            if (known === undefined)
                places.set(group ?? id, new Set([name]));
            else
                known.add(name);
        }
    let cut = 0;
    for (const names of places.values())
        if (names.size > 1)
            cut++;
    if (cut > 0)
        progress.notice({
            code: 'document-cut',
            message: 'documents have sentences in more than one split: what a model learns from one part of an abstract it is ' +
                'tested on in another, so scores are too good. Split by document to avoid it',
            count: cut,
        });
}
function prepareUnits(corpus, options) {
    return options.by === 'sentence' ? cutIntoSentences(corpus, options.progress) : corpus;
}
function pick(corpus, chosen, splitOf) {
    const parts = [[], [], []];
    for (const [i, document] of corpus.entries())
        parts[splitOf(chosen[i])].push(document);
    return { train: parts[0], validation: parts[1], test: parts[2] };
}
/**
 * Divides a corpus; each split keeps the corpus' order.
 *
 * Counted notices: `duplicates-together`, `duplicates-many`, `document-cut` (by sentence), and with official lists
 * those of `splitOfficially`.
 * @throws MedspanError (`data`) when there are fewer distinct documents than splits, so that one would be empty, and
 * when groups are asked for and no document has one; (`config`) for shares that do not add up to 1.
 */
export function splitCorpus(corpus, options) {
    const { ratios, official, progress = silent } = options;
    if (official !== undefined)
        return splitOfficially(corpus, official, progress);
    const sum = ratios.reduce((total, ratio) => total + ratio, 0);
    if (ratios.length !== 3 || !ratios.every(ratio => ratio >= 0) || !(Math.abs(sum - 1) < 1e-6))
        throw new MedspanError('config', `expected three shares that add up to 1, got ${ratios.join(', ')}`, {
            where: { at: 'corpus.split.ratios' },
        });
    const units = prepareUnits(corpus, options);
    const splits = pick(units, deal(units, ratios, splitNames, options), place => place);
    if (options.by === 'sentence')
        reportCut(splits, progress);
    return splits;
}
/**
 * Divides a corpus for k-fold cross-validation: in the i-th of the results part i is the test, the next one (after
 * the last the first) the validation, and the rest the training; so every document is tested once.
 *
 * @throws MedspanError as `splitCorpus` does, and (`config`) for fewer than 3 folds.
 */
export function splitFolds(corpus, options) {
    const { folds, progress = silent } = options;
    if (!Number.isInteger(folds) || folds < 3)
        throw new MedspanError('config', `expected at least 3 folds, got ${folds}`, {
            where: { at: 'corpus.split.folds' },
            hint: 'one fold is the test, one the validation, and the rest are for training',
        });
    const units = prepareUnits(corpus, options);
    const numbers = Array.from({ length: folds }, (_, i) => i);
    const shares = numbers.map(() => 1);
    const chosen = deal(units, shares, numbers.map(i => `fold ${i + 1}`), options);
    return numbers.map(i => {
        const splits = pick(units, chosen, place => (place === i ? 2 : place === (i + 1) % folds ? 1 : 0));
        if (options.by === 'sentence')
            reportCut(splits, progress);
        return splits;
    });
}
