import { standing, workerKey } from "./attempts.js";
/** Whether a trial runs that is tried again when its process dies: others' trials may run for ever. */
function isOurs({ state, userAttributes }) {
    return state === 'running' && Object.hasOwn(userAttributes, workerKey);
}
/** What trials took that were ended by nobody; 0 where there is none. */
function meanMs(trials) {
    const whole = trials.filter(({ state }) => state === 'complete');
    const sum = whole.reduce((ms, { started, completed }) => ms + (completed.getTime() - started.getTime()), 0);
    return sum / Math.max(1, whole.length);
}
export function createDispatch(study, options) {
    /** Workers that were let go and have not begun yet. */
    let granted = 0;
    const decide = async () => {
        if (options.signal?.aborted === true)
            return 'stop';
        await study.failStale(options.retries);
        const begun = standing(await study.trials()).filter(({ state }) => state !== 'waiting');
        const expectedMs = options.endInTime ? meanMs(begun) : 0;
        if (performance.now() + expectedMs >= options.endMs)
            return 'stop';
        if (begun.length + granted < options.trials)
            return 'go';
        return granted > 0 || begun.some(isOurs) ? 'wait' : 'stop';
    };
    return {
        join() {
            let isLetGo = false;
            const settle = () => {
                if (isLetGo)
                    granted--;
                isLetGo = false;
            };
            return {
                async next() {
                    settle();
                    const verdict = await decide();
                    if (verdict === 'go') {
                        isLetGo = true;
                        granted++;
                    }
                    return verdict;
                },
                begun: settle,
                leave: settle,
            };
        },
    };
}
