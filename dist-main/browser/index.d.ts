/**
 * @file The library for browsers, `medspan/browser`: named re-exports, and nothing of Node behind them.
 */
export { formatError, MedspanError } from '../errors.ts';
export type { Tagger, TaggingOptions } from '../predict/tagger.ts';
export type { Document, Mention, Span } from '../text/document.ts';
export type { OnnxRuntime } from '../train/engine/onnx-runtime.ts';
export type { ReadFile } from './files.ts';
export { type LearnOptions, type Learnt, learn } from './learner.ts';
export { type LoadTaggerOptions, loadTagger } from './tagger.ts';
