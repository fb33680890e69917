/**
 * @file `medspan serve`: models over HTTP, until a signal.
 */
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { MedspanError } from '../errors.ts'
import { folderOrId } from '../hub/cache.ts'
import { loadTagger } from '../predict/trained-tagger.ts'
import { createApp } from '../serve/app.ts'
import { shareModels } from '../serve/batching.ts'
import { createLearning } from '../serve/learning/learning.ts'
import { createMetrics } from '../serve/metrics.ts'
import { createLoadedModels, type LoadedModels, type NamedModel, parseModels } from '../serve/models.ts'
import { createRecommender, REQUEST_BYTES } from '../serve/recommender/recommender.ts'
import { startServer } from '../serve/server.ts'
import { readSecretFile } from '../system/secret-file.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { parseCount, parsePositive } from './numbers.ts'
import { readPackage } from './package.ts'
import { goBack, showVersions } from './served-versions.ts'

interface ServeOptions extends CommonOptions {
  readonly model?: readonly string[]
  readonly host: string
  readonly port: number
  readonly allowHost: readonly string[]
  readonly tokenFile?: string
  readonly jobs?: number
  readonly int8?: boolean
  readonly learn?: string
  readonly perUser?: boolean
  readonly list?: boolean
  readonly rollback?: number
  readonly project?: string
  readonly user?: string
}

/** How long requests under way may take when the server is to end. */
const GRACE_MS = 20_000
const TOKEN = 'MEDSPAN_SERVE_TOKEN'

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .option(
      '-m, --model <path>',
      'a run folder, or a token classifier as for predict; NAME=PATH gives it a name; repeatable',
      repeated,
    )
    .option(
      '--host <address>',
      'the address to listen at; one that other machines reach needs a token',
      '127.0.0.1',
    )
    .option('--port <number>', 'the port; 0 for any that is free', parsePort, 8787)
    .option('--allow-host <name>', 'a name by which the server may be called; repeatable', repeated, [])
    .option('--token-file <file>', `a file that only you can read, with the token; or set ${TOKEN}`)
    .option('--int8', 'compute with weights in int8: faster, and now and then another tag')
    .option('--jobs <count>', 'threads of the arithmetic (default: one a core)', parsePositive)
    .option(
      '--learn <folder>',
      'keep the documents that INCEpTION or the page sends in this folder, and learn from them',
    )
    .option('--per-user', 'with --learn, a model for each user of a project (default: one for each project)')
    .option('--list', 'list the versions that were learnt in the folder of --learn, and end')
    .option(
      '--rollback <version>',
      'put a version of a model, as --list has it, into use, and end',
      parseCount,
    )
    .option('--project <id>', 'with --rollback, of this project')
    .option('--user <name>', 'with --rollback, of this user')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  medspan serve --model runs/medspan\n' +
        '  medspan serve --model genes=runs/genes --model drugs=runs/drugs --port 9000 --int8\n' +
        '  medspan serve --model runs/medspan --host 0.0.0.0 --token-file token\n' +
        '  medspan serve --model drugs=runs/drugs --learn learnt\n' +
        '  medspan serve --learn learnt --list\n' +
        '  medspan serve --learn learnt --rollback 2 --model drugs --project 12\n' +
        '\nThen, for example:\n' +
        '  curl localhost:8787/v1/tag --json \'{"text": "Aspirin relieved her migraine."}\'\n',
    )
    .action(async (options: ServeOptions) => {
      const { io } = context
      const named = parseModels(options.model ?? [], io.cwd)
      const { list, rollback: version, project, user } = options
      if (list !== true && version === undefined) return serve(named, options, context)
      if (options.learn === undefined)
        throw new MedspanError('config', 'expected --learn beside --list and --rollback', {
          hint: 'It names the folder in which versions are kept: medspan serve --learn learnt --list',
        })
      const folder = resolve(io.cwd, options.learn)
      if (version === undefined) return showVersions(folder, options, io)
      const names = named.map(({ name }) => name)
      await goBack(folder, { names, version, project, user }, options, io)
    })
}

const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value]

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a whole number from 0 to 65535.')
  return Number(text)
}

