/** @file Model folders uploaded to a hub of this machine. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { type PushOptions, planPush, pushModel } from '../../src/hub/push.ts'
import { silent } from '../../src/progress.ts'
import { startUploadHub, type UploadHub } from './push-server.ts'

let hub: UploadHub
let folder = ''
beforeEach(async () => {
  hub = await startUploadHub()
  folder = mkdtempSync(join(tmpdir(), 'medspan-push-'))
  for (const [path, content] of Object.entries(run)) put(path, content)
})
afterEach(async () => {
  await hub.close()
  rmSync(folder, { recursive: true })
})

const put = (path: string, content: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}
/** A run folder: what is of the model, and what is not. */
const model = {
  'README.md': '# A model\n',
  'config.json': JSON.stringify({ model_type: 'bert', _name_or_path: 'owner/mini' }),
  'tokenizer.json': 'piece '.repeat(300),
  'tokenizer_config.json': '{}',
  'model.safetensors': 'weights'.repeat(2000),
}
const run: Readonly<Record<string, string>> = {
  ...model,
  'run.json': '{}',
  'medspan.yaml': 'corpus: secret',
  'log.jsonl': '{}',
  'predictions.test.jsonl': 'a letter',
  'checkpoint-1/model.safetensors': 'older',
  '.env': 'HF_TOKEN=hf_secret',
}
const id = 'anna/tagger'

const options = (more: Partial<PushOptions> = {}): PushOptions => ({
  progress: silent,
  env: { HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'hf_secret', HOME: folder },
  patience: { maxAttempts: 3, backoffMs: 1, maxBackoffMs: 1, idleTimeoutMs: 10_000 },
  ...more,
})
const push = (more?: Partial<PushOptions>) => pushModel(folder, id, options(more))
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.catch((reason: unknown) => reason)
  return error instanceof MedspanError ? `${error.code} ${formatError(error)}` : `no error of ours: ${error}`
}
/** What the repository has, but what the hub put there. */
const arrived = (): Record<string, string> =>
  Object.fromEntries(
    [...(hub.repositories.get(id)?.files ?? [])]
      .filter(([path]) => path !== '.gitattributes')
      .map(([path, content]) => [path, content.toString()]),
  )

