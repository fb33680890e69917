/**
 * @file The Hugging Face hub on this machine, as far as uploads need it: repositories that are made, Git LFS with a storage of
 * another origin, in one piece or in several, and commits.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface RemoteRepository {
  isPrivate: boolean
  commit: string
  files: Map<string, Buffer>
}

export interface UploadRequest {
  readonly host: 'hub' | 'storage'
  readonly method: string
  readonly url: string
  readonly authorization: string | undefined
  readonly body: Buffer
}

export interface UploadHub {
  readonly endpoint: string
  readonly seen: UploadRequest[]
  readonly repositories: Map<string, RemoteRepository>
  /** Asked before a request is answered; `true` when it did something instead. */
  fault: (request: UploadRequest, response: ServerResponse) => boolean
  readonly close: () => Promise<void>
}

const TOKEN = 'Bearer hf_secret'
/** Files of more bytes go to the storage. */
const LARGE = 1000
/** And of more, in parts of this size. */
const PART = 4000

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
const nextCommit = (commit: string): string => createHash('sha1').update(commit).digest('hex')

async function listen(handle: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void) {
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => handle(request, response, Buffer.concat(pieces)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Everything is `anna`'s, whose token is `hf_secret`. */
export async function startUploadHub(): Promise<UploadHub> {
  const seen: UploadRequest[] = []
  const repositories = new Map<string, RemoteRepository>()
  const stored = new Map<string, Buffer>()
  const parts = new Map<string, Buffer>()
  const send = (response: ServerResponse, status: number, value?: unknown, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(value === undefined ? undefined : JSON.stringify(value))
  }
  const note = (
    host: 'hub' | 'storage',
    { method = '', url = '', headers }: IncomingMessage,
    body: Buffer,
  ) => {
    const request = { host, method, url, authorization: headers.authorization, body }
    seen.push(request)
    return request
  }

  const storage = await listen((incoming, response, body) => {
    const request = note('storage', incoming, body)
    if (hub.fault(request, response)) return
    const [, oid = '', part] = new URL(request.url, 'http://x').pathname.split('/')
    if (part === 'complete') {
      const { parts: listed } = JSON.parse(body.toString()) as {
        parts: { partNumber: number; etag: string }[]
      }
      const pieces = listed.map(({ partNumber, etag }) => {
        const piece = parts.get(`${oid}/${partNumber}`)!
        return etag === sha256(piece) ? piece : Buffer.of()
      })
      stored.set(oid, Buffer.concat(pieces))
      return send(response, 200, {})
    }
    if (part === undefined) stored.set(oid, body)
    else parts.set(`${oid}/${Number(part)}`, body)
    send(response, 200, undefined, { etag: sha256(body) })
  })

  const front = await listen((incoming, response, body) => {
    const request = note('hub', incoming, body)
    if (hub.fault(request, response)) return
    if (request.authorization !== TOKEN) return send(response, 401, { error: 'Invalid credentials' })
    if (request.url === '/api/repos/create') {
      const { organization, name, private: isPrivate } = JSON.parse(body.toString())
      if (organization !== 'anna') return send(response, 403, { error: 'not yours' })
      const id = `${organization}/${name}`
      if (repositories.has(id)) return send(response, 409, { error: 'already there' })
      const files = new Map([['.gitattributes', Buffer.from('')]])
      repositories.set(id, { isPrivate, commit: nextCommit(id), files })
      return send(response, 200, { id })
    }
    const asked =
      /^(?:\/api\/models)?\/(\w+\/[\w-]+)(?:\.git)?\/(revision\/main|preupload\/main|commit\/main|info\/lfs\/objects\/batch)$/.exec(
        request.url,
      )
    const repository = repositories.get(asked?.[1] ?? '')
    if (asked === null || repository === undefined)
      return send(response, 404, undefined, { 'x-error-code': 'RepoNotFound' })
    switch (asked[2]) {
      case 'revision/main': {
        const siblings = [...repository.files.keys()].map(rfilename => ({ rfilename }))
        return send(response, 200, { sha: repository.commit, private: repository.isPrivate, siblings })
      }
      case 'preupload/main': {
        const { files } = JSON.parse(body.toString()) as { files: { path: string; size: number }[] }
        const modes = files.map(({ path, size }) => ({ path, uploadMode: size > LARGE ? 'lfs' : 'regular' }))
        return send(response, 200, { files: modes })
      }
      case 'info/lfs/objects/batch': {
        const { objects } = JSON.parse(body.toString()) as { objects: { oid: string; size: number }[] }
        return send(response, 200, {
          objects: objects.map(({ oid, size }) => ({ oid, size, ...uploadOf(oid, size) })),
        })
      }
      default:
        return commit(repository, body, response)
    }
  })

  function uploadOf(oid: string, size: number) {
    if (stored.has(oid)) return {}
    const href = `${storage.origin}/${oid}`
    if (size <= PART) return { actions: { upload: { href: `${href}?signature=secret` } } }
    const count = Math.ceil(size / PART)
    const numbers = Array.from({ length: count }, (_, i) => String(i + 1).padStart(5, '0'))
    const header = Object.fromEntries(numbers.map(number => [number, `${href}/${number}?signature=secret`]))
    return {
      actions: { upload: { href: `${href}/complete`, header: { ...header, chunk_size: String(PART) } } },
    }
  }

  function commit(repository: RemoteRepository, body: Buffer, response: ServerResponse) {
    const lines = body
      .toString()
      .split('\n')
      .map(line => JSON.parse(line))
    const files = new Map(repository.files)
    for (const { key, value } of lines) {
      if (key === 'header' && value.parentCommit !== repository.commit)
        return send(response, 412, { error: 'changed' })
      if (key === 'file') files.set(value.path, Buffer.from(value.content, 'base64'))
      if (key === 'deletedFile') files.delete(value.path)
      if (key !== 'lfsFile') continue
      const content = stored.get(value.oid)
      if (content === undefined || sha256(content) !== value.oid)
        return send(response, 400, { error: 'missing' })
      files.set(value.path, content)
    }
    Object.assign(repository, { files, commit: nextCommit(repository.commit) })
    send(response, 200, { commitOid: repository.commit, commitUrl: 'x', success: true })
  }

  const hub: UploadHub = {
    endpoint: front.origin,
    seen,
    repositories,
    fault: () => false,
    close: async () => {
      for (const { server } of [front, storage]) {
        server.closeAllConnections()
        await new Promise(resolve => server.close(resolve))
      }
    },
  }
  return hub
}
