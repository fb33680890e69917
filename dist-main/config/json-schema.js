/**
 * @file The schema of `medspan.yaml` as a JSON Schema (draft 7), with which editors complete keys and check values.
 *
 * What only code can check (contradictions, files that are missing, a refinement) is left out: it accepts all that medspan
 * accepts, and refuses unknown keys and wrong types.
 */
import { z } from 'zod';
import { configSchema } from "./schema.js";
/** How the file is called beside a configuration, and in the package. */
export const SCHEMA_NAME = 'medspan.schema.json';
/** The text of the JSON Schema. */
export function formatConfigSchema() {
    const schema = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
    return `${JSON.stringify({ title: 'medspan.yaml', ...schema }, null, 2)}\n`;
}
