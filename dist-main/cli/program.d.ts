/**
 * @file The command line as a function: arguments in, an exit code out.
 *
 * - 0: done.
 * - 1: something that the user can put right, said in one message; also a disk that filled up.
 * - 2: a defect of medspan, with what to report.
 * - 75: ended in order by SIGTERM, SIGUSR1 or Ctrl-C, and the same command goes on from there. It is EX_TEMPFAIL of
 *   sysexits.h, "the user is invited to retry", which batch scripts test for before they requeue a job. Ctrl-C has
 *   the same code: what it says is how things stand and not who asked, so that a script needs one test; and a shell's
 *   loop stops at Ctrl-C where a command was killed by SIGINT, not where it gives 130.
 * - 130, 143 and the like (128 and the signal's number): ended by a signal at once, or without anything to go on from.
 */
import { Command } from 'commander';
import { type CommandContext, type Io } from './io.ts';
/** Runs the command that `args` (without node and script) name, and gives the exit code. Never throws. */
export declare function run(args: readonly string[], io: Io): Promise<number>;
/**
 * Builds the program; help and errors go through `context.io`. Loading a command takes up to half a second: of the others
 * than `wanted` there are the name and the description alone.
 */
export declare function createProgram(context: CommandContext, wanted?: string): Promise<Command>;
/** Says what has gone wrong, and gives the exit code. */
export declare function reportError(error: unknown, args: readonly string[], io: Io): number;
