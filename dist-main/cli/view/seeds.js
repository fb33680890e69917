/**
 * @file The scores of several seeds, and how they spread, as text.
 */
import { namedType } from "../../concepts/semantic-network.js";
import { renderColumns } from "../../text/columns.js";
const percent = (value) => (100 * value).toFixed(2);
/** Mean, standard deviation, and least to greatest; a single value says nothing of the others. */
export const renderSpread = ({ mean, std, min, max }) => [
    percent(mean),
    std === undefined ? '-' : percent(std),
    std === undefined ? '-' : `${percent(min)} to ${percent(max)}`,
];
/** A row for each seed, and how the scores spread, together and by type. */
export function renderSeeds({ seeds, spread }, folder) {
    const parts = ['validation', 'test'];
    const spreads = (name, of) => [
        name,
        ...parts.flatMap(part => {
            const found = of(part);
            return found === undefined ? ['-', '-', '-'] : renderSpread(found);
        }),
    ];
    const types = [...new Set(parts.flatMap(part => Object.keys(spread[part].types)))].sort();
    return [
        renderColumns([
            ['seed', 'best epoch', ...parts.flatMap(part => [`${part} micro`, 'macro'])],
            ...seeds.map(({ seed, best_epoch, ...scores }) => [
                String(seed),
                String(Number(best_epoch.toFixed(2))),
                ...parts.flatMap(part => [percent(scores[part].micro), percent(scores[part].macro)]),
            ]),
        ]),
        '',
        renderColumns([
            ['F1', ...parts.flatMap(part => [`${part} mean`, 'std', 'min to max'])],
            spreads('micro', part => spread[part].micro),
            spreads('macro', part => spread[part].macro),
            ...types.map(type => spreads(namedType(type), part => Object.hasOwn(spread[part].types, type) ? spread[part].types[type] : undefined)),
        ]),
        '',
        'F1 in per cent, exact span match; std: sample standard deviation over seeds. Choose nothing by the test part.',
        `The runs are in ${folder}, with seeds.json; compare configurations with medspan compare ${folder} OTHER`,
    ].join('\n');
}
