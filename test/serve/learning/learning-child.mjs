// Learns in a process of its own: node learning-child.mjs <package> <folder> <model> <quiet ms>, which answers messages.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [packageRoot, folder, path, quietMs] = process.argv.slice(2)
const load = file => import(pathToFileURL(join(packageRoot, 'dist', file)).href)
const { createLearning } = await load('serve/learning/learning.js')
const learning = await createLearning({ folder, models: [{ name: 'm', path }], quietMs: Number(quietMs) })
process.on('message', async ({ number, accept, tag }) => {
  const reply = async () => {
    if (accept !== undefined) return learning.accept('m', accept)
    if (tag !== undefined)
      return learning.use('m', {}, async ({ version, tagger }) => ({ version, ...(await tagger.tag(tag)) }))
    return learning.status()
  }
  process.send({ number, result: await reply() })
})
process.send({ number: 0 })
