import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTrained } from '../../src/train/trained-model.ts'

test('a model that no family here knows needs Python, and says so where there is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-trained-'))
  try {
    const config = { model_type: 'albert', id2label: { 0: 'O' }, label2id: { O: 0 } }
    await writeFile(join(folder, 'config.json'), JSON.stringify(config))
    const python = join(folder, 'no-python')
    const reading = readTrained(folder, { seed: 1, vocabulary: 9, python, resolveBase: async name => name })
    await expect(reading).rejects.toMatchObject({
      code: 'config',
      message: `models of the type albert are computed by transformers in Python: expected Python, but ${python} cannot be started (ENOENT)`,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
