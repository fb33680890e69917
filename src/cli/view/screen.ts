/**
 * @file Text that is drawn again and again in the same place of a terminal.
 *
 * The cursor rests below what is drawn and nothing of the terminal stays changed, so that a command can be ended at any
 * moment. Lines are cut by the terminal and never wrap. Where a terminal puts lines whose width has changed differs, so
 * after a change of its size the screen is cleared; what has scrolled off it stays.
 */
import type { Output } from '../io.ts'

export interface Screen {
  /** Draws over what was drawn before; does nothing where that is the same. What is not our own has gone through `escapeLine`. */
  draw(text: string): void
  /** Whether the terminal's size has changed since. */
  isResized(): boolean
}

export function createScreen(output: Output): Screen {
  const sizeOf = () => `${output.columns ?? 80}x${output.rows ?? 24}`
  let drawn: { readonly text: string; readonly size: string; readonly lines: number } | undefined
  return {
    draw(text) {
      const size = sizeOf()
      if (drawn?.text === text && drawn.size === size) return
      const lines = text.split('\n').slice(0, Math.max(1, (output.rows ?? 24) - 1))
      const start =
        drawn === undefined ? '\r' : drawn.size === size ? `\r\u001b[${drawn.lines}A` : '\u001b[2J\u001b[H'
      const body = lines.map(line => `\u001b[2K${line}\n`).join('')
      output.draw(`${start}\u001b[?7l${body}\u001b[J\u001b[?7h`)
      drawn = { text, size, lines: lines.length }
    },
    isResized: () => drawn !== undefined && drawn.size !== sizeOf(),
  }
}
