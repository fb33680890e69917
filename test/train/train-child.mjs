// Trains in a process of its own: node train-child.mjs <package> <configuration> [overrides...]
// Prints a line when training is under way.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [packageRoot, path, ...overrides] = process.argv.slice(2)
const load = file => import(pathToFileURL(join(packageRoot, 'dist/train', file)).href)
const { readConfig } = await load('config.js')
const { train } = await load('run.js')
const task = title => {
  console.log(title)
  return { advance() {}, end() {} }
}
await train(await readConfig(path, overrides), { progress: { task, info() {}, notice() {} } })
