/**
 * @file The mentions of the training part by type, and their surface forms.
 */
import { join } from 'node:path'
import type { LabelPolicy } from '../../corpus/labels.ts'
import type { SurfaceForm, TrainingMentions } from '../../metrics/seen.ts'
import { writeJsonWhole } from '../../system/output.ts'
import { type Corpus, formOf } from '../../text/document.ts'
import { labelledMentions } from './gold-documents.ts'

/** The mentions of the training part by type, and every surface form with its type once. */
export function trainingMentions(corpus: Corpus, policy: LabelPolicy): TrainingMentions {
  const counts = new Map<string, number>()
  const forms = new Map<string, SurfaceForm>()
  for (const document of corpus)
    for (const mention of labelledMentions(document, policy).mentions) {
      const { type } = mention
      const form = formOf(document, mention)
      counts.set(type, (counts.get(type) ?? 0) + 1)
      forms.set(`${type} ${form}`, { form, type })
    }
  return { counts: Object.fromEntries(counts), forms: [...forms.values()] }
}

/** Keeps them in a run folder, from which alone a report is made. */
export function writeTrainingMentions(runFolder: string, training: TrainingMentions): Promise<void> {
  return writeJsonWhole(join(runFolder, 'training_mentions.json'), training)
}
