/** Where a trial notes which process runs it. */
export const workerKey = 'worker';
/** Trials that stand for themselves: not those that were tried again later. */
export function standing(trials) {
    const again = new Set(trials.flatMap(({ systemAttributes: { retry_history: tried } }) => (Array.isArray(tried) ? tried : [])));
    return trials.filter(({ number }) => !again.has(number));
}
