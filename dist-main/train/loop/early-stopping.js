/** The state when so many evaluations in a row have brought no improvement. */
export function earlyStoppingState(options, counter = 0) {
    return {
        args: {
            early_stopping_patience: options.patience,
            early_stopping_threshold: options.threshold ?? 0,
        },
        attributes: { early_stopping_patience_counter: counter },
    };
}
/**
 * The state after an evaluation.
 * @param best the best value before it, or null when it is the first
 */
export function observeEarlyStopping(state, value, best, greaterIsBetter) {
    const { early_stopping_threshold: threshold } = state.args;
    const hasBegun = best !== null && !(greaterIsBetter && best === 0);
    const improved = !hasBegun || ((greaterIsBetter ? value > best : value < best) && Math.abs(value - best) > threshold);
    const counter = improved ? 0 : state.attributes.early_stopping_patience_counter + 1;
    return { args: state.args, attributes: { early_stopping_patience_counter: counter } };
}
/** Whether training is to end. */
export function isOutOfPatience({ args, attributes }) {
    return attributes.early_stopping_patience_counter >= args.early_stopping_patience;
}
