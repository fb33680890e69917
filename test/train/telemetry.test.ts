/** @file ONNX Runtime's telemetry stays off: a session leaves no trace in the user's home. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { builtFolder } from '../built.ts'

test('training writes nothing into the home folder, where telemetry would keep its identifier', async () => {
  const home = await mkdtemp(join(tmpdir(), 'medspan-home-'))
  const work = await mkdtemp(join(tmpdir(), 'medspan-work-'))
  try {
    const built = (path: string, root: string) => JSON.stringify(pathToFileURL(join(root, path)).href)
    const root = await builtFolder()
    const script = join(work, 'evaluate.mjs')
    await writeFile(
      script,
      `import { readModel } from ${built('dist/nn/stored-model.js', root)}
      import { createOnnxEngine } from ${built('dist/train/engine/onnx/onnx-engine.js', root)}
      const model = await readModel(process.argv[2], { labels: ['O', 'B-X', 'I-X'], seed: 1 })
      const engine = await createOnnxEngine(model)
      const one = () => Int32Array.of(1, 1)
      await engine.evaluate({ rows: 1, length: 2, inputIds: one(), attentionMask: one(), tokenTypeIds: Int32Array.of(0, 0), labels: one() })
      await engine.dispose()`,
    )
    await writeFile(
      join(work, 'config.json'),
      JSON.stringify({
        model_type: 'bert',
        vocab_size: 5,
        hidden_size: 4,
        num_hidden_layers: 1,
        num_attention_heads: 1,
        intermediate_size: 4,
      }),
    )
    const { ORT_DISABLE_TELEMETRY: _, CI: __, XDG_CACHE_HOME: ___, ...rest } = process.env
    await promisify(execFile)(process.execPath, [script, work], { env: { ...rest, HOME: home } })
    expect(await readdir(home)).toEqual([])
  } finally {
    await rm(home, { recursive: true, force: true })
    await rm(work, { recursive: true, force: true })
  }
})
