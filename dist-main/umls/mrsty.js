/**
 * @file MRSTY: the semantic types of UMLS concepts, straight from the release's file.
 *
 * `CUI|TUI|STN|STY|ATUI|CVF|` (UMLS Reference Manual, section 3.3.7). A whole release has some 3.5 million rows. What
 * became of retired concepts is not in it: they count as unknown, and the Metathesaurus database knows more.
 */
import { basename } from 'node:path';
import { cuiColumn, forEachRow } from "./rrf.js";
export const mrsty = {
    name: 'MRSTY.RRF',
    columns: [
        { name: 'CUI', ...cuiColumn, kept: true },
        { name: 'TUI', pattern: 'T\\d{3}', expected: 'a TUI such as T047', kept: true },
        { name: 'STN' },
        { name: 'STY' },
        { name: 'ATUI' },
        { name: 'CVF' },
    ],
};
const firstRow = new RegExp(`^${mrsty.columns.map(({ pattern = '[^|\\n]*' }) => `${pattern}\\|`).join('')}\\r?\\n`);
/** Whether a file is an MRSTY table, by its name and its first bytes. */
export function isMrsty(path, head) {
    return /^MRSTY\.RRF(?:\.gz)?$/i.test(basename(path)) && firstRow.test(new TextDecoder().decode(head));
}
/**
 * A source over an MRSTY file. The file is read by each look-up, whole and as a stream; only the concepts asked for
 * are kept, and every row is checked all the same.
 *
 * A look-up throws MedspanError (`input`) with line and column for a broken row, and for a file without rows.
 */
export function openMrsty(path) {
    return {
        name: basename(path),
        async lookUp(cuis, { progress, signal }) {
            const typesOf = new Map();
            for (const cui of cuis)
                typesOf.set(cui, []);
            if (cuis.size > 0)
                await forEachRow(path, mrsty, row => {
                    const types = typesOf.get(row[1]);
                    if (types !== undefined && !types.includes(row[2]))
                        types.push(row[2]);
                }, { progress, signal });
            return new Map([...typesOf].map(([cui, types]) => [
                cui,
                { cui, status: types.length === 0 ? 'unknown' : 'current', types },
            ]));
        },
        close() { },
    };
}
