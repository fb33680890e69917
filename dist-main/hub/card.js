/**
 * @file What the model card in a model's folder says of it: the YAML at the head of README.md, as the Hugging Face hub reads
 * it. The folder may be anybody's: a value of another form than the hub's does not count.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ownValue } from "../dictionary.js";
import { frontMatter } from "../formats/tag-names.js";
import { checkWithin } from "../system/folder.js";
import { isRepositoryId } from "./cache.js";
import { SHIPPED_MODEL } from "./shipped.js";
export const MODEL_CARD = 'README.md';
/** Cards with the scores of hundreds of benchmarks have a third of it at their head. */
const maxBytes = 1 << 20;
/**
 * Describes a model by its card.
 * @param name as in `model.name_or_path`
 * @param folder where it is
 * @throws MedspanError `unsafe-input` for a card that is no file of the folder
 */
export async function describeBaseModel(name, folder) {
    const card = await readFrontMatter(folder);
    const value = (key, pattern) => {
        const own = ownValue(card, key);
        const only = Array.isArray(own) && own.length === 1 ? own[0] : own;
        return typeof only === 'string' && pattern.test(only) ? only : undefined;
    };
    const origin = isHubId(name) ? name : value('base_model', /\//);
    const licence = value('license', /^[a-z\d][a-z\d.+-]{0,63}$/);
    const language = value('language', /^[a-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/);
    return {
        ...(origin !== undefined && isHubId(origin) && { id: origin }),
        ...(licence !== undefined && { licence }),
        ...(language !== undefined && { language }),
    };
}
function isHubId(name) {
    return name.includes('/') && name !== SHIPPED_MODEL && isRepositoryId(name);
}
async function readFrontMatter(folder) {
    const path = join(folder, MODEL_CARD);
    if (!(await checkWithin(folder, path)))
        return {};
    const file = await open(path);
    try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
        return Object(frontMatter(buffer.toString('utf8', 0, bytesRead)));
    }
    finally {
        await file.close();
    }
}
