/**
 * @file From a run folder to what its report says: the model beside its rivals, what was trained on what, and how.
 */
import { groupOf, typeName } from "../concepts/semantic-network.js";
import { bootstrapScores } from "../metrics/bootstrap.js";
import { compareMicro } from "../metrics/significance.js";
import { cpuEfficiency } from "../run/jobs-file.js";
import { parts, sameDocuments } from "../run/run-folder.js";
/** Trials behind the intervals of rivals, and behind differences: enough for two digits of p. */
const TRIALS = 2_000;
/** All that a report says of a run. */
export function reportContent(folder, options) {
    const { name, run, configuration } = folder;
    const { evaluations, figures } = options;
    const shown = evaluations === undefined ? [] : parts.map(part => partOf(folder, part, evaluations, options));
    return {
        title: name,
        ...textOf('subtitle', subtitleOf(folder)),
        status: run.status,
        ...textOf('error', run.error),
        ...textOf('createdAt', run.ended),
        highlights: highlightsOf(folder),
        parts: shown,
        figures,
        types: namesOf([...run.types, ...shown.flatMap(({ evaluation }) => typesIn(evaluation))]),
        data: dataOf(folder, evaluations),
        configuration,
        versions: Object.entries(run.versions).map(([key, value]) => ({ name: key, value })),
        environment: Object.entries(run.environment ?? {}).map(([key, value]) => ({ name: key, value })),
        warnings: run.warnings,
        jobs: jobsOf(folder),
    };
}
/** The attempts of jobs of a cluster. */
function jobsOf({ jobs }) {
    return jobs.attempts.map(attempt => {
        const { started, ended, usage } = attempt;
        const efficiency = cpuEfficiency(attempt);
        return {
            job: started.job,
            kind: started.kind,
            started: started.at,
            nodes: started.nodes,
            ...textOf('gpus', started.gpus),
            outcome: ended?.outcome ?? (attempt === jobs.attempts.at(-1) ? 'running' : 'killed'),
            ...textOf('reason', ended?.reason),
            ...(usage !== undefined && { seconds: usage.seconds }),
            ...(efficiency !== undefined && { cpuEfficiency: efficiency }),
            ...(usage?.gpu_use !== undefined && { gpuUse: usage.gpu_use }),
            ...(usage?.max_rss_bytes !== undefined && { maxRssBytes: usage.max_rss_bytes }),
        };
    });
}
const textOf = (key, value) => value === undefined ? {} : { [key]: value };
const at = (value, ...keys) => keys.reduce((inner, key) => typeof inner === 'object' && inner !== null ? inner[key] : undefined, value);
const whole = (value) => value.toLocaleString('en-US');
function subtitleOf({ run }) {
    const { summary, identity } = run;
    if (summary === undefined)
        return undefined;
    const { documents, sentences } = summary.counts.train;
    const sources = identity.sources.map(({ name }) => name).join(', ');
    const types = run.types.length;
    return `${types} type${types === 1 ? '' : 's'}, trained on ${whole(sentences)} sentences of ${whole(documents)} documents from ${sources}`;
}
function highlightsOf({ run, history }) {
    const { summary, seed } = run;
    const last = history.at(-1);
    if (summary === undefined)
        return [
            ...(last === undefined
                ? []
                : [
                    { name: 'Step', value: whole(last.step ?? 0), note: `epoch ${decimal(last.epoch ?? 0)}` },
                    ...(last.loss === undefined ? [] : [{ name: 'Loss', value: last.loss.toFixed(4) }]),
                ]),
            { name: 'Seed', value: String(seed) },
        ];
    const { best, training } = summary;
    const epochs = decimal(training.epoch ?? 0);
    return [
        {
            name: 'Best epoch',
            value: decimal(best.epoch),
            note: `of ${epochs}; ${best.metric} ${best.value.toFixed(4)} on validation`,
        },
        {
            name: 'Training time',
            value: duration(training.train_runtime ?? 0),
            note: `${decimal(training.train_samples_per_second ?? 0)} sequences a second`,
        },
        { name: 'Seed', value: String(seed) },
    ];
}
export const decimal = (value) => String(Number(value.toFixed(2)));
export function duration(seconds) {
    if (seconds < 60)
        return `${decimal(seconds)} s`;
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
function partOf(folder, part, evaluations, { previous }) {
    const { documents, dictionary } = folder.results.parts[part];
    const scores = folder.run.summary?.[part];
    const memory = folder.run.summary?.baseline[part];
    const rivals = [
        rivalOf({ name: 'dictionary', note: 'finds what training has seen, word for word' }, documents, dictionary, memory),
    ];
    if (previous?.results !== undefined && sameDocuments(documents, previous.results.parts[part].documents))
        rivals.push(rivalOf({ name: 'previous run', note: previous.name }, documents, previous.results.parts[part].documents, previous.run.summary?.[part]));
    return {
        name: part,
        evaluation: evaluations[part],
        ...accuracies(scores),
        rivals,
        tagScores: tagScoresOf(scores),
        documents,
    };
}
export function accuracies(scores) {
    if (scores === undefined)
        return {};
    const { accuracy, insideAccuracy } = scores.default.overall;
    return { accuracy, insideAccuracy };
}
/** Another system on the same documents; what it is compared by is only there where both judged the same gold mentions. */
function rivalOf(named, own, other, scores) {
    const bootstrap = bootstrapScores(other, { seed: 1, samples: TRIALS });
    return {
        ...named,
        micro: bootstrap.micro,
        macro: bootstrap.macro,
        ...accuracies(scores),
        types: Object.fromEntries([...bootstrap.types].map(([type, each]) => [type, estimates(each)])),
        ...(sameGold(own, other) && { difference: differenceOf(own, other) }),
    };
}
function differenceOf(own, other) {
    const { difference, lower, upper, p } = compareMicro(own, other, { seed: 1, samples: TRIALS });
    return { f1: { estimate: difference, lower, upper }, p: p.randomisation };
}
/** Another configuration of labels may make other gold mentions of the same documents. */
function sameGold(a, b) {
    const key = (documents) => documents
        .map(({ id, gold }) => `${id} ${gold.map(({ begin, end, type }) => `${begin} ${end} ${type}`).sort()}`)
        .sort()
        .join('\n');
    return key(a) === key(b);
}
const estimates = ({ precision, recall, f1 }) => ({
    precision: precision.estimate,
    recall: recall.estimate,
    f1: f1.estimate,
});
export function tagScoresOf(scores) {
    if (scores === undefined)
        return [];
    return ['default', 'strict'].map(mode => ({
        name: `seqeval, ${mode}`,
        micro: scores[mode].overall,
        macro: scores[mode].macro,
        weighted: scores[mode].weighted,
    }));
}
/** Every type that a part's tables name. */
export function typesIn({ types, groups, ancestors }) {
    return [types, groups, ancestors].flatMap(scores => Object.keys(scores));
}
export function namesOf(types) {
    const named = [...new Set(types)].map((type) => {
        const group = groupOf(type)?.name;
        return [type, { ...textOf('name', typeName(type)), ...textOf('group', group) }];
    });
    return Object.fromEntries(named);
}
/** Mentions of each type in each part. */
export function mentionsByPart(folder, evaluations) {
    const gold = ({ types }) => Object.fromEntries(Object.entries(types).map(([type, each]) => [type, each.gold]));
    return {
        train: { ...folder.results.training.counts },
        validation: gold(evaluations.validation),
        test: gold(evaluations.test),
    };
}
function dataOf(folder, evaluations) {
    const { identity, summary } = folder.run;
    const mentions = evaluations === undefined ? {} : mentionsByPart(folder, evaluations);
    const total = (part) => mentions[part] === undefined
        ? {}
        : { mentions: Object.values(mentions[part]).reduce((sum, count) => sum + count, 0) };
    return {
        sources: identity.sources,
        parts: Object.entries(summary?.counts ?? {}).map(([name, { documents, sentences, words }]) => ({
            name,
            documents,
            sentences,
            words,
            ...total(name),
        })),
        facts: dataFacts(identity.config),
    };
}
/** How the parts and the labels were decided, as the configuration has it. */
function dataFacts(config) {
    const text = (value) => Array.isArray(value)
        ? value.map(String).join(' : ')
        : typeof value === 'string'
            ? value
            : JSON.stringify(value);
    const facts = [
        ['Split', at(config, 'corpus', 'split', 'ratios')],
        ['Split by', at(config, 'corpus', 'split', 'by')],
        ['Seed of the split', at(config, 'corpus', 'split', 'seed')],
        ['Of the training part', at(config, 'corpus', 'split', 'train_share')],
        ['Overlapping mentions', at(config, 'corpus', 'overlap')],
        ['Words', at(config, 'corpus', 'tokenizer')],
        ['Labels', at(config, 'labels', 'types')],
        ['Types without a label', at(config, 'labels', 'unseen')],
        ['Loss', at(config, 'loss', 'name')],
    ];
    return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: text(value) }]));
}
