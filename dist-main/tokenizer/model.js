/**
 * @file The model of a tokenizer: from a piece of cut text to ids.
 */
export {};
