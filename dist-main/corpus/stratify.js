/**
 * @file Iterative stratification of multi-label examples into any number of splits with any shares.
 *
 * Order 1: Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data" (ECML PKDD 2011),
 * Algorithm 1. The rarest label is dealt out first, each example to the split that still wants most of that label,
 * then to the one that still wants most examples, then by lot. Order 2: Szymański and Kajdanowicz, "A Network
 * Perspective on Stratification of Multi-Label Data" (PMLR 74, 2017): pairs of labels are dealt out like labels; of a
 * pair and a label that are equally rare, the pair goes first. Where the pair says nothing, the splits are told apart
 * by how much they want the example's single labels, which the paper leaves to the number of examples.
 *
 * Three departures. An example may stand for several members that must not be parted; it then takes as much from what
 * a split wants as it holds. Wants are whole numbers (the shares are brought to a common denominator), so that no
 * rounding decides: the same examples and seed give the same splits on every machine. And because pairs are rarer than
 * labels and are dealt out before them, order 2 leaves single labels, and splits' sizes, further from the whole than
 * order 1 does: in the end single examples are moved where that brings all closer (`settle`).
 * Of very many pairs, order 2 deals out labels alone.
 *
 * Time and memory are linear in the number of labels (of order 2: of pairs) that the examples hold: a bucket queue
 * keeps what is rarest, and nothing is scanned twice.
 */
import { MedspanError } from "../errors.js";
import { createRandom } from "../random.js";
/** Examples of one member each, from a list of label numbers for each. */
export function createExamples(rows, labelCount) {
    const begins = new Int32Array(rows.length + 1);
    for (const [i, row] of rows.entries())
        begins[i + 1] = begins[i] + row.length;
    const labels = new Int32Array(begins[rows.length]);
    for (const [i, row] of rows.entries())
        labels.set([...row].sort((a, b) => a - b), begins[i]);
    return { labelCount, begins, labels };
}
/** Above this a denominator would not be exact any more: shares are rounded to millionths. */
const finest = 1_000_000;
/**
 * Shares as whole numbers in the same proportion: equal shares become 1, decimals are brought to the smallest power
 * of ten that holds them, anything else to millionths.
 * @throws MedspanError (`config`) for a share that is negative or no number, and when all are 0.
 */
export function wholeShares(shares) {
    if (!shares.every(share => share >= 0 && Number.isFinite(share)) || !shares.some(share => share > 0))
        throw new MedspanError('config', `expected shares of at least 0, and one above it, got ${shares.join(', ')}`);
    const positive = shares.filter(share => share > 0);
    if (positive.every(share => share === positive[0]))
        return shares.map(share => (share > 0 ? 1 : 0));
    const sum = shares.reduce((total, share) => total + share, 0);
    const parts = shares.every(Number.isSafeInteger) && sum <= finest ? shares : shares.map(share => share / sum);
    for (let scale = 1; scale < finest; scale *= 10) {
        const whole = parts.map(share => Math.round(share * scale));
        if (parts.every((share, j) => Math.abs(share * scale - whole[j]) < 1e-9 * scale))
            return whole;
    }
    return parts.map(share => (share > 0 ? Math.max(1, Math.round(share * finest)) : 0));
}
/** With as many labels as this, or fewer, pairs are numbered in a table instead of a map. */
const tableLabels = 2048;
/** The most pairs that are dealt out, numbered in a table and in a map: a hostile corpus holds billions. */
const mostPairs = { table: 30_000_000, map: 5_000_000 };
/** Whether so few pairs of labels are in the examples that they can be dealt out. */
function canPair({ labelCount, begins }) {
    let pairs = 0;
    for (let i = 0; i + 1 < begins.length; i++) {
        const own = begins[i + 1] - begins[i];
        pairs += (own * (own - 1)) / 2;
    }
    return pairs <= (labelCount <= tableLabels ? mostPairs.table : mostPairs.map);
}
/** Puts after each example's labels the pairs of them. */
function withPairs({ labelCount, begins, labels, amounts }) {
    const count = begins.length - 1;
    const pairBegins = new Int32Array(count + 1);
    for (let i = 0; i < count; i++) {
        const own = begins[i + 1] - begins[i];
        pairBegins[i + 1] = pairBegins[i] + (own * (own + 1)) / 2;
    }
    const items = new Int32Array(pairBegins[count]);
    const itemAmounts = amounts === undefined ? undefined : new Int32Array(items.length);
    const table = labelCount <= tableLabels ? new Int32Array(labelCount * labelCount) : undefined;
    const map = new Map();
    let next = labelCount;
    const numberOf = (pair) => {
        const known = table === undefined ? map.get(pair) : table[pair];
        if (known !== undefined && known !== 0)
            return known;
        if (table === undefined)
            map.set(pair, next);
        else
            table[pair] = next;
        return next++;
    };
    for (let i = 0, at = 0; i < count; i++) {
        const end = begins[i + 1];
        for (let a = begins[i]; a < end; a++) {
            if (itemAmounts !== undefined)
                itemAmounts[at] = amounts[a];
            items[at++] = labels[a];
        }
        for (let a = begins[i]; a < end; a++)
            for (let b = a + 1; b < end; b++) {
                // How many members have both is not known: at most as many as have the rarer one.
                if (itemAmounts !== undefined)
                    itemAmounts[at] = Math.min(amounts[a], amounts[b]);
                items[at++] = numberOf(labels[a] * labelCount + labels[b]);
            }
    }
    return { count: next, begins: pairBegins, items, amounts: itemAmounts, labelCount };
}
/** Which examples have each item, in the given order of examples. */
function holdersOf(items, order) {
    const begins = new Int32Array(items.count + 1);
    for (const item of items.items)
        begins[item + 1]++;
    for (let item = 0; item < items.count; item++)
        begins[item + 1] += begins[item];
    const at = begins.slice(0, items.count);
    const holders = new Int32Array(items.items.length);
    for (const i of order)
        for (let k = items.begins[i]; k < items.begins[i + 1]; k++)
            holders[at[items.items[k]]++] = i;
    return { begins, holders };
}
/**
 * A queue of items by how many undealt examples have them: doubly linked lists, one for each number, pairs and labels
 * apart. Of equally rare items the one that came last is taken first.
 */
