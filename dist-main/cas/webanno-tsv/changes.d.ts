/**
 * @file A WebAnno TSV 3 file with mentions added to it or taken out, in which every other character stays as it is.
 *
 * A file says nothing of what has no annotation, and its annotations have no ids; so what was changed in its CAS is told by ids,
 * and the cells that held it are found in the order in which the reader made annotations of them.
 */
import { type Notices } from '../../errors.ts';
import { type Cas } from '../cas.ts';
/**
 * Formats a file whose CAS was changed.
 *
 * Counted notices: `tsv-mention-border` (a mention covers whole words), `tsv-mention-blank` (one without a word is left out).
 * @param after `before` with annotations of one span layer added, or some of it left out
 * @throws MedspanError `input` for version 2, which has no place for a mention of several words beside another one
 */
export declare function formatTsvChanges(content: string, before: Cas, after: Cas, path: string, notices: Notices): string;
