/**
 * @file The files of a report in a folder: `report.html`, and in `figures/` what its list names.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, readManifest } from "../system/manifest.js";
export const REPORT_PAGE = 'report.html';
export const FIGURES = 'figures';
/** The files of a figure that is called `name`. */
export function filesOfFigure(name) {
    return ['', 'dark/'].flatMap(ground => ['svg', 'png'].map(kind => `${ground}${name}.${kind}`));
}
/** The names of the files that a folder's report has, as far as they are there. */
export async function listReportFiles(folder) {
    const figures = join(folder, FIGURES);
    const names = (await readManifest(figures)) ?? (await filesOfOldFigures(figures));
    return [REPORT_PAGE, ...[MANIFEST, ...names].map(name => `${FIGURES}/${name}`)];
}
/** Earlier versions kept no list: a figure is what is there in both kinds on both grounds. */
async function filesOfOldFigures(figures) {
    const here = await readdir(figures).catch(() => []);
    const there = await readdir(join(figures, 'dark')).catch(() => []);
    const all = new Set([...here, ...there.map(name => `dark/${name}`)]);
    return here
        .filter(name => name.endsWith('.svg'))
        .map(name => filesOfFigure(name.slice(0, -'.svg'.length)))
        .filter(files => files.every(file => all.has(file)))
        .flat();
}
