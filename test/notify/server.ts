/**
 * @file A server on this machine that takes webhooks as Discord does, and refuses them as Discord and networks do.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly path: string
  readonly contentType: string
  readonly body: Buffer
}

/** What a request comes to instead of being taken. */
export type Fault = (response: ServerResponse) => void

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Fault =>
  response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

/** Replies as https://docs.discord.com/developers/topics/rate-limits and /topics/opcodes-and-status-codes show them. */
export const faults = {
  invalidForm: answer(400, {
    message: 'Invalid Form Body',
    code: 50035,
    errors: {
      embeds: {
        0: {
          title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 256 or fewer in length.' }] },
        },
      },
    },
  }),
  badToken: answer(401, { message: 'Invalid Webhook Token', code: 50027 }),
  forbidden: answer(403, { message: 'Missing Access', code: 50001 }),
  unknown: answer(404, { message: 'Unknown Webhook', code: 10015 }),
  tooLarge: answer(413, { message: 'Request entity too large', code: 40005 }),
  limited: (seconds: number, scope: 'user' | 'global' | 'shared') =>
    answer(
      429,
      { message: 'You are being rate limited.', retry_after: seconds, global: scope === 'global' },
      {
        'retry-after': String(Math.ceil(seconds)),
        'x-ratelimit-scope': scope,
        ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : { 'x-ratelimit-remaining': '0' }),
      },
    ),
  /** As Cloudflare refuses who asked too often, before Discord. */
  banned: answer(429, 'error code: 1015', { 'content-type': 'text/plain', 'retry-after': '7' }),
  internal: answer(500, { message: '500: Internal Server Error', code: 0 }),
  badGateway: answer(502, '<html><head><title>502 Bad Gateway</title></head></html>', {
    'content-type': 'text/html',
  }),
  noContent: ((response: ServerResponse) => response.writeHead(204).end()) as Fault,
  last: answer(200, { id: '1' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' }),
  cut: (response => response.destroy()) as Fault,
  silence: (() => {}) as Fault,
  redirect: (location: string) => answer(307, '', { location }),
}

export interface WebhookServer {
  readonly origin: string
  readonly host: string
  /** All requests, refused ones too. */
  readonly requests: Received[]
  /** Those that were taken, in order. */
  readonly taken: Received[]
  /** What the next requests come to, one each; undefined for what is taken. */
  faults: (Fault | undefined)[]
  /** What every request comes to that `faults` has nothing for. */
  always: Fault | undefined
  close(): Promise<void>
}

export async function startWebhooks(): Promise<WebhookServer> {
  const server = createServer((request, response) => {
    response.on('error', () => {})
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('error', () => {})
    request.on('end', () => {
      const received = {
        path: request.url ?? '',
        contentType: request.headers['content-type'] ?? '',
        body: Buffer.concat(pieces),
      }
      running.requests.push(received)
      const fault = running.faults.length > 0 ? running.faults.shift() : running.always
      if (fault === undefined || fault === faults.noContent || fault === faults.last)
        running.taken.push(received)
      if (fault !== undefined) return fault(response)
      response.writeHead(200, { 'content-type': 'application/json', 'x-ratelimit-remaining': '4' })
      response.end(JSON.stringify({ id: '1', type: 0, webhook_id: '123', attachments: [] }))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const running: WebhookServer = {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests: [],
    taken: [],
    faults: [],
    always: undefined,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return running
}

/** A multipart request as its payload and its files. */
export async function readMultipart({ contentType, body }: Received) {
  const form = await new Response(Uint8Array.from(body), {
    headers: { 'content-type': contentType },
  }).formData()
  const payload = JSON.parse(String(form.get('payload_json')))
  const files: { field: string; name: string; type: string; content: Buffer }[] = []
  for (const [field, value] of form)
    if (typeof value !== 'string')
      files.push({
        field,
        name: value.name,
        type: value.type,
        content: Buffer.from(await value.arrayBuffer()),
      })
  return { payload, files }
}
