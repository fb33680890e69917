import type { TokenizerFolder } from './folder.ts';
import { type JsonObject } from './json-value.ts';
import { type PythonClass } from './python-class.ts';
import { type SpecialName } from './special-tokens.ts';
export interface Definition {
    /** What tokenizer.json says, or would say. */
    readonly json: JsonObject;
    /** The file that errors about it name. */
    readonly path: string;
    readonly pythonClass: PythonClass;
    /** Whether Python takes `pythonClass` even where a folder asks for another. */
    readonly fixed: boolean;
    /** The named special pieces; there always is a `pad_token`. */
    readonly named: ReadonlyMap<SpecialName, string>;
}
/**
 * The definition by which a folder's words are encoded: that of Python, with two additions where it lacks them. A
 * byte-level tokenizer puts a blank before a word, as words have in running text; and there is a piece to pad with.
 *
 * Of `qwen2` Python takes its own class whatever a folder says, and that has no way to put a blank before a word
 * only: its words have none.
 * @throws MedspanError `input` when the files are not what the class needs.
 */
export declare function effectiveDefinition(folder: TokenizerFolder): Definition;
