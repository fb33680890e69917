import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { renderInitialConfig } from '../../src/cli/init.ts'
import { formatConfig, parseConfig } from '../../src/config/config.ts'
import { formatConfigSchema, SCHEMA_NAME } from '../../src/config/json-schema.ts'
import { runCommand } from '../cli/command-line.ts'

interface Schema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
  readonly items?: Schema | readonly Schema[]
  readonly anyOf?: readonly Schema[]
}

const root = resolve(import.meta.dirname, '../..')
const schema = JSON.parse(formatConfigSchema()) as Schema
const checker = z.fromJSONSchema(schema as never)
const accepts = (config: unknown): boolean => checker.safeParse(config).success

/** The configuration of `medspan init` with everything in it that is commented out but would contradict the rest. */
const complete = parse(
  renderInitialConfig()
    .replace(/^# (?=(accelerate|tuning|slurm|relative_to):)/gm, '')
    .replace(/^#( {3,}\w[\w.]*:)/gm, '$1'),
) as Record<string, unknown>

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-schema-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Every object of a value, with the way to it. */
function* objects(value: unknown, path = ''): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>]
  for (const [key, inner] of Object.entries(value))
    yield* objects(inner, path === '' ? key : `${path}.${key}`)
}

describe('the JSON Schema of medspan.yaml', () => {
  test('accepts every configuration that the repository shows, as it is written and as it is resolved', async () => {
    const texts = [renderInitialConfig(), await readFile(join(root, 'examples/sample/medspan.yaml'), 'utf8')]
    for (const page of ['README.md', ...(await readdir(join(root, 'docs'))).map(name => `docs/${name}`)]) {
      if (!page.endsWith('.md')) continue
      for (const [, block] of (await readFile(join(root, page), 'utf8')).matchAll(
        /^```yaml\n([\s\S]*?)^```$/gm,
      )) {
        const least = { corpus: { sources: [{ path: 'curation/' }] }, model: { name_or_path: 'model/' } }
        // JSON is YAML.
        texts.push(JSON.stringify({ ...least, ...parse(block!) }))
      }
    }
    expect(texts.length).toBeGreaterThan(6)
    for (const text of texts) {
      expect(checker.safeParse(parse(text)).error, text).toBeUndefined()
      expect(accepts(parse(formatConfig(parseConfig(text, '/x/medspan.yaml'))))).toBe(true)
    }
    expect(checker.safeParse(complete).error).toBeUndefined()
    expect(Object.keys(complete)).toEqual(Object.keys(schema.properties!))
  })

  test('refuses a misspelt key wherever keys are fixed', () => {
    // Names of the user's own are keys there.
    const free = /^(tuning\.(search|enqueue\.\d+)|slurm\.(options|env))$/
    const wrong: string[] = []
    let count = 0
    for (const [path, object] of objects(complete)) {
      if (free.test(path) || /^tuning\.search\..*\.when$/.test(path)) continue
      count++
      object.misspelt = 1
      if (accepts(complete)) wrong.push(path)
      delete object.misspelt
    }
    expect(count).toBeGreaterThan(12)
    expect(wrong).toEqual([])
    expect(accepts(complete)).toBe(true)
  })

  test.each([
    ['a value that is none of the names', { corpus: { sources: [{ path: 'a' }], overlap: 'longst' } }],
    ['a text for a number', { training: { learning_rate: 'fast' } }],
    ['a number out of range', { training: { adam_beta1: 1 } }],
    ['a fraction for a count', { training: { per_device_train_batch_size: 1.5 } }],
    ['no corpus', { corpus: undefined }],
  ])('refuses %s', (_, change) => {
    expect(accepts({ ...complete, ...change })).toBe(false)
  })

  test('describes every key', () => {
    const bare: string[] = []
    const walk = (part: Schema, path: string): void => {
      for (const [key, inner] of Object.entries(part.properties ?? {})) {
        const to = `${path}.${key}`
        if (inner.description === undefined) bare.push(to)
        walk(inner, to)
      }
      for (const inner of [part.items ?? [], part.anyOf ?? []].flat()) walk(inner, path)
    }
    walk(schema, '')
    expect(bare).toEqual([])
  })

  test('lies beside the configuration that medspan init writes, whose first line names it for editors', async () => {
    expect((await runCommand(folder, ['init'])).code).toBe(0)
    const [first] = (await readFile(join(folder, 'medspan.yaml'), 'utf8')).split('\n')
    const address = /^# yaml-language-server: \$schema=(.*)$/.exec(first!)![1]!
    expect(join(folder, address)).toBe(join(folder, SCHEMA_NAME))
    expect(await readFile(join(folder, address), 'utf8')).toBe(formatConfigSchema())
    expect(formatConfigSchema()).toContain('"$schema": "http://json-schema.org/draft-07/schema#"')
  })
})
