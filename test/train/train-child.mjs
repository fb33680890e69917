// Trains in a process of its own: node train-child.mjs <package> <configuration> [overrides...]
// Prints a line when training is under way, and one when all is done. SIGTERM ends it in order, with the code that
// `medspan train` has for that.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [packageRoot, path, ...overrides] = process.argv.slice(2)
const controller = new AbortController()
process.on('SIGTERM', () => controller.abort())
const load = file => import(pathToFileURL(join(packageRoot, 'dist', file)).href)
const { readConfig } = await load('config/config.js')
const { train } = await load('train/run.js')
const task = title => {
  console.log(title)
  return { advance() {}, end() {} }
}
try {
  const progress = { task, info() {}, notice() {} }
  await train(await readConfig(path, overrides), { progress, signal: controller.signal })
  console.log('done')
} catch (error) {
  if (error.code !== 'interrupted') throw error
  process.exit(75)
}
