/**
 * @file The Hugging Face hub on this machine, as far as downloads need it: its API's list, HEAD and GET of `resolve`,
 * a redirect to a storage of another origin for large files, ranges, and faults on demand.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HubFile {
  readonly content: Buffer
  /** Whether it lies in the storage, under its SHA-256; else under Git's SHA-1. */
  readonly isLarge?: boolean
}

export interface Seen {
  readonly host: 'hub' | 'storage'
  readonly method: string
  readonly url: string
  readonly range: string | undefined
  readonly authorization: string | undefined
}

/** What a fault does with a request instead of answering it: `true` when it did something. */
export type Fault = (request: Seen, response: ServerResponse) => boolean

export interface FakeHub {
  readonly endpoint: string
  readonly storage: string
  readonly seen: Seen[]
  /** Asked in order; each is asked anew for every request. */
  faults: Fault[]
  /** Bytes after which the storage cuts an answer, once for each number. */
  cuts: number[]
  /** Milliseconds between pieces of 64 KiB. */
  slowMs: number
  readonly close: () => Promise<void>
}

export const commit = 'c0ffee00'.repeat(5)

export function etagOf({ content, isLarge }: HubFile): string {
  return isLarge === true
    ? createHash('sha256').update(content).digest('hex')
    : createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server: Server = createServer(handle)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** @param revisions what each revision holds, by path. */
export async function startHub(
  id: string,
  revisions: Readonly<Record<string, Readonly<Record<string, HubFile>>>>,
  kind: 'datasets' | 'models' = 'datasets',
): Promise<FakeHub> {
  const seen: Seen[] = []
  const commitOf = (revision: string): string =>
    revision === 'main' ? commit : createHash('sha1').update(revision).digest('hex')
  const byCommit = new Map(Object.entries(revisions).map(([name, files]) => [commitOf(name), files]))

  const note = (host: Seen['host'], request: IncomingMessage): Seen => {
    const one = {
      host,
      method: request.method ?? '',
      url: request.url ?? '',
      range: request.headers.range,
      authorization: request.headers.authorization,
    }
    seen.push(one)
    return one
  }
  const send = (response: ServerResponse, status: number, headers: Record<string, string>, body = '') => {
    response.writeHead(status, headers)
    response.end(body)
  }

  async function sendContent(request: IncomingMessage, response: ServerResponse, content: Buffer) {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1)
    if (start >= content.length) return send(response, 416, { 'content-range': `bytes */${content.length}` })
    const body = start < 0 ? content : content.subarray(start)
    response.writeHead(start < 0 ? 200 : 206, {
      'content-length': String(body.length),
      etag: '"of-the-storage"',
      ...(start < 0 ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    })
    const cut = request.method === 'GET' ? hub.cuts.shift() : undefined
    // A connection that is reset at once may take along what it has not handed over yet.
    const cutOff = (): void => void setTimeout(() => response.destroy(), 30)
    for (let at = 0; at < body.length; at += 65_536) {
      if (cut !== undefined && at >= cut) return cutOff()
      if (!response.write(body.subarray(at, Math.min(at + 65_536, cut ?? body.length, body.length)))) {
        await new Promise<void>(resolve => {
          const go = (): void => {
            response.off('drain', go).off('close', go)
            resolve()
          }
          response.on('drain', go).on('close', go)
        })
        if (response.destroyed) return
      }
      if (hub.slowMs > 0) await new Promise(resolve => setTimeout(resolve, hub.slowMs))
    }
    if (cut !== undefined && cut <= body.length) return cutOff()
    response.end()
  }

  const storage = await listen((request, response) => {
    const one = note('storage', request)
    if (hub.faults.some(fault => fault(one, response))) return
    const etag = new URL(one.url, 'http://x').pathname.slice(1)
    for (const files of byCommit.values())
      for (const file of Object.values(files))
        if (etagOf(file) === etag) return void sendContent(request, response, file.content)
    send(response, 404, {})
  })
  const front = await listen((request, response) => {
    const one = note('hub', request)
    if (hub.faults.some(fault => fault(one, response))) return
    const url = one.url.replace(/\?.*/, '')
    const missing = (code: string) => send(response, 404, { 'x-error-code': code })
    const listed = new RegExp(`^/api/${kind}/${id}/revision/([^/]+)$`).exec(url)
    if (listed !== null) {
      const revision = decodeURIComponent(listed[1]!)
      const files = revisions[revision]
      if (files === undefined) return missing('RevisionNotFound')
      const siblings = Object.keys(files).map(rfilename => ({ rfilename }))
      return send(
        response,
        200,
        { 'content-type': 'application/json' },
        JSON.stringify({ id, sha: commitOf(revision), siblings }),
      )
    }
    const resolved = new RegExp(
      `^/${kind === 'datasets' ? 'datasets/' : ''}${id}/resolve/([^/]+)/(.+)$`,
    ).exec(url)
    // The hub does not tell strangers what does not exist from what is private.
    if (resolved === null) return send(response, 401, { 'x-error-code': 'RepoNotFound' })
    const revision = decodeURIComponent(resolved[1]!)
    const hash = byCommit.has(revision) ? revision : commitOf(revision)
    const file = byCommit.get(hash)?.[decodeURIComponent(resolved[2]!)]
    if (file === undefined) return missing('EntryNotFound')
    const headers = { 'x-repo-commit': hash }
    const etag = `"${etagOf(file)}"`
    if (file.isLarge === true)
      return send(response, 302, {
        ...headers,
        location: `${storage.origin}/${etagOf(file)}?X-Amz-Signature=secret-signature`,
        'x-linked-etag': etag,
        'x-linked-size': String(file.content.length),
      })
    response.writeHead(200, { ...headers, etag, 'content-length': String(file.content.length) })
    response.end(one.method === 'HEAD' ? undefined : file.content)
  })

  const hub: FakeHub = {
    endpoint: front.origin,
    storage: storage.origin,
    seen,
    faults: [],
    cuts: [],
    slowMs: 0,
    close: async () => {
      for (const { server } of [front, storage]) {
        server.closeAllConnections()
        await new Promise(resolve => server.close(resolve))
      }
    },
  }
  return hub
}