async function serve(
  named: readonly NamedModel[],
  options: ServeOptions,
  context: CommandContext,
): Promise<void> {
  const { io, progress } = context
  const { int8, jobs, learn, perUser } = options
  if (named.length === 0)
    throw new MedspanError('config', 'expected a model to serve', {
      where: { at: '--model' },
      hint: 'For example: medspan serve --model runs/medspan',
    })
  const token = await readToken(options, io.cwd)
  // Notices about documents would say in the log what is in them.
  const quiet = { ...progress, notice() {} }
  const load = (path: string) => loadTagger(path, { progress: quiet, threads: jobs, int8 })
  const located = named.map(({ name, path }) => ({ name, path: folderOrId(path, resolve(io.cwd, path)) }))
  const models =
    learn === undefined
      ? createLoadedModels(located, load)
      : await openLearning(located, { folder: resolve(io.cwd, learn), perUser, load })
  try {
    await serveModels(models, token, options, context)
  } finally {
    await models.dispose()
  }
}

/** Answers requests until a signal. */
async function serveModels(
  models: LoadedModels,
  token: string | undefined,
  options: ServeOptions,
  { io, progress }: CommandContext,
): Promise<void> {
  const { host, port } = options
  const interruption = io.interruption()
  const stopping = new AbortController()
  let isReady = false
  const metrics = createMetrics()
  const shared = shareModels(models, words => metrics.countWords(words))
  const log = (line: string): void => progress.info(line)
  const recommender = createRecommender({ models: shared, learner: models.learner, log })
  const app = createApp({
    models: shared,
    learner: models.learner,
    mounts: [{ path: '/recommender', app: recommender, maxBodyBytes: REQUEST_BYTES }],
    metrics,
    version: readPackage().version,
    hosts: [host, hostname(), ...options.allowHost],
    token,
    isReady: () => isReady,
    stopping: stopping.signal,
    onDefect: log,
  })
  const server = await startServer({ fetch: request => app.fetch(request), host, port })
  try {
    const stopped = new Promise<void>(ended => {
      if (interruption.aborted) ended()
      interruption.addEventListener('abort', () => ended())
    })
    const loaded = models.load().then(() => {
      isReady = true
    })
    await Promise.race([loaded, stopped])
    const { address } = server
    const served = { address, models: models.names }
    if (isReady) showResult(io, options, served, `${models.names.join(', ')}: ${address}`)
    await stopped
  } finally {
    stopping.abort()
    await server.stop(GRACE_MS)
  }
}

/** Models that learn, as ones that are loaded at once. */
async function openLearning(
  models: readonly NamedModel[],
  options: Pick<Parameters<typeof createLearning>[0], 'folder' | 'perUser' | 'load'>,
): Promise<LoadedModels> {
  const learning = await createLearning({ models, ...options })
  return {
    names: learning.names,
    learner: learning,
    use: learning.use,
    async load() {
      for (const name of learning.names) await learning.use(name, {}, async () => {})
    },
    dispose: () => learning.close(),
  }
}

/** The token that clients must know; none is needed where nobody but this machine can ask. */
async function readToken({ host, tokenFile }: ServeOptions, cwd: string): Promise<string | undefined> {
  const file = tokenFile === undefined ? undefined : resolve(cwd, tokenFile)
  const read =
    file === undefined ? process.env[TOKEN] : await readSecretFile(file, { maxBytes: 1024, holds: 'a token' })
  const token = read?.trim()
  if (token !== undefined && token !== '' && /^[!-~]{16,}$/.test(token)) return token
  const where = file === undefined ? { at: TOKEN } : { path: file }
  const hint = 'For example: (umask 077; openssl rand -hex 32 > token), then --token-file token'
  if (file !== undefined || (token !== undefined && token !== ''))
    throw new MedspanError('config', 'expected a token, at least 16 signs of printable ASCII', {
      where,
      hint,
    })
  if (isLoopback(host)) return undefined
  throw new MedspanError(
    'config',
    `expected a token, because other machines can reach ${host}: in ${TOKEN} or --token-file`,
    { where: { at: '--host' }, hint },
  )
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
