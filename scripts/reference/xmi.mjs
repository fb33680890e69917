// Reads XMI files and writes them anew, for xmi.py to read by dkpro-cassis. Takes the name of a file of JSON with
// [{ path, typeSystems, out }] (after npm run build; MEDSPAN_DIST names another build than dist).
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const dist = process.env.MEDSPAN_DIST ?? resolve(import.meta.dirname, '../../dist')
const load = name => import(pathToFileURL(resolve(dist, 'cas', name)).href)
const { mergeTypeSystems, parseTypeSystem } = await load('typesystem.js')
const { parseXmi } = await load('xmi-reader.js')
const { formatXmi } = await load('xmi-writer.js')
for (const { path, typeSystems, out } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const systems = typeSystems.map(one => parseTypeSystem(readFileSync(one, 'utf8'), one))
  writeFileSync(out, formatXmi(parseXmi(readFileSync(path, 'utf8'), mergeTypeSystems(systems), path)))
}
