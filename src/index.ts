/**
 * @file The door: everything that a program may use, by name. No logic.
 */

export {
  type ActiveExportOptions,
  type ActiveIntoOptions,
  type ActiveSelection,
  activeExport,
  activeInto,
  type ChosenDocument,
} from './active/active.ts'
export { formatCasJson, parseCasJson } from './cas/cas-json.ts'
export { mergeTypeSystems, parseTypeSystem, readTypeSystem } from './cas/typesystem.ts'
export { addMentions, documentToCas, documentTypeSystem } from './cas/writer.ts'
export { formatXmi, formatXmiPieces, parseXmi, readXmi } from './cas/xmi.ts'
export { type PreparedFolder, prepareFolder } from './cluster/bundle/bundle.ts'
export { cancelJobs } from './cluster/cancel.ts'
export { type FollowedJobs, followJobs, problemOf } from './cluster/follow.ts'
export { type JobState, readStates } from './cluster/job-state.ts'
export { resumeJobs } from './cluster/resume.ts'
export { type CallSlurm, callSlurm } from './cluster/slurm.ts'
export {
  type Plan,
  type PlanOptions,
  planEvaluate,
  planTrain,
  planTune,
  renderPlan,
  submitPlan,
} from './cluster/submit.ts'
export { parseConcepts } from './concepts/cui.ts'
export {
  ancestorsOf,
  groupOf,
  nearestAncestor,
  ST21PV,
  semanticGroups,
  semanticType,
  semanticTypes,
  typeName,
} from './concepts/semantic-network.ts'
export { type ConceptName, readConceptName } from './concepts/vocabulary.ts'
export { type Config, formatConfig, parseConfig, readConfig } from './config/config.ts'
export { type Agreement, annotatorAgreement, cohenKappa, fleissKappa } from './corpus/agreement.ts'
export { type CorpusDescription, type DescriptionOptions, describeCorpus } from './corpus/description.ts'
export { findDuplicates } from './corpus/duplicates.ts'
export { asOneClass, type LabelMap, labelConcepts, readLabelMap } from './corpus/label-map.ts'
export {
  createLabelPolicy,
  createLabelSet,
  decideLabels,
  type LabelPolicy,
  type LabelSet,
  type LabelSettings,
  type MappingRow,
  renderMapping,
} from './corpus/labels.ts'
export { type Merged, type MergeOptions, mergeCorpora, mergeSources } from './corpus/merge.ts'
export { renderSample, sampleSentences } from './corpus/samples.ts'
export { type FoldOptions, type SplitOptions, splitCorpus, splitFolds } from './corpus/split.ts'
export { readOfficialLists } from './corpus/split-official.ts'
export { renderSplitTable, type Splits, type SplitTable, splitTable } from './corpus/split-table.ts'
export { type CorpusStats, corpusStats } from './corpus/stats.ts'
export { createExamples, stratify } from './corpus/stratify.ts'
export { type ErrorCode, formatError, MedspanError, type Notice, Notices, type Where } from './errors.ts'
export { exportModel, type ModelExport, type ModelExportOptions } from './export/export.ts'
export { corpusFigures } from './figures/corpus/overview.ts'
export {
  type Figure,
  type FigureOptions,
  type FigureSpec,
  type RenderedFigure,
  renderFigure,
  renderFigures,
} from './figures/render.ts'
export { type LearningPoint, type RunFigure, type RunFigureData, runFigures } from './figures/run/run.ts'
export { type ThemeName, themes } from './figures/theme.ts'
export { formatCorpus, readDocuments } from './formats/corpus.ts'
export {
  type ExportOptions,
  exportCorpus,
  formats,
  type ImportOptions,
  importCorpus,
  streamCorpus,
  writableFormats,
} from './formats/index.ts'
export { type DataFile, type Dataset, type DatasetOptions, resolveDataset } from './hub/dataset.ts'
export { type Model as HubModel, type ModelOptions as HubModelOptions, resolveModel } from './hub/model.ts'
export { type Pushed, type PushOptions, type PushPlan, planPush, pushModel } from './hub/push.ts'
export { type BootstrapScores, bootstrapScores } from './metrics/bootstrap.ts'
export { type Calibration, calibrate, listOutcomes } from './metrics/calibration.ts'
export { createDictionary, type Dictionary } from './metrics/dictionary.ts'
export { analyseErrors, type ErrorAnalysis } from './metrics/error-analysis.ts'
export { type Evaluation, type EvaluationOptions, evaluateDocuments } from './metrics/evaluation.ts'
export { formatScoredDocuments, parseScoredDocuments, type ScoredDocument } from './metrics/mentions.ts'
export type { TagScheme } from './metrics/schemes.ts'
export { compareSeeds, type SeedRun, type SeedsComparison } from './metrics/seeds.ts'
export { type SeenAnalysis, scoreSeen, type TrainingMentions } from './metrics/seen.ts'
export { type SemevalScores, scoreSemeval } from './metrics/semeval.ts'
export { compareSystems, correctHolm, type SystemComparison } from './metrics/significance.ts'
export { type Score, type Scores, scoreTags } from './metrics/spans.ts'
export { renderScoreTable, scoreRows } from './metrics/table.ts'
export { type NotifyReport, notifyRun } from './notify/notify.ts'
export { type IntoOptions, predictInto } from './predict/into.ts'
export { predictFiles } from './predict/predict.ts'
export type { Tagger, TaggingOptions } from './predict/tagger.ts'
export { type LoadTaggerOptions, loadTagger } from './predict/trained-tagger.ts'
export { type Progress, silent, type Task } from './progress.ts'
export { type ReportOptions, type WrittenReport, writeReport } from './report/report.ts'
export { type ScoreReportOptions, writeScoreReport } from './report/score-report.ts'
export {
  type StudyReportOptions,
  type WrittenStudyReport,
  writeStudyReport,
} from './report/study-report.ts'
export { type Jobs, readJobs } from './run/jobs-file.ts'
export { type LearningCurve, readLearningCurve } from './run/learning-curve.ts'
export type { PartResult, PartScores, RunSummary } from './run/results.ts'
export { readSeeds, type SeedsFile } from './run/seeds.ts'
export { readStudyFile, type StudyFile } from './run/study-file.ts'
export { type CorpusScores, type ScoreOptions, scoreCorpora } from './score/score.ts'
export { scoreTagger } from './score/tagger.ts'
export type { Corpus, Document, Mention, Span } from './text/document.ts'
export type {
  Candidate,
  ColumnSetting,
  ConceptSetting,
  DocumentFormat,
  DocumentWriter,
  ReadOptions,
  WriteOptions,
  WrittenFile,
} from './text/format.ts'
export { segmenters } from './text/segmenters.ts'
export {
  type Dropped,
  spansToTags,
  type TaggedSentence,
  type TaggedSpan,
  type TagOptions,
  tagSentences,
  tagsToSpans,
} from './text/tags.ts'
export { type Segmenter, segment, splitSentences, tokenizeWords } from './text/words.ts'
export { type DryRun, dryRun } from './train/dry-run.ts'
export { evaluateRun, type RunEvaluation } from './train/evaluate.ts'
export { type LearningCurveOptions, learningCurve } from './train/learning-curve.ts'
export { type TrainOptions, train } from './train/run.ts'
export { type SeedsOptions, trainSeeds } from './train/seeds.ts'
export { evaluateImportance, type Importance } from './tune/importance/functional-anova.ts'
export { evaluatePedAnova, type PedAnovaImportance } from './tune/importance/ped-anova.ts'
export { createPruner, type PrunerSettings } from './tune/pruners/pruners.ts'
export { createSampler, type SamplerSettings } from './tune/samplers/samplers.ts'
export { createSpace, type Space, type SpaceDefinition } from './tune/space.ts'
export { openJournalStorage } from './tune/storage/journal-storage.ts'
export { createMemoryStorage } from './tune/storage/memory-storage.ts'
export { openSqliteStorage } from './tune/storage/sqlite-storage.ts'
export type { Storage } from './tune/storage/storage.ts'
export { createStudy, loadStudy, type Study } from './tune/study.ts'
export { type Trial, TrialPruned } from './tune/trial.ts'
export { type Tuned, type TuneOptions, tune } from './tuning/tune.ts'
export type { ConceptRecord, ConceptSource, ConceptStatus, Relation } from './umls/concept.ts'
export { linkCorpus, wantedConcepts } from './umls/link.ts'
export { formatLinkReportCsv, type LinkRow, linkReport, renderLinkReport } from './umls/link-report.ts'
export { type Metathesaurus, openMetathesaurus } from './umls/metathesaurus.ts'
export { type BuiltMetathesaurus, buildMetathesaurus } from './umls/metathesaurus-build.ts'
export { openMrsty } from './umls/mrsty.ts'
export { openUts, type UtsOptions } from './umls/uts.ts'
