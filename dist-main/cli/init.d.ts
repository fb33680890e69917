import { Command } from 'commander';
import { type CommandContext } from './io.ts';
export declare function initCommand(context: CommandContext): Command;
/** The configuration that `medspan init --all-keys` writes: every key that exists, with what it does and its default. */
export declare function renderInitialConfig(): string;
