/**
 * @file Figures of a report on light and on dark ground: drawn, put into a page, and written beside it.
 */
import { join } from 'node:path'
import { internal } from '../errors.ts'
import { type Drawing, type Figure, type NamedFigure, renderFigures } from '../figures/render.ts'
import { type Theme, type ThemeName, themes } from '../figures/theme.ts'
import type { Progress } from '../progress.ts'
import { FIGURES, filesOfFigure, listReportFiles, REPORT_PAGE } from '../run/report-files.ts'
import { writeFilesWhole } from '../system/file-set.ts'
import { formatManifest, listOthers, MANIFEST } from '../system/manifest.ts'
import { writeFileWhole } from '../system/output.ts'

/** A figure on both grounds, in place of its specification. */
export type DrawnFigure<F> = Omit<F, 'spec'> & { readonly light: Figure; readonly dark: Figure }

/** Draws figures; `figuresOf` gives the same ones in every theme. */
export async function drawFigures<F extends NamedFigure & Drawing>(
  figuresOf: (theme: Theme) => readonly F[],
  progress: Progress,
): Promise<DrawnFigure<F>[]> {
  const figures = figuresOf(themes.light)
  const task = progress.task('Drawing', figures.length, 'figures')
  const drawn = await renderFigures(theme => (theme === themes.light ? figures : figuresOf(theme)))
    .then(all => {
      task.advance(figures.length)
      return all
    })
    .finally(() => task.end())
  const of = (name: string, theme: ThemeName): Figure => {
    const found = drawn.find(figure => figure.name === name && figure.theme === theme)
    if (found === undefined) throw internal(`the figure ${name} was not drawn`)
    return found
  }
  return figures.map(({ spec: _, ...figure }) => ({
    ...figure,
    light: of(figure.name, 'light'),
    dark: of(figure.name, 'dark'),
  }))
}

/** The same with SVG alone, as a page holds them. */
export function inPage<F>(drawn: readonly DrawnFigure<F>[]) {
  return drawn.map(({ light, dark, ...figure }) => ({ ...figure, light: light.svg, dark: dark.svg }))
}

/** A page that was written. */
export interface WrittenPage {
  /** The path of `report.html`. */
  readonly page: string
  /** The names of the figures in `figures/`, without an extension: each is there as PNG and SVG, light and dark. */
  readonly figures: readonly string[]
}

/**
 * Writes a page, and its figures as SVG and PNG, those on dark ground in `dark/`, and other files by their names: all or none.
 * Figures of an earlier report go; other files in `figures/` stay, and are told of.
 */
export async function writeReportFiles(
  folder: string,
  page: string,
  drawn: readonly DrawnFigure<{ readonly name: string }>[],
  progress: Progress,
  files: Readonly<Record<string, string>> = {},
): Promise<WrittenPage> {
  const before = await listReportFiles(folder)
  const own = drawn.flatMap(({ name }) => filesOfFigure(name))
  await writeFilesWhole(
    folder,
    async temporary => {
      const figures = join(temporary, FIGURES)
      for (const { name, light, dark } of drawn) {
        const contents = [light.svg, light.png, dark.svg, dark.png]
        for (const [i, file] of filesOfFigure(name).entries())
          await writeFileWhole(join(figures, file), contents[i]!)
      }
      await writeFileWhole(join(figures, MANIFEST), formatManifest(own))
      for (const [name, content] of Object.entries({ ...files, [REPORT_PAGE]: page }))
        await writeFileWhole(join(temporary, name), content)
    },
    before,
  )
  const left = await listOthers(join(folder, FIGURES), [MANIFEST, ...own])
  if (left.length > 0)
    progress.info(`left in ${join(folder, FIGURES)}, as no report has made it: ${left.join(', ')}`)
  return { page: join(folder, REPORT_PAGE), figures: drawn.map(({ name }) => name) }
}
