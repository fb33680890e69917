/**
 * @file A corpus in numbers as text for a terminal.
 */
import { namedType } from "../concepts/semantic-network.js";
import { isOnlyUmls, vocabularyLabel } from "../concepts/vocabulary.js";
import { ownValue } from "../dictionary.js";
import { renderColumns } from "../text/columns.js";
import { byCount } from "./stats.js";
/** Sources beyond this many are summed up in one line. */
const sourceRows = 20;
const formRows = 5;
/** Vocabularies beyond this many are summed up in one row. */
const vocabularyCount = 10;
const integer = (value) => value.toLocaleString('en-US');
const percent = (share) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
const decimal = (value) => (value === null ? '–' : value.toFixed(3));
/** Renders a description: counts by part, sources, lengths, overlaps, what parts share, agreement. */
export function renderDescription(description) {
    const sections = [
        renderCounts(description),
        renderSources(description.sources),
        renderLengths(description),
        renderOverlaps(description),
        renderAmbiguity(description),
        renderShared(description),
        ...(description.agreement === undefined ? [] : [renderAgreement(description.agreement)]),
        ...(description.droppedMentions === undefined ? [] : [renderDropped(description.droppedMentions)]),
    ];
    return sections.filter(text => text !== '').join('\n\n');
}
function renderCounts(all) {
    const parts = Object.entries(all.parts);
    const columns = parts.length === 0 ? [all] : [...parts.map(([, part]) => part), all];
    const row = (name, count) => [
        name,
        ...columns.map(stats => integer(count(stats))),
    ];
    return renderColumns([
        ...(parts.length === 0 ? [] : [['', ...parts.map(([name]) => name), 'all']]),
        row('documents', stats => stats.documents),
        row('sentences', stats => stats.sentences),
        row('tokens', stats => stats.tokens),
        row('concepts', stats => stats.concepts),
        ...vocabularyRows(all.vocabularies).map(([name, others]) => row(`  ${name}`, ({ vocabularies }) => others.reduce((sum, one) => sum + (ownValue(vocabularies, one) ?? 0), 0))),
        row('mentions', stats => stats.mentions),
        row('  without a type', stats => stats.untyped),
        ...byCount(Object.entries(all.types)).map(([type]) => row(`  ${namedType(type)}`, ({ types }) => ownValue(types, type) ?? 0)),
    ]);
}
/** The names of vocabularies' rows, and the vocabularies in each; none where all concepts are UMLS'. */
function vocabularyRows(vocabularies) {
    if (isOnlyUmls(vocabularies))
        return [];
    const names = Object.keys(vocabularies);
    const rest = names.slice(vocabularyCount);
    return [
        ...names.slice(0, vocabularyCount).map(name => [vocabularyLabel(name), [name]]),
        ...(rest.length === 0 ? [] : [[`${integer(rest.length)} other vocabularies`, rest]]),
    ];
}
/** The end of a path, which says most. */
function shorten(name) {
    return name.length > 48 ? `…${name.slice(-47)}` : name;
}
function renderSources(sources) {
    const rows = Object.entries(sources);
    if (rows.length < 2)
        return '';
    const cells = ({ documents, sentences, mentions, types }) => [documents, sentences, mentions, Object.keys(types).length].map(integer);
    const rest = rows.slice(sourceRows);
    const sum = (count) => integer(rest.reduce((total, [, stats]) => total + count(stats), 0));
    return renderColumns([
        ['source', 'documents', 'sentences', 'mentions', 'types'],
        ...rows.slice(0, sourceRows).map(([name, stats]) => [shorten(name), ...cells(stats)]),
        ...(rest.length === 0
            ? []
            : [
                [
                    `and ${integer(rest.length)} more`,
                    sum(({ documents }) => documents),
                    sum(({ sentences }) => sentences),
                    sum(({ mentions }) => mentions),
                    '',
                ],
            ]),
    ]);
}
function renderLengths({ lengths }) {
    const row = (name, { mean, quantiles, max }) => [
        name,
        mean === null ? '–' : mean.toFixed(1),
        ...[quantiles['0.5'], quantiles['0.95'], quantiles['0.99'], max].map(value => value === null ? '–' : integer(value)),
    ];
    return renderColumns([
        ['length', 'mean', 'median', '95 %', '99 %', 'longest'],
        row('sentences of a document', lengths.documentSentences),
        row('words of a sentence', lengths.sentenceWords),
        row('mentions of a sentence', lengths.sentenceMentions),
        row('words of a mention', lengths.mentionWords),
    ]);
}
function renderOverlaps({ overlaps, dropped }) {
    const { nested, crossing, identical, mentions, discontinuous, incomplete } = overlaps;
    const lines = [];
    if (mentions > 0)
        lines.push(`${integer(mentions)} mentions overlap with another: pairs nested ${integer(nested)}, crossing ` +
            `${integer(crossing)}, of the same span ${integer(identical)}${incomplete === 0 ? '' : ` (not all were counted in ${integer(incomplete)} documents)`}`);
    if (discontinuous > 0)
        lines.push(`${integer(discontinuous)} mentions are discontinuous`);
    if (dropped.mentions > 0) {
        const reasons = byCount(Object.entries(dropped.reasons)).map(([reason, n]) => `${reason} ${integer(n)}`);
        lines.push(`a tagger with overlap: ${dropped.overlap} loses ${integer(dropped.mentions)} mentions (${reasons.join(', ')}):`, renderColumns(byCount(Object.entries(dropped.types)).map(([type, n]) => [`  ${namedType(type)}`, integer(n)])));
    }
    return lines.join('\n');
}
function renderAmbiguity({ ambiguity }) {
    if (ambiguity.ambiguousForms === 0)
        return '';
    const { forms, ambiguousForms, mentionShare, top } = ambiguity;
    return [
        `${integer(ambiguousForms)} of ${integer(forms)} forms have several types, ${percent(mentionShare)} of mentions:`,
        ...top.slice(0, formRows).map(({ form, types }) => `  ${form}: ${byCount(Object.entries(types))
            .map(([type, n]) => `${namedType(type)} ${integer(n)}`)
            .join(', ')}`),
    ].join('\n');
}
function renderShared({ shared }) {
    if (shared.length === 0)
        return '';
    return renderColumns([
        [`also in ${shared[0].from}`, 'documents', 'forms', 'with type', 'concepts', 'distinct concepts'],
        ...shared.map(({ to, documentIds, documentTexts, mentions, concepts, sharedConcepts }) => [
            to,
            integer(Math.max(documentIds, documentTexts)),
            percent(mentions.form),
            percent(mentions.formAndType),
            percent(mentions.concept),
            concepts === 0 ? '–' : percent(sharedConcepts / concepts),
        ]),
    ]);
}
function renderAgreement({ pairs, groups, differentTexts }) {
    const lines = [
        renderColumns([
            ['annotators', 'documents', 'F1', 'span F1', 'concept F1', 'overlap F1', 'kappa'],
            ...pairs.map(({ annotators, documents, f1, kappa }) => [
                annotators.join(', '),
                integer(documents),
                ...[f1.exact, f1.span, f1.concept, f1.overlap, kappa].map(decimal),
            ]),
        ]),
        ...groups
            .filter(({ annotators }) => annotators.length > 2)
            .map(({ annotators, documents, kappa }) => `Fleiss' kappa of ${annotators.join(', ')} over ${integer(documents)} documents: ${decimal(kappa)}`),
    ];
    if (differentTexts > 0)
        lines.push(`${integer(differentTexts)} versions were left out: their text is not that of the others`);
    return lines.join('\n');
}
/** One line for each: document, span, text and type, why, and what was kept instead. */
function renderDropped(dropped) {
    if (dropped.length === 0)
        return 'no mention is dropped';
    return dropped
        .map(({ document, begin, end, text, type, reason, kept }) => {
        const instead = kept === undefined
            ? ''
            : `, kept ${JSON.stringify(kept.text)} ${namedType(kept.type)} (${kept.begin}-${kept.end})`;
        return `${document} ${begin}-${end} ${JSON.stringify(text)} ${namedType(type)}: ${reason}${instead}`;
    })
        .join('\n');
}
