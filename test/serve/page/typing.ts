/**
 * @file The page on a port, what it shows, and keys that are pressed on it.
 */
import { type ServerType, serve } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const servers: ServerType[] = []

/** Serves a page on a port until `stopServers`, and returns its address. */
export async function start(app: {
  readonly fetch: (request: Request) => Response | Promise<Response>
}): Promise<string> {
  return new Promise(resolve => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}/`),
    )
    servers.push(server)
  })
}

export function stopServers(): void {
  for (const server of servers.splice(0)) server.close()
}

interface Shown {
  readonly id: string
  readonly text: string
  readonly mentions: readonly {
    readonly begin: number
    readonly end: number
    readonly text: string
    readonly types: readonly string[]
    readonly score?: number
  }[]
}

/** What would be copied, without anything being pressed for it. */
export async function documentsOf(page: Page): Promise<Shown[]> {
  const json = await page.evaluate(
    `document.getElementById('json').dispatchEvent(new Event('toggle')); document.getElementById('copyable').textContent`,
  )
  return JSON.parse(String(json)) as Shown[]
}

/** Mentions with their types, and their scores where they have some. */
export async function mentionsOf(page: Page): Promise<unknown[]> {
  const [document] = await documentsOf(page)
  return document!.mentions.map(({ text: surface, types: [type], score }) =>
    score === undefined ? [surface, type] : [surface, type, score],
  )
}

export const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}

export const focused = (page: Page) => page.evaluate('document.activeElement.id')

/** Chooses a type in the list, by its code or its name. */
export async function give(page: Page, query: string): Promise<void> {
  await expect.poll(() => focused(page)).toBe('picker-filter')
  await page.keyboard.type(query)
  await press(page, 'Enter')
  await expect.poll(() => page.locator('#picker').evaluate(picker => picker.matches('[open]'))).toBe(false)
}
