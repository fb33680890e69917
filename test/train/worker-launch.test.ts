import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  checkVersions,
  formatAccelerateConfig,
  installCommand,
  launchCommand,
  pinnedVersions,
  pythonProgram,
  workerFolder,
  workerSurroundings,
} from '../../src/train/engine/accelerate/worker-launch.ts'

const launch = { python: '/venv/bin/python', configFile: '/run/accelerate.yaml', processes: 4 }
const begin = '/venv/bin/python -m medspan_worker.launch --config_file /run/accelerate.yaml --num_processes 4'

describe('the command line', () => {
  test('on one machine takes a port that is free', () =>
    expect(launchCommand(launch).join(' ')).toBe(
      `${begin} --num_machines 1 --machine_rank 0 --main_process_port 0 --module medspan_worker`,
    ))

  test('on several says where they meet', () => {
    const machines = { count: 2, rank: 1, address: 'node7', port: 29501 }
    expect(launchCommand({ ...launch, machines }).join(' ')).toBe(
      `${begin} --num_machines 2 --machine_rank 1 --main_process_ip node7 --main_process_port 29501 --module medspan_worker`,
    )
  })
})

test('the YAML says no in words that Python reads as words', () => {
  const content = formatAccelerateConfig({ processes: 2, mixedPrecision: 'no' })
  expect(content).toContain("mixed_precision: 'no'")
  expect(parse(content)).toMatchObject({
    distributed_type: 'MULTI_GPU',
    num_machines: 1,
    num_processes: 2,
    mixed_precision: 'no',
  })
  expect(formatAccelerateConfig({ processes: 1, mixedPrecision: 'bf16' })).toContain("distributed_type: 'NO'")
})

test('a worker finds its package before others, and downloads nothing', () => {
  const own = { socket: '/private/socket', device: 'cuda', threads: 3 } as const
  const base = { PYTHONPATH: '/mine', HOME: '/home', PMI_SIZE: '2', WORLD_SIZE: '2', LOCAL_RANK: '1' }
  const { env: environment } = workerSurroundings(base, own)
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining([expect.stringMatching(/SIZE|RANK/)]))
  expect(environment).toMatchObject({
    HOME: '/home',
    PYTHONPATH: `${workerFolder}:/mine`,
    HF_HUB_OFFLINE: '1',
    MEDSPAN_SOCKET: '/private/socket',
    MEDSPAN_DEVICE: 'cuda',
    OMP_NUM_THREADS: '3',
  })
  expect(workerSurroundings({}, { socket: '', device: 'cpu' }).env).toMatchObject({
    PYTHONPATH: workerFolder,
  })
})

test('no Python is started with a key of ours, and what SLURM, CUDA and accelerate say is passed on', () => {
  const secrets = {
    UMLS_API_KEY: 'k',
    HF_TOKEN: 't',
    HUGGING_FACE_HUB_TOKEN: 't',
    HF_TOKEN_PATH: 'p',
    MEDSPAN_DISCORD_WEBHOOK: 'w',
    MEDSPAN_WEBHOOK: 'w',
    AWS_SECRET_ACCESS_KEY: 's',
    my_password: 'p',
  }
  const others = {
    PATH: '/bin',
    LD_LIBRARY_PATH: '/lib',
    SLURM_JOB_ID: '7',
    CUDA_VISIBLE_DEVICES: '0',
    NCCL_SOCKET_IFNAME: 'ib0',
    ACCELERATE_USE_FSDP: '1',
    HF_HOME: '/hf',
    TMPDIR: '/tmp',
    PIP_KEYRING_PROVIDER: 'import',
  }
  const { env } = workerSurroundings({ ...secrets, ...others }, { device: 'cpu' })
  expect(env).toMatchObject({ ...others, PYTHONSAFEPATH: '1', TOKENIZERS_PARALLELISM: 'false' })
  for (const name of Object.keys(secrets)) expect(env).not.toHaveProperty(name)
})

test('a program with a slash is a path from where we stand, and another one is looked for in PATH', () => {
  expect(pythonProgram('./venv/bin/python')).toBe(resolve('venv/bin/python'))
  expect(pythonProgram(undefined, { MEDSPAN_PYTHON: 'bin/python' })).toBe(resolve('bin/python'))
  expect(pythonProgram(undefined, { MEDSPAN_PYTHON: 'python3.12' })).toBe('python3.12')
  expect(pythonProgram(undefined, {})).toBe('python3')
})

describe('versions', () => {
  const pinned = Object.fromEntries(pinnedVersions())
  const change = (version: string, by: readonly [number, number, number]): string =>
    version
      .split('.')
      .map((part, i) => Number(part) + by[i]!)
      .join('.')

  test('are pinned for all that the worker imports', () => {
    expect(Object.keys(pinned)).toEqual(['torch', 'transformers', 'accelerate', 'peft', 'safetensors'])
    expect(installCommand('python3')).toContain(`python3 -m pip install torch==${pinned.torch} `)
  })
  test('that are pinned, built otherwise, or a little later will do', () => {
    checkVersions(pinned, 'python3')
    checkVersions({ ...pinned, torch: `${pinned.torch}+cu130` }, 'python3')
    checkVersions({ ...pinned, torch: change(pinned.torch!, [0, 1, 0]) }, 'python3')
    checkVersions({ ...pinned, peft: change(pinned.peft!, [0, 0, 1]) }, 'python3')
  })
  test.each([
    ['torch', [0, -1, 0]],
    ['torch', [1, 0, 0]],
    ['transformers', [-1, 0, 0]],
    ['peft', [0, 1, 0]],
  ] as const)('of %s that differ by %j are refused with what to install', (name, by) => {
    const wrong = change(pinned[name]!, by)
    expect(() => checkVersions({ ...pinned, [name]: wrong }, 'python3')).toThrow(`${name} ${wrong}, expected`)
  })
})
