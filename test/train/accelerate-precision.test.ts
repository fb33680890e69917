/**
 * @file Half precision (fp16) with the engine on PyTorch: the factor of the loss, and its place in a checkpoint. There is no
 * GPU needed: processors take the factor without the precision.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatSafetensors } from '../../src/nn/weights/safetensors.ts'
import { workerFolder } from '../../src/train/engine/accelerate/worker-launch.ts'
import { readState, writeState } from '../../src/train/engine/state-files.ts'
import { pythonPath } from './python.ts'

test.skipIf(pythonPath === undefined)(
  'the factor of the loss is that of torch.amp.GradScaler, and a resumed training goes on with it',
  () => {
    const { status, stdout, stderr } = spawnSync(pythonPath!, [join(import.meta.dirname, 'loss_scale.py')], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: workerFolder, PYTHONDONTWRITEBYTECODE: '1' },
    })
    expect(status, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ changes: 7 })
  },
)

test('an engine without such a factor opens a checkpoint that has one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-precision-'))
  try {
    const tensor = { shape: [2], data: Float32Array.of(1, 2) }
    const state = {
      parameters: new Map([['a', tensor]]),
      moments: { exp_avg: new Map([['a', tensor]]) },
      updates: 3,
    }
    await writeState(folder, state, new Map())
    const moments = formatSafetensors(new Map([['exp_avg.a', tensor]]), { loss_scale: '1024.0 17' })
    await writeFile(join(folder, 'optimizer.safetensors'), moments)
    expect(await readState(folder, 3)).toEqual(state)
  } finally {
    await rm(folder, { recursive: true })
  }
})
