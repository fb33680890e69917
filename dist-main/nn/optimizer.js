import { add, div, float, mul, sqrt, sub, trace } from "../graph/trace.js";
/**
 * The graph: `parameter`, `gradient`, `exp_avg` and `exp_avg_sq` [n] and three scalars give `new_parameter`,
 * `new_exp_avg` and `new_exp_avg_sq` [n].
 */
export function adamWGraph({ betas: [beta1, beta2], weightDecay }) {
    const slice = float('n');
    const scalar = float();
    const inputs = new Map([
        ...['parameter', 'gradient', 'exp_avg', 'exp_avg_sq'].map(name => [name, slice]),
        ...['gradient_scale', 'step_size', 'epsilon', 'decay'].map(name => [name, scalar]),
    ]);
    return trace(inputs, get => {
        const gradient = get('gradient');
        const scale = get('gradient_scale');
        const first = add(mul(get('exp_avg'), beta1), mul(gradient, mul(scale, 1 - beta1)));
        const root = mul(gradient, mul(scale, Math.sqrt(1 - beta2)));
        const second = add(mul(get('exp_avg_sq'), beta2), mul(root, root));
        const change = mul(div(first, add(sqrt(second), get('epsilon'))), get('step_size'));
        const kept = weightDecay === 0 ? get('parameter') : mul(get('parameter'), get('decay'));
        return { new_parameter: sub(kept, change), new_exp_avg: first, new_exp_avg_sq: second };
    });
}
/**
 * The graph's scalars: with ĉ = sqrt(1 - β₂ᵗ), m̂ / (sqrt(v̂) + ε) = ĉ/(1 - β₁ᵗ) · m / (sqrt(v) + ε ĉ), so that
 * neither moment has to be corrected element by element.
 */
export function adamWScalars(options, scalars) {
    const [beta1, beta2] = options.betas;
    const correction = Math.sqrt(1 - beta2 ** scalars.update);
    return {
        gradient_scale: scalars.gradientScale,
        step_size: (scalars.learningRate * correction) / (1 - beta1 ** scalars.update),
        epsilon: options.epsilon * correction,
        decay: 1 - scalars.learningRate * options.weightDecay,
    };
}
/** Only matrices are decayed: biases and the parameters of normalisation are not, as with Trainer. */
export function isDecayed(shape) {
    return shape.length > 1;
}
