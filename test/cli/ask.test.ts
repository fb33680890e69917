import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createAsk } from '../../src/cli/ask.ts'
import { outputTo } from './command-line.ts'

/** Standard input of a terminal, or of none. */
function input(isTTY: boolean): NodeJS.ReadStream & PassThrough {
  return Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream & PassThrough
}

test('a question is a prompt on the error stream and the line that is typed', async () => {
  let said = ''
  const stdin = input(true)
  const ask = createAsk(
    stdin,
    outputTo(
      text => {
        said += text
      },
      { isTTY: true },
    ),
  )!
  stdin.write('2\n')
  expect(await ask('which? ')).toBe('2')
  stdin.write('\n')
  expect(await ask('and which? ')).toBe('')
  stdin.end()
  expect(await ask('sure? ')).toBeUndefined()
  expect(said).toBe('which? and which? sure? ')
})

test('nobody is asked where either stream is no terminal', () => {
  expect(
    createAsk(
      input(false),
      outputTo(() => {}, { isTTY: true }),
    ),
  ).toBeUndefined()
  expect(
    createAsk(
      input(true),
      outputTo(() => {}),
    ),
  ).toBeUndefined()
})
