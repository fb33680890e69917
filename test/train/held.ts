/** @file Training in processes that is held in a step, for tests of what happens to it there, whatever the machine does. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const runtime = pathToFileURL(createRequire(import.meta.url).resolve('onnxruntime-node'))

/**
 * An option of Node, also for NODE_OPTIONS: while all these paths exist, at most for the time of a test, a batch that was
 * computed is not given back. Standard error says when that begins.
 */
export function holdWhile(...paths: readonly string[]): string {
  const code = `
    import { existsSync } from 'node:fs'
    import runtime from ${JSON.stringify(runtime.href)}
    const isHeld = () => performance.now() < 300_000 && ${JSON.stringify(paths)}.every(path => existsSync(path))
    const { prototype } = runtime.InferenceSession
    const compute = prototype.run
    prototype.run = async function (...batch) {
      const result = await compute.apply(this, batch)
      if (isHeld()) console.error('held in a step')
      while (isHeld()) await new Promise(wake => setTimeout(wake, 10))
      return result
    }`
  return `--import=data:text/javascript,${encodeURIComponent(code)}`
}
