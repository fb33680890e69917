/** @file Writes the JSON Schema of medspan.yaml into dist/, as the last step of `npm run build`. */
import { writeFileSync } from 'node:fs'
import { formatConfigSchema, SCHEMA_NAME } from '../dist/config/json-schema.js'

writeFileSync(new URL(`../dist/${SCHEMA_NAME}`, import.meta.url), formatConfigSchema())
