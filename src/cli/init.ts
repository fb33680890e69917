/**
 * @file `medspan init`: a commented configuration to start from.
 */
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { MedspanError } from '../errors.ts'
import { writeFileWhole } from '../output.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

interface InitOptions extends CommonOptions {
  readonly force?: boolean
}

export function initCommand(context: CommandContext): Command {
  return new Command('init')
    .description('write a commented medspan.yaml to start from')
    .argument('[folder]', 'where to write it', '.')
    .option('--force', 'replace a medspan.yaml that is there')
    .addHelpText('after', '\nExample:\n  medspan init my-project\n')
    .action(async (folder: string, options: InitOptions) => {
      const path = join(resolve(context.io.cwd, folder), 'medspan.yaml')
      const exists = (await stat(path).catch(() => undefined)) !== undefined
      if (exists && options.force !== true)
        throw new MedspanError('output', 'expected no file yet, but there is one', {
          where: { path },
          hint: 'Choose another folder, or replace it with --force.',
        })
      await writeFileWhole(path, renderInitialConfig())
      showResult(
        context.io,
        options,
        { path },
        `${path}: put your paths in, then run: medspan train -c ${path}`,
      )
    })
}

/** The configuration that `medspan init` writes: every key that exists, with what it does and its default. */
export function renderInitialConfig(): string {
  return INITIAL_CONFIG
}

const INITIAL_CONFIG = `# medspan.yaml: from curated documents to a trained tagger.
#   medspan train -c medspan.yaml
# Paths are relative to this file. A key left out has the default that stands here.

corpus:
  # What to learn from: files, folders, or project exports of INCEpTION. Formats are recognised.
  sources:
    - path: curation/               # replace with yours
      # name: team-a                # how it is called in reports; the last part of the path by default
      # format: inception           # only where recognition is wrong: medspan import --help lists them
      # concept: { layer: custom.Concept, feature: CUI }   # where concepts stand; found by looking by default
      # type_system: TypeSystem.xml # for XMI files that have none beside them
      # split: test                 # all of it is one part: train, validation or test
  # The semantic types of concepts. Leave it out when your mentions have types already.
  link: { mrsty: MRSTY.RRF }        # replace with yours
  overlap: longest                  # which of two overlapping mentions is kept: longest, or first
  # The shares of train, validation and test, by whole documents. A part that a source is assigned to gets 0.
  split: { ratios: [0.8, 0.1, 0.1], by: document, seed: 42 }

labels:
  types: all                        # all types of the training part, or a list such as [T038, T103]
  unknown: ignore                   # a concept without a type is left out of the loss

model:
  # A folder with config.json, tokenizer.json and model.safetensors, as Hugging Face writes it. Without the
  # weights the model starts from its config.json and the seed.
  name_or_path: model/              # replace with yours
  max_seq_length: 128               # word pieces; a longer sentence is cut between words
  label_all_tokens: false           # only a word's first piece counts in the loss

training:
  engine: onnx                      # ONNX Runtime, in this process
  output_dir: runs/medspan          # the run folder
  seed: 42                          # new weights, order and dropout
  learning_rate: 5.0e-5
  num_train_epochs: 3
  per_device_train_batch_size: 8
  per_device_eval_batch_size: 8
  train_sampling_strategy: random   # or group_by_length: less padding, up to twice as fast
  weight_decay: 0.0                 # AdamW, none on biases and LayerNorm
  adam_beta1: 0.9
  adam_beta2: 0.999
  adam_epsilon: 1.0e-8
  max_grad_norm: 1.0                # gradients are clipped to this norm
  lr_scheduler_type: linear         # or constant
  warmup_ratio: 0.0                 # of all steps; or count them: warmup_steps
  # warmup_steps: 0
  metric_for_best_model: f1         # or precision, recall, accuracy, loss
  save_total_limit: 2               # checkpoints that stay, besides the best
  # threads: 2                      # one a core by default
`
