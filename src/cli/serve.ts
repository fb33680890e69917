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
import { createMetrics } from '../serve/metrics.ts'
import { createLoadedModels, parseModels } from '../serve/models.ts'
import { startServer } from '../serve/server.ts'
import { readSecretFile } from '../system/secret-file.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { parsePositive } from './numbers.ts'
import { readPackage } from './package.ts'

interface ServeOptions extends CommonOptions {
  readonly model: readonly string[]
  readonly host: string
  readonly port: number
  readonly allowHost: readonly string[]
  readonly tokenFile?: string
  readonly jobs?: number
  readonly int8?: boolean
}

/** How long requests under way may take when the server is to end. */
const GRACE_MS = 20_000
const TOKEN = 'MEDSPAN_SERVE_TOKEN'

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .requiredOption(
      '-m, --model <path>',
      'a run folder, or a token classifier as for predict; NAME=PATH gives it a name; repeatable',
      repeated,
    )
    .option('--host <address>', 'the address to listen at; another machine reaches none of 127.', '127.0.0.1')
    .option('--port <number>', 'the port; 0 for any that is free', parsePort, 8787)
    .option('--allow-host <name>', 'a name by which the server may be called; repeatable', repeated, [])
    .option('--token-file <file>', `a file that only you can read, with the token; or set ${TOKEN}`)
    .option('--int8', 'compute with weights in int8: faster, and now and then another tag')
    .option('--jobs <count>', 'threads of the arithmetic (default: one a core)', parsePositive)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  medspan serve --model runs/medspan\n' +
        '  medspan serve --model genes=runs/genes --model drugs=runs/drugs --port 9000 --int8\n' +
        '  medspan serve --model runs/medspan --host 0.0.0.0 --token-file token\n' +
        '\nThen, for example:\n' +
        '  curl localhost:8787/v1/tag --json \'{"text": "Aspirin relieved her migraine."}\'\n',
    )
    .action((options: ServeOptions) => serve(options, context))
}

const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value]

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a whole number from 0 to 65535.')
  return Number(text)
}

async function serve(options: ServeOptions, { io, progress }: CommandContext): Promise<void> {
  const { host, port, int8, jobs } = options
  const named = parseModels(options.model, io.cwd)
  const token = await readToken(options, io.cwd)
  const interruption = io.interruption()
  const metrics = createMetrics()
  let isReady = false
  const stopping = new AbortController()
  // Notices about documents would say in the log what is in them.
  const quiet = { ...progress, notice() {} }
  const models = createLoadedModels(named, path =>
    loadTagger(folderOrId(path, resolve(io.cwd, path)), { progress: quiet, threads: jobs, int8 }),
  )
  const app = createApp({
    models: shareModels(models, words => metrics.countWords(words)),
    metrics,
    version: readPackage().version,
    hosts: [host, hostname(), ...options.allowHost],
    token,
    isReady: () => isReady,
    stopping: stopping.signal,
    onDefect: description => progress.info(description),
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
    if (isReady) await models.dispose()
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
