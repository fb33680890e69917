/**
 * @file The mentions of the training part by type, and their surface forms.
 */
import type { LabelPolicy } from '../../corpus/labels.ts';
import type { TrainingMentions } from '../../metrics/seen.ts';
import { type Corpus } from '../../text/document.ts';
/** The mentions of the training part by type, and every surface form with its type once. */
export declare function trainingMentions(corpus: Corpus, policy: LabelPolicy): TrainingMentions;
