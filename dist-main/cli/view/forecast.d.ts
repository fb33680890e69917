/**
 * @file What `medspan train --dry-run` prints.
 */
import type { DryRun } from '../../train/dry-run.ts';
/** A dry run as text: parts, labels, padding, steps, parameters, memory, time. */
export declare function renderDryRun(run: DryRun): string;
