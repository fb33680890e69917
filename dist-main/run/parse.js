import { MedspanError } from "../errors.js";
/** @throws MedspanError `input` for what is no JSON, or not of the schema */
export function parseFile(content, path, schema, { expected, hint }) {
    try {
        return schema.parse(JSON.parse(content));
    }
    catch (cause) {
        throw new MedspanError('input', `expected ${expected}`, { where: { path }, hint, cause });
    }
}
