import { heading } from "../heading.js";
import { percent, plural } from "../words.js";
import { countAxis, scoreDomain } from "./scatter.js";
const parts = ['validation', 'test'];
const averages = [
    ['micro', 'all mentions together (micro)'],
    ['macro', 'mean of types (macro)'],
];
/** F1 against documents of training, on validation and test; several models of a share as points, their mean as line. */
export function learningCurveFigure(points) {
    if (points.length === 0)
        return undefined;
    const sorted = [...points].sort((a, b) => a.documents - b.documents || (a.seed ?? 0) - (b.seed ?? 0));
    const width = 360;
    const axis = countAxis(sorted.map(({ documents }) => documents), width);
    const ticks = [];
    for (const { documents } of sorted)
        if (ticks.length === 0 || axis.pixelOf(documents) - axis.pixelOf(ticks.at(-1)) > 34)
            ticks.push(documents);
    const domain = scoreDomain(sorted.flatMap(point => parts.flatMap(part => averages.flatMap(([average]) => [point[part][average].lower, point[part][average].upper]))));
    const x = {
        field: 'documents',
        type: 'quantitative',
        scale: { type: 'symlog', constant: 1, domain: axis.domain, nice: false },
        title: 'training documents',
        axis: { values: ticks, format: ',d', grid: false },
    };
    const y = (field) => ({
        field,
        type: 'quantitative',
        scale: { domain, nice: false },
        title: 'F1',
        axis: { format: '.0%', tickCount: 5 },
    });
    const color = {
        field: 'part',
        type: 'nominal',
        scale: { domain: parts },
        title: null,
        legend: { symbolOpacity: 1 },
    };
    const panel = (average, heading) => {
        const values = sorted.flatMap(point => parts.map((part, index) => {
            const { estimate, lower, upper } = point[part][average];
            // Beside each other, so that the intervals of the parts can be told apart.
            return { part, documents: point.documents * (index === 0 ? 0.97 : 1.03), estimate, lower, upper };
        }));
        return {
            title: { text: heading, fontSize: 12, offset: 8 },
            width,
            height: 260,
            data: { values },
            encoding: { color },
            layer: [
                {
                    mark: { type: 'rule', opacity: 0.55, strokeWidth: 1.5 },
                    encoding: { x, y: y('lower'), y2: { field: 'upper' } },
                },
                { mark: { type: 'point', size: 40 }, encoding: { x, y: y('estimate') } },
                {
                    transform: [
                        {
                            aggregate: [{ op: 'mean', field: 'estimate', as: 'estimate' }],
                            groupby: ['part', 'documents'],
                        },
                    ],
                    mark: { type: 'line' },
                    encoding: { x, y: y('estimate') },
                },
            ],
        };
    };
    const [first, last] = [sorted[0], sorted.at(-1)];
    const say = ({ documents, test }) => `${percent(test.micro.estimate)} from ${plural(documents, 'document')}`;
    const title = 'F1 by the size of the training part';
    const words = first === last ? `on test ${say(last)}` : `on test ${say(first)}, ${say(last)}`;
    return {
        title,
        description: `F1 on validation and test of ${plural(points.length, 'model')} of smaller and whole training parts, with intervals: ${words}.`,
        spec: {
            title: heading(title, [`${words}; with 95 % intervals, a line through means`]),
            hconcat: averages.map(([average, heading]) => panel(average, heading)),
            spacing: 30,
        },
    };
}
