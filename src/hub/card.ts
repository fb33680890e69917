/**
 * @file What the model card in a model's folder says of it: the YAML at the head of README.md, as the Hugging Face hub reads
 * it. The folder may be anybody's: a value of another form than the hub's does not count.
 */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { ownValue } from '../dictionary.ts'
import { frontMatter } from '../formats/tag-names.ts'
import { checkWithin } from '../system/folder.ts'
import { isRepositoryId } from './cache.ts'
import { SHIPPED_MODEL } from './shipped.ts'

export const MODEL_CARD = 'README.md'

/** Cards with the scores of hundreds of benchmarks have a third of it at their head. */
const maxBytes = 1 << 20

/** The model that a training starts from, as a card names it. */
export interface BaseModel {
  /** Its id on the hub, `owner/name`, or else that of the model which its card says it was made of. */
  readonly id?: string
  /** The hub's word for its licence, such as `apache-2.0`. */
  readonly licence?: string
  /** Where its card names one: ISO 639-1, or a longer code. */
  readonly language?: string
}

/**
 * Describes a model by its card.
 * @param name as in `model.name_or_path`
 * @param folder where it is
 * @throws MedspanError `unsafe-input` for a card that is no file of the folder
 */
export async function describeBaseModel(name: string, folder: string): Promise<BaseModel> {
  const card = await readFrontMatter(folder)
  const value = (key: string, pattern: RegExp): string | undefined => {
    const own = ownValue(card, key)
    const only = Array.isArray(own) && own.length === 1 ? own[0] : own
    return typeof only === 'string' && pattern.test(only) ? only : undefined
  }
  const origin = isHubId(name) ? name : value('base_model', /\//)
  const licence = value('license', /^[a-z\d][a-z\d.+-]{0,63}$/)
  const language = value('language', /^[a-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/)
  return {
    ...(origin !== undefined && isHubId(origin) && { id: origin }),
    ...(licence !== undefined && { licence }),
    ...(language !== undefined && { language }),
  }
}

function isHubId(name: string): boolean {
  return name.includes('/') && name !== SHIPPED_MODEL && isRepositoryId(name)
}

async function readFrontMatter(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, MODEL_CARD)
  if (!(await checkWithin(folder, path))) return {}
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0)
    return Object(frontMatter(buffer.toString('utf8', 0, bytesRead))) as Record<string, unknown>
  } finally {
    await file.close()
  }
}
