/**
 * @file The mentions of the training part by type, and their surface forms.
 */
import type { LabelPolicy } from '../../corpus/labels.ts'
import type { SurfaceForm, TrainingMentions } from '../../metrics/seen.ts'
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
