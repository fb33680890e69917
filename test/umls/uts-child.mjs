// Looks concepts up in a process that a test can kill. Arguments: the package's folder, and a JSON file of settings
// with `cuis`, `output` and what openUts takes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, job] = process.argv.slice(2)
const { openUts } = await import(pathToFileURL(join(folder, 'dist/umls/uts.js')).href)
const { cuis, output, key, ...options } = JSON.parse(readFileSync(job, 'utf8'))
const progress = { task: () => ({ advance() {}, end() {} }), info() {}, notice() {} }
const source = await openUts({ ...options, key: async () => key })
const records = await source.lookUp(new Set(cuis), { progress })
source.close()
writeFileSync(output, JSON.stringify([...records.values()]))
