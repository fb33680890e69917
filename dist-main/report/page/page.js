import { calibrationTable, classesTable, coarseTables, confusionsTable, reliabilityTable, seenTable, semevalTable, } from "./analysis.js";
import { isEmpty, renderFrame } from "./document.js";
import { browser } from "./error-browser.js";
import { configuration, dataTables, factList, jobsTable, warningsTable } from "./facts.js";
import { figure } from "./figures.js";
import { html } from "./html.js";
import { reportedTable, reportedTypes } from "./reported.js";
import { count, countsTable, leadSentence, scoresTable, typesTable } from "./scores.js";
import { plainSentences } from "./sentences.js";
/** Renders the report. The same content gives the same bytes. */
export function renderPage(content) {
    return renderFrame({
        ...content,
        sections: sectionsOf(content),
        footer: 'Written by medspan. Intervals are percentile bootstraps over documents.',
        scripts: ['drawing.js', 'page.js', 'tables.js', 'sentences.js'],
    });
}
/** What a page has, in order. */
function sectionsOf(content) {
    const { parts, types, reported } = content;
    const [first, ...others] = parts;
    const drawings = (section) => content.figures.filter(each => each.section === section).map(figure);
    /** The first part as it is, the others to be opened. */
    const each = (draw) => [
        first !== undefined && draw(first),
        others.map(part => {
            const body = draw(part);
            return !isEmpty(body) && html `<details><summary>The same on ${part.name}</summary>\n${body}</details>\n`;
        }),
    ];
    const some = (body) => (first === undefined ? undefined : body);
    return [
        {
            id: 'summary',
            title: 'Summary',
            body: [
                reported !== undefined
                    ? reportedTable(reported)
                    : first === undefined
                        ? html `<p class="lead">Nothing has been evaluated.</p>`
                        : leadSentence(first),
                factList(content.highlights, 'highlights'),
                parts.map(scoresTable),
                some(countsTable(parts)),
            ],
        },
        { id: 'training', title: 'Training', body: drawings('training') },
        {
            id: 'types',
            title: 'Types',
            body: [
                some(each(part => typesTable(part, types))),
                reported?.scores.map(part => reportedTypes(part, types)),
                drawings('types'),
                some(each(part => coarseTables(part, types))),
            ],
        },
        {
            id: 'errors',
            title: 'Errors',
            body: [
                some(classesTable(parts)),
                some(each(part => confusionsTable(part, types))),
                drawings('errors'),
                some(each(semevalTable)),
            ],
        },
        { id: 'sentences', title: 'Sentences', body: some(browser(plainSentences(content))) },
        { id: 'seen', title: 'Seen and new mentions', body: [some(each(seenTable)), drawings('seen')] },
        {
            id: 'calibration',
            title: 'Calibration',
            body: [some(calibrationTable(parts)), drawings('calibration'), some(each(reliabilityTable))],
        },
        { id: 'data', title: 'Data', body: [dataTables(content.data), drawings('data')] },
        {
            id: 'configuration',
            title: 'Configuration',
            body: content.configuration !== '' && configuration(content.configuration),
        },
        {
            id: 'environment',
            title: 'Versions and environment',
            body: [factList(content.versions), factList(content.environment)],
        },
        { id: 'jobs', title: 'Jobs', body: jobsTable(content.jobs) },
        {
            id: 'warnings',
            title: content.warnings.length === 0 ? 'Warnings' : `Warnings (${count(content.warnings.length)})`,
            body: warningsTable(content.warnings),
        },
    ];
}
