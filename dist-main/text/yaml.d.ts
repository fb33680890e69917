/**
 * @file YAML of others: what nests without bounds is refused before it becomes values. It overflows the stack, which V8 does not
 * survive everywhere, and keys within keys (`? ? ? a`) take minutes from a few hundred characters.
 */
import { type Document, type DocumentOptions, type ParseOptions } from 'yaml';
/**
 * Reads YAML 1.2; what is wrong with it stands in the document's `errors`.
 * @throws MedspanError `unsafe-input`
 */
export declare function openYaml(text: string, options?: ParseOptions & DocumentOptions): Document.Parsed;
