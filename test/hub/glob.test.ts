import { describe, expect, it } from 'vitest'
import { matchGlob } from '../../src/hub/glob.ts'

const where = { path: 'owner/set/README.md', at: 'configs' }
const match = (glob: string, ...paths: string[]) => matchGlob(glob, paths, where)

describe('a glob', () => {
  it.each([
    [
      'data/train-*',
      ['data/train-0.parquet', 'data/train-'],
      ['data/x/train-0', 'data/train-0/x', 'data/rain-0'],
    ],
    ['**/test-*', ['test-0', 'a/test-0', 'a/b/test-0'], ['a/latest-0', 'test-0/a']],
    ['a/**', ['a/b', 'a/b/c', 'a/'], ['b/a/c', 'a']],
    ['./x?.json', ['x1.json', 'xü.json', 'x😀.json'], ['x.json', 'x12.json', 'x/.json']],
    ['[a-c!]x', ['bx', '!x'], ['dx', 'x']],
    ['[!a-c]x', ['dx', '^x'], ['ax', 'x']],
    ['[^a]x', ['^x', 'ax'], ['bx']],
    ['a+(b).{c}$[]', ['a+(b).{c}$[]'], ['aab.c', 'a+(b)x{c}$[]']],
  ])('%s matches whole paths', (glob, matching, others) => {
    expect(match(glob, ...matching, ...others)).toEqual(matching)
  })
  // An expression of JavaScript's would take hours for each of them.
  it('takes time that grows with its length and the path’s', () => {
    expect(match(`${'**/'.repeat(8)}x`, `${'a/'.repeat(2000)}b`)).toEqual([])
    expect(match(`${'*a'.repeat(30)}c`, 'a'.repeat(4000))).toEqual([])
  })
  it('that is none is an error that names it', () => {
    expect(() => match('[z-a]*', 'z')).toThrow(/expected a pattern of file names, got "\[z-a\]\*": .*z-a/)
    expect(() => match('*'.repeat(1001), 'z')).toThrow('got one of 1001 characters')
  })
})
