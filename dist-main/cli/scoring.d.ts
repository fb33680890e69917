import { type Command } from 'commander';
import { type Progress } from '../progress.ts';
import type { CorpusScores, ScoreOptions } from '../score/score.ts';
import { type CommandContext, type CommonOptions } from './io.ts';
export interface ScoringSettings extends CommonOptions {
    readonly types?: ScoreOptions['types'];
    readonly output?: string;
}
/** Adds the options of scoring. */
export declare function scoringOptions(command: Command): Command;
/** What was scored, and against what, as the command line names them. */
export interface Scored {
    readonly predicted: string;
    readonly gold: string;
}
/** Scores, prints, and writes the report where a folder for it is named. */
export declare function showScores({ io, progress }: CommandContext, options: ScoringSettings, { predicted, gold }: Scored, score: (progress: Progress) => Promise<CorpusScores>): Promise<void>;
