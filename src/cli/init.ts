/**
 * @file `medspan init`: a configuration from what lies in a folder, and the JSON Schema with which editors check it.
 */
import { stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { Command } from 'commander'
import { formatConfigSchema, SCHEMA_NAME } from '../config/json-schema.ts'
import { MedspanError } from '../errors.ts'
import { renderConfig } from '../survey/config-text.ts'
import type { Survey } from '../survey/survey.ts'
import { writeFileWhole } from '../system/output.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { renderSurvey, surveyAloud } from './survey.ts'

interface InitOptions extends CommonOptions {
  readonly force?: boolean
  readonly yes?: boolean
  readonly allKeys?: boolean
}

export function initCommand(context: CommandContext): Command {
  return new Command('init')
    .argument('[folder]', 'the folder with the documents, in which it is written', '.')
    .option('-y, --yes', 'ask nothing, and take the default wherever something is unclear')
    .option('--all-keys', 'write every key with its meaning and its default, whatever lies in the folder')
    .option('--force', 'replace the files that are there')
    .addHelpText(
      'after',
      '\nIt finds project exports of INCEpTION, XMI, JSON CAS, WebAnno TSV, PubTator, BioC, BRAT, CoNLL, JSON and Parquet,\n' +
        'the layer of the mentions, and MRSTY.RRF or what medspan umls build made, for the semantic types of concepts.\n' +
        'On a terminal it asks at most three questions. In a folder without documents it writes a file to fill in.\n' +
        '\nExamples:\n  medspan init curation/\n  medspan init my-project --all-keys\n',
    )
    .action(async (folder: string, options: InitOptions) => {
      const { io } = context
      const parent = resolve(io.cwd, folder)
      const path = join(parent, 'medspan.yaml')
      const schema = join(parent, SCHEMA_NAME)
      for (const file of [path, schema])
        if (options.force !== true && (await stat(file).catch(() => undefined)) !== undefined)
          throw new MedspanError('output', 'expected no file yet, but there is one', {
            where: { path: file },
            hint: 'Choose another folder, or replace it with --force.',
          })
      const survey = options.allKeys === true ? nothing : await surveyParent(parent, context, options)
      await writeFileWhole(schema, formatConfigSchema())
      await writeFileWhole(path, options.allKeys === true ? renderInitialConfig() : renderConfig(survey))
      const shown = pathFrom(io.cwd, path)
      const next = `medspan train -c ${/^[\w./-]+$/.test(shown) ? shown : JSON.stringify(shown)}`
      const text =
        survey.sources.length === 0
          ? `${shown}: ${options.allKeys === true ? 'set the paths in it' : 'no documents here; name yours in it'}, then run: ${next}`
          : [`${shown} names what was found:`, ...renderSurvey(survey), `Check it, then run: ${next}`].join(
              '\n',
            )
      showResult(io, options, { path, schema, ...describeSurvey(survey) }, text)
    })
}

const nothing: Survey = { sources: [], link: undefined, leftOut: [], others: 0 }

async function surveyParent(
  parent: string,
  context: CommandContext,
  { yes = false, json = false }: InitOptions,
): Promise<Survey> {
  const entry = await stat(parent).catch(() => undefined)
  if (entry === undefined) return nothing
  if (!entry.isDirectory())
    throw new MedspanError('input', 'expected a folder, got a file', {
      where: { path: parent },
      hint: 'Name the folder in which it lies: medspan.yaml is written there.',
    })
  return surveyAloud(parent, context, { takesDefaults: yes || json })
}

/** A path as people would type it. */
function pathFrom(cwd: string, path: string): string {
  const short = relative(cwd, path)
  return short === '' || short.startsWith(`..${sep}`) ? path : short
}

/** What a survey found, for `--json`. */
function describeSurvey({ sources, link, leftOut, others }: Survey) {
  return {
    sources: sources.map(({ path, entries, annotator, concept, split, counts }) => ({
      path,
      format: entries[0]!.format.name,
      annotator,
      concept,
      split,
      counts,
    })),
    link,
    leftOut,
    others,
  }
}

/** The configuration that `medspan init --all-keys` writes: every key that exists, with what it does and its default. */
export function renderInitialConfig(): string {
  return INITIAL_CONFIG
}

const INITIAL_CONFIG = `# yaml-language-server: $schema=./${SCHEMA_NAME}
# medspan.yaml: from curated documents to a trained tagger.
#   medspan train -c medspan.yaml
# Paths are relative to this file. A key left out has the default that stands here.

corpus:
  # What to learn from: files, folders, project exports of INCEpTION, datasets of the hub. Formats are recognised.
  sources:
    - path: curation/               # replace with yours
      # dataset: ibm-research/MedMentions-ZS   # instead of a path: a dataset of the Hugging Face hub
      # revision: main              # of the dataset; subset and dataset_split choose among what it holds
      # name: team-a                # how it is called in reports; the last part of the path by default
      # format: inception           # only where recognition is wrong: medspan import --help lists them
      # concept: { layer: custom.Concept, feature: CUI }   # where concepts stand; found by looking by default
      #   or classes of your own: concept: { layer: PHI, type_feature: kind }
      # type_system: TypeSystem.xml # for XMI files that have none beside them
      # annotator: anna             # whose version of a project's documents, or all; the curated one by default
      # columns: { tokens: words, tags: labels, document: pmid }   # of tables and records; found by looking
      # tag_names: [O, B-T038, I-T038]         # of numbered tags whose names the file does not say
      # split: test                 # all of it is one part: train, validation or test
  tokenizer: biomedical             # how texts without words of their own are cut; or spacy-like
  # language: de                    # en, de or fr: of such texts; what a CAS says by default, else English
  # The semantic types of concepts. Leave it out when your mentions have types already. One of:
  link:
    mrsty: MRSTY.RRF                # replace with yours
    # metathesaurus: umls.sqlite    # made by medspan umls build: retired concepts are followed
    # relations: [RB, RN, RO]       # also inexactly, in a metathesaurus
    # uts: { release: current, key_env: UMLS_API_KEY, offline: false }   # the web service of UMLS
  merge:
    duplicates: keep                # or drop: a text that comes again is left out
    ignore_outside: false           # true: words outside mentions say nothing of types that their source never has
  overlap: longest                  # which of two overlapping mentions is kept: longest, first, innermost; or error
  # The shares of train, validation and test, by whole documents (or by: group, sentence), with like shares of each
  # type (order: 1) and pair of types (order: 2). A part that a source is assigned to gets 0.
  # train_share below 1 learns from that share of the training documents only; medspan learning-curve tries several.
  split: { ratios: [0.8, 0.1, 0.1], by: document, seed: 42, order: 2, train_share: 1 }
  # split: { official: pmids/ }     # or lists of document ids, such as MedMentions'
  # split: { folds: 5, fold: 1 }    # or cross-validation: fold 1 of 5 is the test part

labels:
  types: all                        # all types of the training part; st21pv, groups, full, one; or a list: [T038, T103]
  # map: labels.csv                 # a table of labels of your own for concepts: columns concept and label
  unseen: nearest-ancestor          # a type that is not among them becomes its ancestor; or outside, ignore, error
  without_ancestor: outside         # and where there is none: outside, or ignore
  concept_type: in-label-set        # which of a concept's types labels it; or first, most-specific
  unknown: ignore                   # a concept without a type is left out of the loss

model:
  # A folder with config.json, a tokenizer and weights, as Hugging Face writes it, or a model of its hub: owner/name.
  # Without the weights the model starts from its config.json and the seed.
  name_or_path: model/              # replace with yours
  # revision: main                  # of a model of the hub
  max_seq_length: 128               # word pieces; a longer sentence is cut between words
  stride: 0                         # pieces that the parts of such a sentence share
  context: none                     # sentences: each is read with its neighbours in the document; far slower
  label_all_tokens: false           # only a word's first piece counts in the loss
  attention: auto                   # of decoders: bidirectional (auto) or causal
  head: linear                      # or crf: a linear-chain CRF over the labels
  # decoding: argmax                  # or constrained: every I-X continues an X
  freeze: []                        # patterns of parameters that are not trained, such as "*.embeddings.*"
  # lora: { rank: 8, alpha: 16, dropout: 0.0, target_modules: [query, value], merge: false }   # adapters

loss:
  name: cross-entropy               # or focal, class-balanced-focal, adaptive-class-balanced-focal, logit-adjustment, dice
  weights: none                     # of cross-entropy and focal: balanced, inverse-sqrt, effective-number; or { O: 0.2 }
  beta: 0.999                       # of weights by the effective number
  label_smoothing: 0.0
  # gamma: 2.0                      # of the focal losses
  # tau: 1.0                        # of logit-adjustment
  # alpha: 1.0                      # of dice; and smooth: 1.0

training:
  # What is left out of rate, epochs, batch, sampling, decay, warm-up, patience and decoding comes from the recipe:
  # auto fits it to the model and the corpus; trainer has the values that stand here, those of Hugging Face's Trainer.
  recipe: auto
  engine: onnx                      # ONNX Runtime, in this process; or accelerate: PyTorch, for GPUs and many processes
  device: cpu                       # or cuda, webgpu
  output_dir: runs/medspan          # the run folder
  seed: 42                          # new weights, order and dropout
  # learning_rate: 5.0e-5
  # num_train_epochs: 3
  # max_steps: 1000                 # instead of epochs
  # per_device_train_batch_size: 8
  # max_tokens_per_batch: 512       # word pieces, instead of a number of sequences
  per_device_eval_batch_size: 8
  gradient_accumulation_steps: 1    # batches a step
  # train_sampling_strategy: random   # or group_by_length: less padding; or sequential
  optim: adamw                      # or adafactor: a third of its memory
  # weight_decay: 0.0                 # none on biases and normalisation
  adam_beta1: 0.9
  adam_beta2: 0.999
  adam_epsilon: 1.0e-8
  max_grad_norm: 1.0                # gradients are clipped to this norm; 0: not
  layerwise_lr_decay: 1.0           # below 1: lower layers learn more slowly
  # ema_decay: 0.999                # evaluates and keeps a moving average of the weights
  lr_scheduler_type: linear         # cosine, polynomial, constant, inverse_sqrt, reduce_lr_on_plateau and others
  lr_scheduler_kwargs: {}           # what it takes besides: { num_cycles: 0.5 }
  # warmup_ratio: 0.0                 # of all steps; or count them: warmup_steps
  # warmup_steps: 0
  logging_strategy: steps           # or epoch, no
  logging_steps: 10
  eval_strategy: epoch              # or steps, no
  # eval_steps: 100                 # below 1 a share of all steps, as in all that counts steps
  eval_on_start: false
  save_strategy: epoch              # or steps, best, no
  save_steps: 500
  save_total_limit: 2               # checkpoints that stay, besides the best
  load_best_model_at_end: true      # false: the last model is the run's
  metric_for_best_model: f1         # or precision, recall, accuracy, loss
  # early_stopping_patience: 3      # evaluations without improvement until training ends
  early_stopping_threshold: 0.0
  # threads: 2                      # one a core by default

# accelerate:                       # of training.engine: accelerate, which needs Python with PyTorch
#   python: .venv/bin/python        # by default MEDSPAN_PYTHON, or python3
#   num_processes: 1                # each takes a batch of its own a step
#   mixed_precision: "no"           # or bf16, fp16
#   gradient_checkpointing: false   # true: less memory, a third slower
#   strategy: ddp                   # or fsdp: processes divide the model among them
#   config_file: accelerate.yaml    # one of accelerate's own, instead of what these settings give

# tuning:                           # the search of medspan tune; a training does not look at it
#   search:                         # settings of model, loss or training, by their paths
#     training.learning_rate: { low: 1.0e-5, high: 1.0e-4, log: true }
#     training.num_train_epochs: { type: int, low: 2, high: 6 }
#     loss.name: [cross-entropy, focal]
#     loss.gamma: { low: 0, high: 5, when: { loss.name: focal } }
#   n_trials: 20                    # of the study in the end
#   timeout: 3600                   # seconds after which no trial is begun
#   sampler: tpe                    # or random, grid, sobol, cma-es; with options: { type: tpe, startup_trials: 5 }
#   pruner: median                  # or percentile, successive-halving, hyperband, threshold, patient, none
#   seed: 42                        # of the sampler
#   try_initial: true               # the configuration as it is written is the first trial
#   enqueue: []                     # more trials to begin with: [{ training.learning_rate: 3.0e-5 }]
#   retries: 1                      # of a trial whose process died
#   keep_models: best               # or all: whose weights stay
#   output_dir: runs/medspan-tuning # the study folder
#   study_name: medspan-tuning
#   storage: study.db               # SQLite; a journal in the study folder by default

# slurm:                            # what medspan submit asks of a cluster, by the names of sbatch's options
#   partition: gpu
#   gres: gpu:1
#   cpus_per_task: 8                # also the threads of a training that does not say how many
#   mem: 16G
#   time: "07:00:00"                # and account, qos, nodelist, exclude, constraint, reservation, mail_user, mail_type, …
#   options: { comment: tagger }    # any other option of sbatch
#   signal: 120                     # seconds before the time limit at which a training saves and is put back into the queue
#   max_requeues: 100               # and how often; a crash is never repeated
#   array_limit: 8                  # workers of a search at the same time
#   modules: [cuda/12.4]            # module load
#   setup: []                       # lines of shell before medspan starts
#   env: { HF_HUB_OFFLINE: 1 }      # no keys: what is set where you submit is passed on
#   prepared: prepared              # of medspan submit prepare: jobs need no network
#   install: none                   # python: jobs make a Python environment where the accelerate engine lacks libraries
#   container: [apptainer, exec, --nv, image.sif]   # what runs medspan in a container that has Node

# relative_to: .                    # where relative paths begin; by default in the folder of this file
`
