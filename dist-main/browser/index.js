/**
 * @file The library for browsers, `medspan/browser`: named re-exports, and nothing of Node behind them.
 */
export { formatError, MedspanError } from "../errors.js";
export { learn } from "./learner.js";
export { loadTagger } from "./tagger.js";
