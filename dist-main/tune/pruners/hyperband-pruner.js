/**
 * @file Hyperband: several successive halvings side by side, each with another trade between many trials and long ones.
 *
 * Li et al. 2018 ("Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", algorithm 1), as Optuna has
 * it: bracket k is asynchronous successive halving whose first k rungs are left out. A trial's bracket follows from the
 * CRC-32 of the study's name and the trial's number, with shares as in the paper, so that every process, and Optuna, finds
 * the same.
 */
import { MedspanError } from "../../errors.js";
import { checkCount } from "./pruner-options.js";
import { halve, lastCompleteStep } from "./successive-halving-pruner.js";
/** CRC-32 (ISO 3309, the reflected polynomial 0xedb88320) of a text in UTF-8. */
export function crc32(text) {
    let crc = 0xffffffff;
    for (const byte of new TextEncoder().encode(text)) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++)
            crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
}
/** 2 * atanh(above / below), of fixed point numbers with `bits` places; the quotient is at most a third. */
function doubleArtanh(above, below, bits) {
    const place = (above << bits) / below;
    const square = (place * place) >> bits;
    let sum = 0n;
    for (let power = place, n = 1n; power > 0n; power = (power * square) >> bits, n += 2n)
        sum += power / n;
    return 2n * sum;
}
/**
 * The natural logarithm of a number of at least 1, rounded to the nearest. That of 243 over that of 3 is then just below
 * 5, as in Python; engines of JavaScript are free to be off by a bit, and the number of brackets hangs on it.
 */
function nearestLog(value) {
    const bits = 128n;
    const one = 1n << 52n;
    let exponent = 0;
    let mantissa = value;
    for (; mantissa >= 2; mantissa /= 2)
        exponent++;
    const scaled = BigInt(mantissa * 2 ** 52);
    const log = doubleArtanh(scaled - one, scaled + one, bits) + BigInt(exponent) * doubleArtanh(1n, 3n, bits);
    return Number(log) / 2 ** 128;
}
/** The share of trials that each bracket has, as whole numbers; no bracket where the greatest resource is below the least. */
export function bracketShares(minResource, maxResource, reductionFactor) {
    if (maxResource < minResource)
        return [];
    const count = Math.floor(nearestLog(maxResource / minResource) / nearestLog(reductionFactor)) + 1;
    return Array.from({ length: count }, (_, bracket) => {
        const rungs = count - bracket;
        return Math.ceil((count * reductionFactor ** (rungs - 1)) / rungs);
    });
}
/** @throws MedspanError `config` */
export function createHyperbandPruner(options = {}) {
    const { minResource = 1, maxResource = 'auto', reductionFactor = 3, bootstrapCount = 0 } = options;
    checkCount(minResource, 1, 'minResource');
    if (maxResource !== 'auto')
        checkCount(maxResource, minResource, 'maxResource');
    checkCount(reductionFactor, 2, 'reductionFactor');
    checkCount(bootstrapCount, 0, 'bootstrapCount');
    if (bootstrapCount > 0 && maxResource === 'auto')
        throw new MedspanError('config', 'expected maxResource as a number beside bootstrapCount, got auto', {
            where: { at: 'maxResource' },
        });
    const bracketsOf = new WeakMap();
    const find = (study) => {
        let brackets = bracketsOf.get(study);
        if (brackets !== undefined)
            return brackets;
        const last = maxResource === 'auto' ? lastCompleteStep(study) : maxResource - 1;
        const shares = last === undefined ? [] : bracketShares(minResource, last + 1, reductionFactor);
        if (shares.length === 0)
            return undefined;
        brackets = { shares, known: new Map() };
        bracketsOf.set(study, brackets);
        return brackets;
    };
    const bracketOf = (study, { shares, known }, trialNumber) => {
        const before = known.get(trialNumber);
        if (before !== undefined)
            return before;
        let place = crc32(`${study.name}_${trialNumber}`) % shares.reduce((sum, share) => sum + share, 0);
        let bracket = 0;
        for (; place >= shares[bracket]; bracket++)
            place -= shares[bracket];
        known.set(trialNumber, bracket);
        return bracket;
    };
    const decide = (study, trial) => {
        const brackets = find(study);
        if (brackets === undefined)
            return { prune: false, attributes: {} };
        const bracket = bracketOf(study, brackets, trial.number);
        const competitors = study.trials.filter(({ number }) => bracketOf(study, brackets, number) === bracket);
        return halve(trial, competitors, study.directions[0], {
            minResource,
            reductionFactor,
            minEarlyStoppingRate: bracket,
            bootstrapCount,
        });
    };
    return {
        name: 'hyperband',
        prune: (study, trial) => decide(study, trial).prune,
        note: (study, trial) => decide(study, trial).attributes,
        groupOf(study, trialNumber) {
            const brackets = find(study);
            return brackets === undefined ? undefined : bracketOf(study, brackets, trialNumber);
        },
    };
}
