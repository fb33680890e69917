/**
 * @file LoRA (Hu et al. 2021, arXiv 2106.09685): low-rank adapters added to a model's linear maps, and merged into them.
 *
 * The model is frozen, and what is trained is small: two thin matrices beside each chosen map, and the classifier. The
 * choice of maps, the draw of A and B, and dropout are those of Python's peft 0.21.
 */
import { MedspanError } from "../errors.js";
import { float, int, trace } from "../graph/trace.js";
import { createScope, noDropout } from "./layers.js";
import { classifierParameters, drawParameter } from "./parameters.js";
/** Every linear map inside an encoder, in the order of its parameters. */
export function linearMaps(encoder) {
    const inputs = new Map([
        ...[...encoder.parameters].map(([name, { shape }]) => [name, float(...shape)]),
        ...['input_ids', 'attention_mask', 'token_type_ids'].map(name => [name, int('B', 'T')]),
    ]);
    const used = new Set();
    trace(inputs, get => {
        const scope = createScope(get, { parameters: encoder.parameters, dropout: noDropout });
        const watched = {
            ...scope,
            linear(x, name) {
                used.add(`${name}.weight`);
                return scope.linear(x, name);
            },
        };
        const hidden = encoder.encode(watched, {
            inputIds: get('input_ids'),
            attentionMask: get('attention_mask'),
            tokenTypeIds: get('token_type_ids'),
        });
        return { hidden };
    });
    return [...encoder.parameters.keys()].filter(name => used.has(name)).map(moduleOf);
}
/** `a.query.weight` -> `a.query` */
export const moduleOf = (parameter) => parameter.slice(0, parameter.lastIndexOf('.'));
/** The ends of names that peft's table has for a family; DistilBERT's and ModernBERT's it lacks. */
const defaultTargets = {
    'deberta-v2': ['query_proj', 'value_proj'],
    distilbert: ['q_lin', 'v_lin'],
    gpt_neo: ['q_proj', 'v_proj'],
    llama: ['q_proj', 'v_proj'],
    modernbert: ['Wqkv'],
    qwen3: ['q_proj', 'v_proj'],
};
/**
 * The linear maps of an encoder that get adapters.
 * @throws MedspanError `config` where a name or an expression matches none
 */
export function chooseModules(encoder, targets = defaultTargets[encoder.modelType] ?? ['query', 'value']) {
    return chooseMaps(linearMaps(encoder), targets);
}
/** Those out of a model's linear maps that are meant; throws as `chooseModules`. */
export function chooseMaps(maps, targets) {
    if (typeof targets !== 'string') {
        const isEnd = (map, target) => map === target || map.endsWith(`.${target}`);
        for (const target of targets)
            if (!maps.some(map => isEnd(map, target)))
                throw matchesNone(`ends in ${target}`, maps);
        return maps.filter(map => targets.some(target => isEnd(map, target)));
    }
    if (targets.toLowerCase() === 'all-linear')
        return [...maps];
    const expression = expressionOf(targets);
    const chosen = maps.filter(map => expression.test(map));
    if (chosen.length === 0)
        throw matchesNone(`matches ${targets}`, maps);
    return chosen;
}
function expressionOf(source) {
    try {
        return new RegExp(`^(?:${source})$`, 'su');
    }
    catch (cause) {
        throw new MedspanError('config', `expected a regular expression, got ${source}`, {
            where: { at: 'model.lora.target_modules' },
            hint: 'Give a list of names, all-linear, or an expression that both JavaScript and Python read.',
            cause,
        });
    }
}
function matchesNone(what, maps) {
    const ends = new Set(maps.map(map => map.slice(map.lastIndexOf('.') + 1)));
    return new MedspanError('config', `no linear map ${what}`, {
        where: { at: 'model.lora.target_modules' },
        hint: `Give a list out of ${[...ends].join(', ')}; or all-linear; or an expression for names such as ${maps[0]}.`,
    });
}
/**
 * Adds adapters to a model that was read. A is drawn evenly from ±1/√in, by the seed and its name, and B is zero: the
 * model computes what it did before.
 * @throws MedspanError `config` where nothing is there to adapt
 */
export function prepareAdapters(model, { rank, alpha, dropout, targetModules }, seed) {
    const { encoder } = model;
    const adapters = { rank, alpha, dropout, modules: chooseModules(encoder, targetModules) };
    const { parameters, drawn } = withAdapters(model, adapters, seed);
    return {
        ...model,
        adapters,
        newModules: newModulesOf(model),
        parameters,
        newlyInitialized: [...model.newlyInitialized, ...drawn],
    };
}
/** The modules of an encoder that weights lack. Of a model without any, all is new: then the seed stands for its weights. */
export function newModulesOf({ encoder, newlyInitialized, }) {
    const own = newlyInitialized.filter(name => encoder.parameters.has(name));
    return own.length === encoder.parameters.size ? [] : [...new Set(own.map(moduleOf))];
}
/** The parameters of a model with adapters in their places, and the names of those that were drawn. */
function withAdapters(model, adapters, seed) {
    const parameters = new Map();
    const drawn = [];
    for (const [name, spec] of classifierParameters({
        ...model,
        adapters,
        labels: model.labels.length,
        head: model.settings.head,
    })) {
        const own = model.parameters.get(name);
        if (own === undefined)
            drawn.push(name);
        parameters.set(name, own ?? { shape: spec.shape, data: drawParameter(name, spec, seed) });
    }
    return { parameters, drawn };
}
/** Whether a parameter is trained: those of adapters, of the classifier, and what the base model's weights lack. */
export function isAdapterTrained({ encoder, newModules, }) {
    const modules = new Set(newModules);
    return name => !encoder.parameters.has(name) || modules.has(moduleOf(name));
}
/** The same model without adapters. */
export function mergeAdapters(model) {
    const { adapters, encoder, labels, parameters, source, settings } = model;
    const merged = adapters === undefined ? parameters : mergedParameters(adapters, parameters);
    return { encoder, labels, parameters: merged, source, settings };
}
/** Parameters without adapters: W + B A α / r (section 4.1), or its transpose, and the others as they are. */
export function mergedParameters(adapters, parameters) {
    const { modules, transposed = [], alpha, rank } = adapters;
    const merged = new Map([...parameters].filter(([name]) => !isAdapter(name)));
    for (const module of modules) {
        const weight = parameters.get(`${module}.weight`);
        const a = parameters.get(`${module}.lora_A.weight`);
        const b = parameters.get(`${module}.lora_B.weight`);
        const [left, right] = transposed.includes(module) ? [transposeOf(a), transposeOf(b)] : [b, a];
        merged.set(`${module}.weight`, addProduct(weight, left, right, alpha / rank));
    }
    return merged;
}
function transposeOf({ shape, data }) {
    const [rows, columns] = shape;
    const turned = Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
    return { shape: [columns, rows], data: turned };
}
/** Whether a parameter is an adapter's A or B. */
export const isAdapter = (name) => /\.lora_[AB]\.weight$/.test(name);
/** W + B A s, summed in double precision. [out,in] */
function addProduct({ shape, data: w }, { data: b }, { shape: [rank], data: a }, factor) {
    const [rows, columns] = shape;
    const data = new Float32Array(w.length);
    const row = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
        row.fill(0);
        for (let k = 0; k < rank; k++) {
            const share = b[i * rank + k] * factor;
            for (let j = 0; j < columns; j++)
                row[j] += share * a[k * columns + j];
        }
        for (let j = 0; j < columns; j++)
            data[i * columns + j] = w[i * columns + j] + row[j];
    }
    return { shape, data };
}
