export function isFinished(state) {
    return state !== 'running' && state !== 'waiting';
}
/** The greatest step that was reported, which may not be the last one. */
export function lastStep(trial) {
    let last;
    for (const step of trial.intermediateValues.keys())
        if (last === undefined || step > last)
            last = step;
    return last;
}
/** Where Optuna keeps the values that an enqueued trial is to have. */
export const fixedParamsKey = 'fixed_params';
/** Where Optuna keeps constraints: numbers above 0 are violations. */
export const constraintsKey = 'constraints';
/** Where the cause of a failed trial stands. */
export const failReasonKey = 'fail_reason';
/** The sum of violated constraints; 0 for a trial that keeps all of them, or has none. */
export function violation(trial) {
    let sum = 0;
    const add = (value) => {
        if (typeof value === 'number' && value > 0)
            sum += value;
    };
    for (const [key, value] of Object.entries(trial.systemAttributes))
        if (key === constraintsKey && Array.isArray(value))
            for (const one of value)
                add(one);
        else if (key.startsWith(`${constraintsKey}:`))
            add(value);
    return sum;
}
