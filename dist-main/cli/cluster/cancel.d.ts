/**
 * @file `medspan cancel`: ends jobs of a cluster.
 */
import { Command } from 'commander';
import { type CommandContext } from '../io.ts';
export declare function cancelCommand({ io }: CommandContext): Command;