describe('a model that is pushed', () => {
  it('arrives as it is, in one commit, and nothing else of its folder does', async () => {
    const pushed = await push()
    expect(arrived()).toEqual(model)
    expect(pushed).toEqual({
      address: `${hub.endpoint}/${id}`,
      commit: hub.repositories.get(id)!.commit,
      files: expect.arrayContaining([{ path: 'model.safetensors', bytes: 14_000 }]),
    })
    expect(hub.seen.filter(({ url }) => url.includes('/commit/'))).toHaveLength(1)
    expect(hub.repositories.get(id)!.isPrivate).toBe(false)
    const sent = hub.seen.map(({ url, body }) => `${url} ${body}`).join('\n')
    for (const secret of ['a letter', 'corpus: secret', folder, 'hf_secret', 'older'])
      expect(sent).not.toContain(secret)
  })

  it('has its token go to the hub, and not to the storage', async () => {
    await push({ isPrivate: true })
    expect(hub.repositories.get(id)!.isPrivate).toBe(true)
    const keys = (host: string) =>
      new Set(hub.seen.filter(one => one.host === host).map(one => one.authorization))
    expect(keys('hub')).toEqual(new Set(['Bearer hf_secret']))
    expect(keys('storage')).toEqual(new Set([undefined]))
  })

  it('as an export, has its files of ONNX', async () => {
    rmSync(join(folder, 'model.safetensors'))
    put('onnx/model.onnx', 'float'.repeat(900))
    put('onnx/model_quantized.onnx', 'int8')
    await push()
    const { 'model.safetensors': _, ...rest } = model
    expect(arrived()).toEqual({
      ...rest,
      'onnx/model.onnx': 'float'.repeat(900),
      'onnx/model_quantized.onnx': 'int8',
    })
  })

  it('is sent only as far as the hub has it not, and gives way to another only where that is asked for', async () => {
    await push()
    const uploads = () => hub.seen.filter(({ method }) => method === 'PUT').length
    const before = uploads()
    expect(await refusal(push())).toMatch(
      /^input .*expected an empty repository, got anna\/tagger with README.md\n.*--replace/,
    )
    hub.repositories.get(id)!.files.set('figure.png', Buffer.from('png'))
    rmSync(join(folder, 'model.safetensors'))
    put('adapter_config.json', JSON.stringify({ base_model_name_or_path: 'owner/mini' }))
    put('adapter_model.safetensors', 'small')
    await push({ replace: true })
    expect(uploads()).toBe(before)
    expect(Object.keys(arrived()).sort()).toEqual([
      'README.md',
      'adapter_config.json',
      'adapter_model.safetensors',
      'config.json',
      'figure.png',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
  })

  it('is tried again where the storage fails or the connection is cut', async () => {
    const faults = [503, 0]
    hub.fault = ({ method }, response) => {
      const fault = method === 'PUT' ? faults.shift() : undefined
      if (fault === 0) response.destroy()
      else if (fault !== undefined) response.writeHead(fault).end()
      return fault !== undefined
    }
    await push()
    expect(arrived()).toEqual(model)
  })
})

describe('a push that cannot be says why, and leaves the repository as it was', () => {
  it('where the connection stays cut', async () => {
    hub.fault = ({ host }, response) => host === 'storage' && Boolean(response.destroy())
    expect(await refusal(push())).toMatch(
      /^input .*expected an answer of the hub after 3 tries: the connection was cut.*\n.*not sent twice/,
    )
    expect(arrived()).toEqual({})
    hub.fault = () => false
    await push()
    expect(arrived()).toEqual(model)
  })

  it('where the answer to the commit is lost', async () => {
    hub.fault = ({ url }, response) => url.includes('/commit/') && Boolean(response.destroy())
    expect(await refusal(push())).toMatch(
      /^input .*expected an answer to the commit: the connection was cut.*\n.*Look whether/,
    )
    expect(hub.seen.filter(({ url }) => url.includes('/commit/'))).toHaveLength(1)
  })

  it('where it is interrupted', async () => {
    const controller = new AbortController()
    hub.fault = ({ host }) => {
      if (host === 'storage') controller.abort(new Error('enough'))
      return host === 'storage'
    }
    await expect(push({ signal: controller.signal })).rejects.toThrow('enough')
    expect(arrived()).toEqual({})
  })

  it('where somebody else changes the repository meanwhile', async () => {
    hub.fault = ({ url }) => {
      if (url.includes('/commit/')) hub.repositories.get(id)!.commit = '0'.repeat(40)
      return false
    }
    expect(await refusal(push())).toMatch(/^input .*expected an answer of the hub, got 412/)
    expect(arrived()).toEqual({})
  })

  it('without a token, or with one that may not write', async () => {
    const env = { HF_ENDPOINT: hub.endpoint, HOME: folder }
    expect(await refusal(push({ env }))).toMatch(/^config .*expected a token in HF_TOKEN/)
    expect(await refusal(push({ env: { ...env, HF_TOKEN: 'hf_old' } }))).toMatch(
      /^input .*expected access to anna\/tagger, got 401.*\n.*token in HF_TOKEN is valid and may write to it$/m,
    )
    expect(await refusal(push({ env: { ...env, HF_TOKEN: 'hf_secret', HF_HUB_OFFLINE: '1' } }))).toContain(
      'HF_HUB_OFFLINE',
    )
    expect(await refusal(pushModel(folder, 'others/tagger', options()))).toMatch(/^input .*got 403/)
    expect(hub.repositories.size).toBe(0)
  })

  it('where the hub names a storage without https elsewhere', async () => {
    hub.fault = ({ url }, response) => {
      if (!url.includes('/batch')) return false
      const [oid] = /[0-9a-f]{64}/.exec(String(hub.seen.at(-1)!.body))!
      const objects = [{ oid, size: 1, actions: { upload: { href: 'http://192.0.2.1/x' } } }]
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ objects }))
      return true
    }
    expect(await refusal(push())).toMatch(/^unsafe-input .*expected a storage of https, got one of http:/)
  })

  it('where the repository is public and should not be', async () => {
    await push()
    expect(await refusal(push({ isPrivate: true, replace: true }))).toMatch(
      /^input .*expected a private repository/,
    )
  })
})

describe('what would be pushed', () => {
  const plan = () => planPush(folder, id, options().env)
  it('is listed without asking the hub', async () => {
    expect((await plan()).files.map(({ path }) => path)).toEqual(Object.keys(model))
    expect(hub.seen).toEqual([])
  })

  it('is a model, under the id of a repository', async () => {
    expect(await refusal(planPush(folder, 'tagger'))).toMatch(/^config expected the id of a repository/)
    expect(await refusal(planPush(folder, 'a/../b'))).toMatch(/^config expected the id of a repository/)
    rmSync(join(folder, 'model.safetensors'))
    expect(await refusal(plan())).toMatch(/^input .*expected a model: its config.json and its weights/)
  })

  it('holds no path of this machine, and no file from outside of its folder', async () => {
    put('adapter_config.json', JSON.stringify({ base_model_name_or_path: '/home/anna/models/mini' }))
    expect(await refusal(plan())).toMatch(
      /^input .*adapter_config.json.*base_model_name_or_path.*no path of this machine.*\n.*medspan export/,
    )
    rmSync(join(folder, 'adapter_config.json'))
    put('config.json', JSON.stringify({ _name_or_path: '/home/anna/models/mini' }))
    expect(await refusal(plan())).toMatch(/config.json.*_name_or_path.*no path of this machine/)
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toContain('anna')
    put('config.json', '{}')
    put('tokenizer_config.json', JSON.stringify({ special_tokens_map_file: '/root/.cache/map.json' }))
    expect(await refusal(plan())).toMatch(
      /tokenizer_config.json.*special_tokens_map_file.*no path of this machine/,
    )
    put('tokenizer_config.json', JSON.stringify({ sep_token: '</s>', name_or_path: 'bert-base' }))
    expect((await plan()).files).toHaveLength(5)
    rmSync(join(folder, 'tokenizer.json'))
    symlinkSync('/etc/hostname', join(folder, 'tokenizer.json'))
    expect(await refusal(plan())).toMatch(/^unsafe-input /)
  })
})
