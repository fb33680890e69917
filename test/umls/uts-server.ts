/**
 * @file A server on this machine that answers as UTS does, and fails as UTS and networks do.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRandom } from '../../src/random.ts'

/** What a request comes to instead of an answer. */
export type Fault = (response: ServerResponse, request: IncomingMessage) => void

export const faults = {
  status:
    (code: number, headers: Record<string, string> = {}): Fault =>
    response => {
      response.writeHead(code, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify({ name: 'error', message: `HTTP ${code}` }))
    },
  /** The connection ends before a reply. */
  cut: (response => response.destroy()) as Fault,
  /** The connection ends within the reply. */
  cutWithin: (response => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
    response.write('{"result":{"ui":')
    setTimeout(() => response.destroy(), 5)
  }) as Fault,
  silence: (() => {}) as Fault,
  body:
    (text: string): Fault =>
    response => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(text)
    },
}

/** The reply for a concept, in the shape that UTS gives it. */
export function replyOf(cui: string, types: readonly string[], release = '2026AA', name = `name of ${cui}`) {
  const base = `https://uts-ws.nlm.nih.gov/rest`
  return {
    pageSize: 25,
    pageNumber: 1,
    pageCount: 1,
    result: {
      classType: 'Concept',
      ui: cui,
      suppressible: false,
      dateAdded: '09-30-1990',
      majorRevisionDate: '08-18-2015',
      status: 'R',
      semanticTypes: types.map(type => ({
        name: `name of ${type}`,
        uri: `${base}/semantic-network/${release}/TUI/${type}`,
      })),
      atomCount: 63,
      attributeCount: 0,
      cvMemberCount: 0,
      atoms: `${base}/content/${release}/CUI/${cui}/atoms`,
      definitions: 'NONE',
      relations: `${base}/content/${release}/CUI/${cui}/relations`,
      defaultPreferredAtom: `${base}/content/${release}/CUI/${cui}/atoms/preferred`,
      relationCount: 5,
      name,
    },
  }
}

/** What the server knows of a concept: every seventh has none, every fifth two types. */
export function typesOf(cui: string): readonly string[] | undefined {
  const number = Number(cui.slice(1))
  if (cui === 'C0009044') return ['T037']
  if (number % 7 === 0) return undefined
  const type = (n: number) => `T${String(1 + (n % 204)).padStart(3, '0')}`
  return number % 5 === 0 ? [type(number), type(number + 1)] : [type(number)]
}

export interface UtsTestServer {
  readonly baseUrl: string
  readonly port: number
  /** Each request's path and key, in order. */
  readonly requests: { readonly cui: string; readonly release: string; readonly key: string | null }[]
  /** How often a concept's 200 or 404 was handed over whole (the response's `finish`). */
  readonly answered: Map<string, number>
  /** Decides for each request, by its serial number; undefined for an answer. */
  fault: (cui: string, serial: number) => Fault | undefined
  /** Ends every connection and refuses new ones, then listens again at the same port. */
  restart(pauseMs: number): Promise<void>
  close(): Promise<void>
}

export async function startUts(
  answer: (cui: string, release: string) => unknown = (cui, release) => {
    const types = typesOf(cui)
    return types === undefined ? undefined : replyOf(cui, types, release)
  },
): Promise<UtsTestServer> {
  const requests: UtsTestServer['requests'] = []
  const answered = new Map<string, number>()
  let server: Server
  const listen = async (port: number): Promise<number> => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const [, release = '', cui = ''] = /^\/rest\/content\/([^/]+)\/CUI\/(C\d{7})$/.exec(url.pathname) ?? []
      requests.push({ cui, release, key: url.searchParams.get('apiKey') })
      response.on('error', () => {})
      const fault = running.fault(cui, requests.length - 1)
      if (fault !== undefined) {
        fault(response, request)
        return
      }
      const reply = answer(cui, release)
      response.on('finish', () => answered.set(cui, (answered.get(cui) ?? 0) + 1))
      response.writeHead(reply === undefined ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(reply ?? { name: 'NotFoundException', message: `No CUI ${cui}` }))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    return (server.address() as AddressInfo).port
  }
  const close = (): Promise<void> =>
    new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const port = await listen(0)
  const running: UtsTestServer = {
    baseUrl: `http://127.0.0.1:${port}/rest`,
    port,
    requests,
    answered,
    fault: () => undefined,
    async restart(pauseMs) {
      await close()
      await new Promise(resolve => setTimeout(resolve, pauseMs))
      await listen(port)
    },
    close,
  }
  return running
}

/** The faults of a bad day: 10 % 429, 5 % 500, 2 % cut connections; the same for the same seed. */
export function badDay(seed: number): UtsTestServer['fault'] {
  const random = createRandom(seed, 'faults')
  return () => {
    const chance = random.uniform()
    if (chance < 0.03) return faults.status(429, { 'retry-after': '0' })
    if (chance < 0.1) return faults.status(429)
    if (chance < 0.15) return faults.status(500)
    if (chance < 0.16) return faults.cut
    if (chance < 0.17) return faults.cutWithin
    return undefined
  }
}
