/**
 * @file The sources of a merged corpus side by side, as text.
 */
import { namedType } from "../concepts/semantic-network.js";
import { ownValue } from "../dictionary.js";
import { renderColumns } from "../text/columns.js";
import { byCount } from "./stats.js";
const figure = (count) => count.toLocaleString('en-US');
/** Sizes and types (by mentions), a column for each source; a type that a source lacks shows as `-`. */
export function renderSources(sources) {
    const totals = new Map();
    for (const { types } of sources)
        for (const [type, count] of Object.entries(types))
            totals.set(type, (totals.get(type) ?? 0) + count);
    const types = byCount(totals).map(([type]) => type);
    const row = (name, countOf) => [
        name,
        ...sources.map(source => {
            const value = countOf(source);
            return value === undefined ? '-' : figure(value);
        }),
    ];
    const lines = [
        ['', ...sources.map(({ name }) => name)],
        row('documents', source => source.documents),
        row('sentences', source => source.sentences),
        row('tokens', source => source.tokens),
        row('mentions', source => source.mentions),
        row('  with a concept, without a type', source => source.unlinked),
        row('  with neither (IGN)', source => source.ignored),
        ...types.map(type => row(`  ${namedType(type)}`, source => ownValue(source.types, type))),
    ];
    return renderColumns(lines);
}
