/**
 * @file A tagger of a trained run, of any Hugging Face folder of a token classifier, or of one of the hub.
 */
import { join } from 'node:path'
import { internal } from '../errors.ts'
import { locateModel } from '../hub/model.ts'
import { crfParameters } from '../nn/crf.ts'
import { checkTrained } from '../nn/model.ts'
import { silent } from '../progress.ts'
import { IGNORE_INDEX } from '../text/tags.ts'
import { readTrained, readTrainedTokenizer } from '../train/trained-model.ts'
import { readUsage } from '../train/usage.ts'
import { type Classifier, createModelTagger, type Tagger, type TaggerOptions } from './tagger.ts'

export interface LoadTaggerOptions extends TaggerOptions {
  /** Threads of the arithmetic; left out, one a core. */
  readonly threads?: number | undefined
  /** The Python for models of no family here; MEDSPAN_PYTHON by default. */
  readonly python?: string | undefined
  /** With weights in int8, about twice as fast; left out, where the folder has no others. Of models of this package. */
  readonly int8?: boolean | undefined
}

/**
 * Loads a run folder, any Hugging Face folder of a token classifier, or one of the hub by its id. Models of the families of
 * this package need nothing else; others are computed by transformers, in the Python that MEDSPAN_PYTHON names. Labels may
 * be in BIO, BIOES, BILOU or IO, or names of types; those of a word are those of its first piece.
 *
 * Without `maxLength`, sequences are at most as long as the tokenizer's `model_max_length` says (in a run folder,
 * the length that training used), and never longer than the model has positions. Stride, context, tokenizer, language and
 * temperature are those of the training, which `config.json` has under `medspan`.
 * @param pathOrId of the hub, where no folder has this name: `owner/name`
 * @throws MedspanError `input` when a file is missing or broken, the weights are incomplete, or the tokenizer
 * belongs to another model
 */
export async function loadTagger(pathOrId: string, options: LoadTaggerOptions = {}): Promise<Tagger> {
  const { progress = silent } = options
  const runFolder = await locateModel(pathOrId, { progress })
  const resolveBase = (name: string): Promise<string> => locateModel(name, { progress })
  const tokenizer = await readTrainedTokenizer(runFolder, resolveBase)
  const { model, start } = await readTrained(runFolder, {
    seed: 0,
    vocabulary: tokenizer.vocabSize,
    python: options.python,
    resolveBase,
  })
  checkTrained(model, tokenizer.vocabSize, runFolder)
  const usage = readUsage(model.source.medspan, join(runFolder, 'config.json'))
  const { labels } = model
  const { head } = model.settings
  const engine = await start({ threads: options.threads, int8: options.int8 })
  const classifier: Classifier = {
    labels,
    maxLength: engine.maxLength,
    computesPadding: engine.computesPadding,
    async logits(batch) {
      const pieces = batch.inputIds.length
      const { logits } = await engine.evaluate({
        ...batch,
        labels: new Int32Array(pieces).fill(IGNORE_INDEX),
      })
      if (logits.length !== pieces * labels.length)
        throw internal(`expected ${pieces} times ${labels.length} logits, got ${logits.length}`)
      return logits
    },
    dispose: () => engine.dispose(),
  }
  const chain = await engine.weights(head === 'crf' ? [...crfParameters(labels.length).keys()] : [])
  const tagger = createModelTagger(classifier, tokenizer, { usage: { ...usage, head }, chain, options })
  return { ...tagger, folder: runFolder }
}