class RarestFirst {
    #heads;
    #next;
    #previous;
    #remaining;
    #labelCount;
    #lowest;
    /** @param remaining is how many examples have each item; it is counted down here. */
    constructor(remaining, order, labelCount) {
        let most = 0;
        for (const count of remaining)
            if (count > most)
                most = count;
        this.#remaining = remaining;
        this.#labelCount = labelCount;
        this.#heads = new Int32Array(2 * most + 2).fill(-1);
        this.#next = new Int32Array(remaining.length).fill(-1);
        this.#previous = new Int32Array(remaining.length).fill(-1);
        this.#lowest = this.#heads.length;
        for (const item of order)
            if (remaining[item] > 0)
                this.#link(item);
    }
    /** Pairs have even places, labels the odd ones after them. */
    #place(item) {
        return 2 * this.#remaining[item] + (item < this.#labelCount ? 1 : 0);
    }
    #link(item) {
        const place = this.#place(item);
        const head = this.#heads[place];
        this.#next[item] = head;
        this.#previous[item] = -1;
        if (head >= 0)
            this.#previous[head] = item;
        this.#heads[place] = item;
        if (place < this.#lowest)
            this.#lowest = place;
    }
    #unlink(item) {
        const next = this.#next[item];
        const previous = this.#previous[item];
        if (next >= 0)
            this.#previous[next] = previous;
        if (previous >= 0)
            this.#next[previous] = next;
        else
            this.#heads[this.#place(item)] = next;
    }
    /** One example less has the item. */
    countDown(item) {
        this.#unlink(item);
        this.#remaining[item]--;
        if (this.#remaining[item] > 0)
            this.#link(item);
    }
    /** The rarest item that some undealt example has, or -1. */
    rarest() {
        while (this.#lowest < this.#heads.length && this.#heads[this.#lowest] < 0)
            this.#lowest++;
        return this.#lowest < this.#heads.length ? this.#heads[this.#lowest] : -1;
    }
}
function shuffledNumbers(count, random) {
    const numbers = Array.from({ length: count }, (_, i) => i);
    return Int32Array.from(random.shuffle(numbers));
}
/** Passes over the examples in which single ones are moved; later ones hardly find any. */
const mostPasses = 3;
/** A move must gain this much, so that rounding never decides. */
const leastGain = 1e-6;
/**
 * Moves examples to other splits where that brings the splits closer to what they want: lowers the sum over items
 * (members are one of them) and splits of (wanted - held)^2 / wanted, the statistic of Pearson's chi-squared. A split
 * is never emptied.
 */
function settle(dealt) {
    const { items, sizes, units, unit, splits, totals, wants, wantsMembers, splitOf, order } = dealt;
    const { begins, items: itemOf, amounts } = items;
    const k = units.length;
    const held = new Int32Array(k);
    for (const split of splitOf)
        held[split]++;
    const weights = Float64Array.from(totals, total => 1 / total);
    const memberWeight = weights[items.count];
    // The sum changes by what leaves one split and what comes to the other: (w + s)^2 - w^2 and (w - s)^2 - w^2.
    const leaving = (i, from) => {
        const size = unit * (sizes?.[i] ?? 1);
        let sum = size * (size + 2 * wantsMembers[from]) * memberWeight;
        for (let at = begins[i]; at < begins[i + 1]; at++) {
            const item = itemOf[at];
            const step = amounts === undefined ? unit : unit * amounts[at];
            sum += step * (step + 2 * wants[item * k + from]) * weights[item];
        }
        return sum / units[from];
    };
    const coming = (i, to) => {
        const size = unit * (sizes?.[i] ?? 1);
        let sum = size * (size - 2 * wantsMembers[to]) * memberWeight;
        for (let at = begins[i]; at < begins[i + 1]; at++) {
            const item = itemOf[at];
            const step = amounts === undefined ? unit : unit * amounts[at];
            sum += step * (step - 2 * wants[item * k + to]) * weights[item];
        }
        return sum / units[to];
    };
    for (let pass = 0, moved = 1; pass < mostPasses && moved > 0; pass++) {
        moved = 0;
        for (const i of order) {
            const from = splitOf[i];
            if (held[from] === 1)
                continue;
            const left = leaving(i, from);
            let to = -1;
            let least = -leastGain * unit;
            for (const split of splits) {
                if (split === from)
                    continue;
                const sum = left + coming(i, split);
                if (sum < least) {
                    least = sum;
                    to = split;
                }
            }
            if (to < 0)
                continue;
            moved++;
            splitOf[i] = to;
            held[from]--;
            held[to]++;
            const size = unit * (sizes?.[i] ?? 1);
            wantsMembers[from] += size;
            wantsMembers[to] -= size;
            for (let at = begins[i]; at < begins[i + 1]; at++) {
                const place = itemOf[at] * k;
                const step = amounts === undefined ? unit : unit * amounts[at];
                wants[place + from] += step;
                wants[place + to] -= step;
            }
        }
    }
}
/**
 * Deals out examples. Returns the split (an index into `shares`) of each.
 *
 * A split may stay empty where examples are few or all have rare labels.
 * @throws MedspanError (`config`) for shares that are none.
 */
export function stratify(examples, options) {
    const { seed } = options;
    const degree = options.order === 2 && canPair(examples) ? 2 : 1;
    const units = wholeShares(options.shares);
    const unit = units.reduce((total, own) => total + own, 0);
    const splits = Int32Array.from(units.flatMap((own, j) => (own > 0 ? [j] : [])));
    const k = units.length;
    const count = examples.begins.length - 1;
    const { sizes } = examples;
    const items = degree === 2
        ? withPairs(examples)
        : {
            count: examples.labelCount,
            begins: examples.begins,
            items: examples.labels,
            amounts: examples.amounts,
            labelCount: examples.labelCount,
        };
    const random = createRandom(seed, 'stratify');
    const order = shuffledNumbers(count, random);
    const { begins: holderBegins, holders } = holdersOf(items, order);
    // What each split still wants of each item, and of members: in units of 1 / unit, so that all is whole.
    const totals = new Float64Array(items.count + 1);
    for (let at = 0; at < items.items.length; at++)
        totals[items.items[at]] += items.amounts?.[at] ?? 1;
    const wants = new Float64Array(items.count * k);
    for (let item = 0; item < items.count; item++)
        for (const j of splits)
            wants[item * k + j] = units[j] * totals[item];
    const members = sizes === undefined ? count : sizes.reduce((total, size) => total + size, 0);
    totals[items.count] = members;
    const wantsMembers = Float64Array.from(units, own => own * members);
    const remaining = new Int32Array(items.count);
    for (let item = 0; item < items.count; item++)
        remaining[item] = holderBegins[item + 1] - holderBegins[item];
    const queue = new RarestFirst(remaining, shuffledNumbers(items.count, random), items.labelCount);
    const splitOf = new Int32Array(count).fill(-1);
    const assign = (i, split) => {
        splitOf[i] = split;
        wantsMembers[split] -= unit * (sizes?.[i] ?? 1);
        for (let at = items.begins[i]; at < items.begins[i + 1]; at++) {
            const item = items.items[at];
            wants[item * k + split] -= unit * (items.amounts?.[at] ?? 1);
            queue.countDown(item);
        }
    };
    // The splits that no criterion has told apart yet.
    const tied = new Int32Array(k);
    let ties = 0;
    const scores = new Float64Array(k);
    const narrow = (measure) => {
        let most = -Infinity;
        for (let t = 0; t < ties; t++) {
            const value = measure(tied[t]);
            scores[t] = value;
            if (value > most)
                most = value;
        }
        let kept = 0;
        for (let t = 0; t < ties; t++)
            if (scores[t] === most)
                tied[kept++] = tied[t];
        ties = kept;
    };
    let item = -1;
    let example = -1;
    const wantOfItem = (split) => wants[item * k + split];
    const wantOfMembers = (split) => wantsMembers[split];
    const wantOfLabels = (split) => {
        let sum = 0;
        const end = examples.begins[example + 1];
        for (let at = examples.begins[example]; at < end; at++)
            sum += wants[examples.labels[at] * k + split];
        return sum;
    };
    const choose = () => {
        tied.set(splits);
        ties = splits.length;
        if (item >= 0)
            narrow(wantOfItem);
        if (item >= items.labelCount && ties > 1)
            narrow(wantOfLabels);
        if (ties > 1)
            narrow(wantOfMembers);
        return tied[ties === 1 ? 0 : random.below(ties)];
    };
    for (item = queue.rarest(); item >= 0; item = queue.rarest())
        for (let at = holderBegins[item]; at < holderBegins[item + 1]; at++) {
            example = holders[at];
            if (splitOf[example] === -1)
                assign(example, choose());
        }
    for (const i of order)
        if (splitOf[i] === -1)
            assign(i, choose());
    if (degree === 2)
        settle({ items, sizes, units, unit, splits, totals, wants, wantsMembers, splitOf, order });
    return splitOf;
}
