import { Command } from 'commander';
import type { LearningCurve } from '../run/learning-curve.ts';
import { type CommandContext } from './io.ts';
export declare function learningCurveCommand(context: CommandContext): Command;
/** A row for each model: what it learnt from, F1 in per cent with the interval. */
export declare function renderLearningCurve({ points }: LearningCurve): string;
