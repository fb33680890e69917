/**
 * @file `README.md`, the model card: what the model is and how good, as the Hugging Face hub reads it (YAML at its head, after
 * huggingface_hub's `ModelCardData` and `EvalResult`) and as people do. Names in it are data: quoted in YAML, escaped in Markdown.
 */
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Scalar, stringify } from 'yaml';
import { namedType, typeName } from "../concepts/semantic-network.js";
import { PARTS } from "../config/config.js";
import { ownValue } from "../dictionary.js";
import { MODEL_CARD } from "../hub/card.js";
import { writeFileWhole } from "../system/output.js";
import { printable } from "../text/escapes.js";
import { escapeMarkdown } from "../text/markdown.js";
import { renderRunUse } from "./card-use.js";
const firstLines = [
    '---',
    '# Written by medspan, which replaces or removes this file with its run. Remove this line, and the file stays as you have made it.',
    '',
].join('\n');
/** Fewer training mentions than this are few. */
const FEW = 50;
/** The card of a run: the same facts give the same text. */
export function formatModelCard(facts) {
    const head = stringify(metadataOf(facts), { lineWidth: 0, indentSeq: false });
    const sections = [
        `# ${escaped(facts.name)}`,
        introductionOf(facts),
        `## Scores\n\n${scoresOf(facts)}`,
        `## Labels\n\n${labelsOf(facts)}`,
        `## Data\n\n${dataOf(facts)}`,
        `## Use\n\n${useOf(facts)}`,
        `## Limits\n\n${limitsOf(facts)}`,
        `## Licence\n\n${licenceOf(facts)}`,
    ];
    return `${firstLines}${head}---\n\n${sections.join('\n\n')}\n`;
}
/** A card that has no more than a name and one section, for a model of which nothing else is known. */
export function formatPlainCard(name, library, section) {
    const head = {
        library_name: library,
        pipeline_tag: 'token-classification',
        tags: ['medspan', 'named-entity-recognition'],
    };
    return `${firstLines}${stringify(head, { indentSeq: false })}---\n\n# ${escaped(name)}\n\n${section}`;
}
/** Writes a card into a run folder, unless the user has made the one that is there. */
export async function writeModelCard(runFolder, card) {
    if (await isUsersCard(runFolder))
        return;
    await writeFileWhole(join(runFolder, MODEL_CARD), card);
}
/** Whether the text of a card is as medspan writes it. */
export function isWrittenCard(card) {
    return card.startsWith(firstLines);
}
/** Whether a folder has a README.md that is not, or no longer, as medspan writes it. What is no file is read by nobody. */
export async function isUsersCard(folder) {
    const path = join(folder, MODEL_CARD);
    const entry = await lstat(path).catch(() => undefined);
    if (!entry?.isFile())
        return entry !== undefined;
    const file = await open(path);
    try {
        const expected = Buffer.from(firstLines);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(expected.length), 0, expected.length, 0);
        return !buffer.subarray(0, bytesRead).equals(expected);
    }
    finally {
        await file.close();
    }
}
/** A text of others in YAML: what is quoted is no number, no date and no truth value, in YAML 1.1 (Python's) and 1.2. */
function quoted(text) {
    return Object.assign(new Scalar(printable(text)), { type: Scalar.QUOTE_DOUBLE });
}
/** A text of others in Markdown. */
function escaped(text) {
    return escapeMarkdown(printable(text), 200);
}
const score = (value) => Number(value.toFixed(4));
const percent = (fraction) => (100 * fraction).toFixed(2);
const count = (value) => value.toLocaleString('en-US');
/** `T047 Disease or Syndrome`: only a corpus' own classes are texts of others. */
const shownType = (type) => (typeName(type) === undefined ? escaped(type) : namedType(type));
function rowOf(cells) {
    return `| ${cells.join(' | ')} |`;
}
/** @param right how many columns are numbers, from the right */
function tableOf(titles, rows, right) {
    const rule = titles.map((_, i) => (i < titles.length - right ? '---' : '---:'));
    return [titles, rule, ...rows].map(rowOf).join('\n');
}
/** The sources that are datasets of the hub, by their ids. */
function datasetsOf({ config }) {
    return [...new Set(config.corpus.sources.flatMap(({ dataset }) => dataset ?? []))];
}
/** What the hub reads. */
function metadataOf(facts) {
    const { name, base, sources, isAdapter, test } = facts;
    const datasets = datasetsOf(facts);
    const languages = languagesOf(facts);
    const [dataset] = datasets.length === 1 && sources.length === 1 ? datasets : [];
    const { overall } = test.default;
    return {
        library_name: isAdapter ? 'peft' : 'transformers',
        pipeline_tag: 'token-classification',
        ...(languages.length > 0 && { language: languages.map(quoted) }),
        ...(base.licence !== undefined && { license: quoted(base.licence) }),
        ...(base.id !== undefined && { base_model: quoted(base.id) }),
        ...(datasets.length > 0 && { datasets: datasets.map(quoted) }),
        tags: ['medspan', 'named-entity-recognition', 'biomedical'],
        'model-index': [
            {
                name: quoted(name),
                results: [
                    {
                        task: { type: 'token-classification', name: 'Token Classification' },
                        dataset: {
                            type: dataset === undefined ? 'custom' : quoted(dataset),
                            name: quoted(sources.map(source => source.name).join(', ')),
                            split: 'test',
                        },
                        metrics: ['precision', 'recall', 'f1', 'accuracy'].map(type => ({
                            type,
                            name: type === 'f1' ? 'F1' : `${type[0].toUpperCase()}${type.slice(1)}`,
                            value: score(overall[type]),
                        })),
                    },
                ],
            },
        ],
    };
}
/** Those of the texts, or where these do not say it, that of the model. */
function languagesOf({ languages, base }) {
    return languages.length === 0 && base.language !== undefined ? [base.language] : languages;
}
const hubLink = (id, kind = '') => `[${escaped(id)}](https://huggingface.co/${kind}${id.split('/').map(encodeURIComponent).join('/')})`;
function introductionOf({ base, types, isAdapter, evaluations: { test } }) {
    const { f1 } = test.micro;
    const origin = base.id === undefined ? 'a model that is not named here' : hubLink(base.id);
    return [
        `A tagger of entities in text: it marks mentions of ${types.length === 1 ? 'one type' : `${count(types.length)} types`}.`,
        `${isAdapter ? 'These are low-rank adapters (LoRA), trained beside' : 'It was fine-tuned from'} ${origin},`,
        'with medspan.',
        `On its test part it reaches an F1 of **${percent(f1.estimate)}**${borders(f1, ' (95 % interval ', ')')}.`,
    ].join('\n');
}
function borders({ lower, upper, samples }, before = '', after = '') {
    return samples === 0 ? '' : `${before}${percent(lower)} to ${percent(upper)}${after}`;
}
function scoresOf({ evaluations, test }) {
    const rows = ['validation', 'test'].flatMap(part => {
        const { micro, macro } = evaluations[part];
        return [['all mentions', micro], ['mean of types', macro]].map(([title, scores]) => [
            `${part}, ${title}`,
            ...['precision', 'recall', 'f1'].map(key => percent(scores[key].estimate)),
            borders(scores.f1),
        ]);
    });
    const { samples, seed } = evaluations.test.resampling;
    const { overall } = test.default;
    return [
        tableOf(['', 'precision', 'recall', 'F1', '95 % interval of F1'], rows, 4),
        '',
        `In percent. A mention is right when its borders and its type agree. Intervals are of ${count(samples)} bootstrap samples of`,
        `documents (seed ${seed}). The figures at the head of this file are seqeval's, over the tags of the test part: F1`,
        `${percent(overall.f1)}, accuracy of words ${percent(overall.accuracy)}.`,
    ].join('\n');
}
function labelsOf(facts) {
    const { types, evaluations, training } = facts;
    const all = [...new Set([...types, ...Object.keys(evaluations.test.types)])];
    const rows = all.map(type => {
        const own = ownValue(evaluations.test.types, type);
        const scores = own?.scores;
        return [
            `${shownType(type)}${types.includes(type) ? '' : ' (no label)'}`,
            count(ownValue(training, type) ?? 0),
            count(own?.gold ?? 0),
            ...['precision', 'recall', 'f1'].map(key => (scores ? percent(scores[key].estimate) : '')),
            scores === undefined ? '' : borders(scores.f1),
        ];
    });
    const isUmls = types.some(type => typeName(type) !== undefined);
    return [
        `Tags are IOB2: \`O\`, and of each type \`B-\` for its first word and \`I-\` for the others.${isUmls ? ' Codes are those of the UMLS Semantic Network.' : ''} Scores are those of the test part.`,
        '',
        tableOf(['type', 'training mentions', 'test mentions', 'precision', 'recall', 'F1', '95 % interval of F1'], rows, 6),
    ].join('\n');
}
function dataOf(facts) {
    const { config, sources, counts, evaluations, training } = facts;
    const ids = new Map(config.corpus.sources.map(({ name, dataset }) => [name, dataset]));
    const mentions = {
        train: Object.values(training).reduce((sum, own) => sum + own, 0),
        validation: evaluations.validation.gold,
        test: evaluations.test.gold,
    };
    const sourceRows = sources.map(({ name, documents }) => {
        const id = ids.get(name);
        return [`${escaped(name)}${id === undefined ? '' : ` (${hubLink(id, 'datasets/')})`}`, count(documents)];
    });
    const partRows = PARTS.map(part => [
        part,
        ...[counts[part].documents, counts[part].sentences, mentions[part]].map(count),
    ]);
    return [
        tableOf(['source', 'documents'], sourceRows, 1),
        '',
        tableOf(['part', 'documents', 'sentences', 'mentions'], partRows, 3),
        '',
        splitText(config.corpus.split),
    ].join('\n');
}
function splitText({ official, folds, fold, by, seed }) {
    if (official !== undefined)
        return 'Lists of document ids say which document is in which part.';
    const how = folds === undefined ? 'at random' : `into ${folds} folds, of which number ${fold} is the test part`;
    const leak = by === 'sentence' ? ' Sentences of one document are in several parts: the scores are too good.' : '';
    return `Documents whose source names no part were divided ${how}, by ${by} and stratified by type (seed ${seed}).${leak}`;
}
function useOf({ config: { model }, base, isAdapter, isMaskLifted }) {
    const { head, decoding } = model;
    return renderRunUse({ head, decoding, isAdapter, isMaskLifted, hasBaseId: base.id !== undefined });
}
function limitsOf(facts) {
    const { config, types, training, languages, maxLength, evaluations } = facts;
    const few = types
        .map(type => ({ type, mentions: ownValue(training, type) ?? 0 }))
        .filter(({ mentions }) => mentions < FEW)
        .map(({ type, mentions }) => `${shownType(type)} (${mentions})`);
    const languageNames = new Intl.DisplayNames('en', { type: 'language' });
    const names = languages.map(language => languageNames.of(language) ?? language);
    const { stride, context } = config.model;
    const { lost, gold } = evaluations.test;
    const windows = stride > 0 ? `windows that share ${stride} word pieces` : 'parts, between words';
    return [
        names.length > 0
            ? `- Texts were cut into sentences and words by the rules for ${names.join(', ')}.`
            : '- Texts came with words of their own; their language is not known to medspan.',
        '- In other languages, other kinds of text or the notes of another house it finds less than the scores say: try it on a sample.',
        `- A sequence has at most ${maxLength} word pieces. medspan cuts longer sentences into ${windows}; others cut off the rest.`,
        ...(context === 'none'
            ? []
            : ['- medspan reads each sentence with its neighbours; others must be given them.']),
        '- Mentions do not overlap and do not have gaps.' +
            (lost === 0
                ? ''
                : ` ${count(lost)} of ${count(gold)} gold mentions of the test part cannot be tagged so, and count as missed.`),
        ...(few.length === 0
            ? []
            : [
                `- Few training mentions (fewer than ${FEW}), so that scores and tags of these types may be poor: ${few.join('; ')}.`,
            ]),
        '- It was made to annotate text for research. It is no medical device.',
    ].join('\n');
}
function licenceOf({ base }) {
    const own = base.licence === undefined
        ? 'The folder of the base model names no licence, so none is given here: look it up before you pass the model on.'
        : `The card of the base model names the licence \`${base.licence}\`, which is given here too.`;
    return `${own}\nThe documents and terminologies that it learned from may have terms of their own.`;
}
