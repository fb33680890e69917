/** The state before the first evaluation. */
export function beginPlateau(learningRate) {
    return { best: null, num_bad_epochs: 0, cooldown_counter: 0, last_epoch: 0, _last_lr: [learningRate] };
}
/** The state after an evaluation has given `value`. */
export function observePlateau(state, value, options) {
    const { factor = 0.1, patience = 10, cooldown = 0, min_lr: lowest = 0, eps = 1e-8 } = options;
    const better = state.best === null || isBetter(value, state.best, options);
    let bad = better ? 0 : state.num_bad_epochs + 1;
    let cooling = state.cooldown_counter;
    if (cooling > 0) {
        cooling--;
        bad = 0;
    }
    let [rate] = state._last_lr;
    if (bad > patience) {
        const reduced = Math.max(rate * factor, lowest);
        if (rate - reduced > eps)
            rate = reduced;
        cooling = cooldown;
        bad = 0;
    }
    return {
        best: better ? value : state.best,
        num_bad_epochs: bad,
        cooldown_counter: cooling,
        last_epoch: state.last_epoch + 1,
        _last_lr: [rate],
    };
}
function isBetter(value, best, options) {
    const { mode, threshold = 1e-4, threshold_mode: kind = 'rel' } = options;
    if (mode === 'min')
        return value < (kind === 'rel' ? best * (1 - threshold) : best - threshold);
    return value > (kind === 'rel' ? best * (threshold + 1) : best + threshold);
}
