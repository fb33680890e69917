/**
 * @file Numbers on the command line.
 */
import { InvalidArgumentError } from 'commander';
/** A whole number from 0. */
export function parseCount(text) {
    if (!/^\d{1,6}$/.test(text))
        throw new InvalidArgumentError('Expected a whole number.');
    return Number(text);
}
/** A whole number from 1. */
export function parsePositive(text) {
    if (!/^[1-9]\d{0,8}$/.test(text))
        throw new InvalidArgumentError('Expected a whole number of at least 1.');
    return Number(text);
}
/** A share, or a probability: a number from 0 to 1. */
export function parseShare(text) {
    if (!/^(?:\d|\d?\.\d+)$/.test(text) || Number(text) > 1)
        throw new InvalidArgumentError('Expected a number from 0 to 1.');
    return Number(text);
}
/** A time such as `2h`, `1h30m`, `45m` or `90s`, in seconds. */
export function parseDuration(text) {
    const [, hours, minutes, seconds] = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?$/.exec(text) ?? [];
    const total = 3600 * Number(hours ?? 0) + 60 * Number(minutes ?? 0) + Number(seconds ?? 0);
    if (total === 0)
        throw new InvalidArgumentError('Expected a time such as 2h, 1h30m or 45m.');
    return total;
}
export function parseSeed(text) {
    if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff)
        throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
    return Number(text);
}
/** Seeds such as `1,2,3`. */
export function parseSeeds(text) {
    return text.split(',').map(item => parseSeed(item.trim()));
}
