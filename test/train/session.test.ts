/** @file Devices that are not there, and processors that are not ours. */
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InferenceSession, listSupportedBackends } from 'onnxruntime-node'
import { describe, expect, it, vi } from 'vitest'
import { DEVICES, type Device } from '../../src/config/device.ts'
import { formatError, MedspanError } from '../../src/errors.ts'
import { checkDevice } from '../../src/train/engine/onnx/session.ts'
import { builtFolder } from '../built.ts'

/** What a device's check says; undefined where it can be used here. */
async function problemOf(device: Device): Promise<string | undefined> {
  try {
    await checkDevice(device)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(MedspanError)
    expect((error as MedspanError).code).toBe('config')
    return formatError(error as MedspanError)
  }
}

describe('a device', () => {
  it('is usable if it is the processor', async () => {
    expect(await problemOf('cpu')).toBeUndefined()
  })

  it.for([
    ['cuda', 'onnxruntime-node-install=cuda12'],
    ['webgpu', 'Vulkan'],
  ] as const)(
    'that cannot be used is an error that says what to install: %s',
    async ([device, needed], { skip }) => {
      const problem = await problemOf(device)
      if (problem === undefined) return skip(`${device} can be used here`)
      const known = listSupportedBackends().some(({ name }) => name === device)
      expect(problem).toMatch(new RegExp(`^training\\.device: the device ${device} cannot be used: \\S`))
      expect(problem).toContain(known ? needed : `ONNX Runtime has no ${device} on this system`)
      expect(problem).toContain('set training.device to cpu')
      expect(problem).not.toContain('onnxruntime_src')
    },
  )

  it('is asked by one session, whose memory is given back', async () => {
    const release = vi.fn(async () => {})
    const create = vi
      .spyOn(InferenceSession, 'create')
      .mockResolvedValue({ release } as unknown as InferenceSession)
    await checkDevice('cuda')
    expect(create.mock.calls.map(call => (call as unknown[])[1])).toMatchObject([
      // Threads that wait soon leave the processors to others.
      { executionProviders: ['cuda'], extra: { session: { intra_op: { spin_duration_us: '20' } } } },
    ])
    expect(release).toHaveBeenCalledOnce()
    create.mockRestore()
  })

  it('is one of three', () => {
    expect(DEVICES).toEqual(['cpu', 'cuda', 'webgpu'])
  })
})

const hasTaskset = spawnSync('taskset', ['--version']).status === 0

/** Opens a session and prints which processors its process' threads may use. */
const printAllowed = `
  import { readdirSync, readFileSync } from 'node:fs'
  const [root] = process.argv.slice(1)
  const { openSession } = await import(root + '/train/engine/onnx/session.js')
  const { add, float, trace } = await import(root + '/graph/trace.js')
  await openSession(trace(new Map([['x', float('n')]]), get => ({ y: add(get('x'), 1) })), 'cpu')
  const allowed = readdirSync('/proc/self/task').map(id =>
    /Cpus_allowed_list:\\s*(.*)/.exec(readFileSync('/proc/self/task/' + id + '/status', 'utf8'))[1])
  console.log([...new Set(allowed)].join(' '))`

describe('a session', () => {
  it.skipIf(!hasTaskset || cpus().length < 2)(
    'keeps to the processors that its process may use',
    async () => {
      const root = pathToFileURL(join(await builtFolder(), 'dist')).href
      const args = ['-c', '0', process.execPath, '--input-type=module', '-e', printAllowed, root]
      const { stdout, stderr } = spawnSync('taskset', args, { encoding: 'utf8' })
      expect([stdout.trim(), stderr]).toEqual(['0', ''])
    },
  )
})
