/**
 * @file Figures of a report on light and on dark ground: drawn, put into a page, and written beside it.
 */
import { join } from 'node:path';
import { internal } from "../errors.js";
import { renderFigures } from "../figures/render.js";
import { themes } from "../figures/theme.js";
import { FIGURES, filesOfFigure, listReportFiles, REPORT_PAGE } from "../run/report-files.js";
import { writeFilesWhole } from "../system/file-set.js";
import { formatManifest, listOthers, MANIFEST } from "../system/manifest.js";
import { writeFileWhole } from "../system/output.js";
/** Draws figures; `figuresOf` gives the same ones in every theme. */
export async function drawFigures(figuresOf, progress) {
    const figures = figuresOf(themes.light);
    const task = progress.task('Drawing', figures.length, 'figures');
    const drawn = await renderFigures(theme => (theme === themes.light ? figures : figuresOf(theme)))
        .then(all => {
        task.advance(figures.length);
        return all;
    })
        .finally(() => task.end());
    const of = (name, theme) => {
        const found = drawn.find(figure => figure.name === name && figure.theme === theme);
        if (found === undefined)
            throw internal(`the figure ${name} was not drawn`);
        return found;
    };
    return figures.map(({ spec: _, ...figure }) => ({
        ...figure,
        light: of(figure.name, 'light'),
        dark: of(figure.name, 'dark'),
    }));
}
/** The same with SVG alone, as a page holds them. */
export function inPage(drawn) {
    return drawn.map(({ light, dark, ...figure }) => ({ ...figure, light: light.svg, dark: dark.svg }));
}
/**
 * Writes a page, and its figures as SVG and PNG, those on dark ground in `dark/`, and other files by their names: all or none.
 * Figures of an earlier report go; other files in `figures/` stay, and are told of.
 */
export async function writeReportFiles(folder, page, drawn, progress, files = {}) {
    const before = await listReportFiles(folder);
    const own = drawn.flatMap(({ name }) => filesOfFigure(name));
    await writeFilesWhole(folder, async (temporary) => {
        const figures = join(temporary, FIGURES);
        for (const { name, light, dark } of drawn) {
            const contents = [light.svg, light.png, dark.svg, dark.png];
            for (const [i, file] of filesOfFigure(name).entries())
                await writeFileWhole(join(figures, file), contents[i]);
        }
        await writeFileWhole(join(figures, MANIFEST), formatManifest(own));
        for (const [name, content] of Object.entries({ ...files, [REPORT_PAGE]: page }))
            await writeFileWhole(join(temporary, name), content);
    }, before);
    const left = await listOthers(join(folder, FIGURES), [MANIFEST, ...own]);
    if (left.length > 0)
        progress.info(`left in ${join(folder, FIGURES)}, as no report has made it: ${left.join(', ')}`);
    return { page: join(folder, REPORT_PAGE), figures: drawn.map(({ name }) => name) };
}
