// Reads each CAS named on standard input (JSON: [{path, typeSystems}]) and writes it as JSON CAS into the folder
// given: 0.json, 1.json and so on; prints what could not be read (after npm run build).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatCasJson, parseCasJson } from '../../dist/cas/cas-json.js'
import { mergeTypeSystems, parseTypeSystem } from '../../dist/cas/typesystem.js'
import { parseXmi } from '../../dist/cas/xmi-reader.js'

const folder = process.argv[2]
const refused = {}
for (const [index, { path, typeSystems }] of JSON.parse(readFileSync(0, 'utf8')).entries()) {
  try {
    const text = readFileSync(path, 'utf8')
    const systems = typeSystems.map(one => parseTypeSystem(readFileSync(one, 'utf8'), one))
    const cas = path.endsWith('.json') ? parseCasJson(text, path) : parseXmi(text, mergeTypeSystems(systems), path)
    writeFileSync(join(folder, `${index}.json`), formatCasJson(cas))
  } catch (error) {
    refused[path] = error.message
  }
}
process.stdout.write(JSON.stringify(refused))
