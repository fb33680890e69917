/** @file Devices that are not there. */
import { listSupportedBackends } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { DEVICES, type Device } from '../../src/train/device.ts'
import { checkDevice } from '../../src/train/session.ts'

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

  it('is one of three', () => {
    expect(DEVICES).toEqual(['cpu', 'cuda', 'webgpu'])
  })
})
