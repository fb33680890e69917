/**
 * @file Figures of a report on light and on dark ground: drawn, put into a page, and written beside it.
 */
import { join } from 'node:path'
import { internal } from '../errors.ts'
import { type Drawing, type Figure, type NamedFigure, renderFigures } from '../figures/render.ts'
import { type Theme, type ThemeName, themes } from '../figures/theme.ts'
import { writeFileWhole, writeFolderWhole } from '../output.ts'
import type { Progress } from '../progress.ts'

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

/** Writes a folder of figures as SVG and PNG, those on dark ground in `dark/`; it replaces what was there, whole. */
export function writeFigures(
  folder: string,
  drawn: readonly DrawnFigure<{ readonly name: string }>[],
): Promise<void> {
  return writeFolderWhole(folder, async temporary => {
    for (const { name, light, dark } of drawn)
      for (const [prefix, { svg, png }] of [
        ['', light],
        ['dark/', dark],
      ] as const) {
        await writeFileWhole(join(temporary, `${prefix}${name}.svg`), svg)
        await writeFileWhole(join(temporary, `${prefix}${name}.png`), png)
      }
  })
}
