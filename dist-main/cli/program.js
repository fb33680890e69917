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
import { Command, CommanderError } from 'commander';
import { formatError, MedspanError } from "../errors.js";
import { COMMANDS, SCRIPTED } from "./commands.js";
import { ContinuedBy, EndedWith } from "./io.js";
import { readPackage } from "./package.js";
import { createProgress } from "./view/progress.js";
const EXIT = { done: 0, userError: 1, defect: 2, resumable: 75, interrupted: 130 };
/** Runs the command that `args` (without node and script) name, and gives the exit code. Never throws. */
export async function run(args, io) {
    const progress = createProgress(io.stderr);
    let signal;
    const watched = {
        ...io,
        interruption: () => {
            signal = io.interruption();
            return signal;
        },
    };
    try {
        const program = await createProgram({ io: watched, progress }, commandNamed(args));
        program.hook('preAction', (_, command) => {
            progress.verbose = command.optsWithGlobals().verbose === true;
        });
        await program.parseAsync([...args], { from: 'user' });
        return EXIT.done;
    }
    catch (error) {
        progress.close();
        if (error instanceof EndedWith)
            return error.exitCode;
        if (error instanceof ContinuedBy)
            return run(error.args, io);
        if (error instanceof MedspanError && error.code === 'interrupted') {
            io.stderr.write(`${formatError(error)}\n`);
            return EXIT.resumable;
        }
        // What failed on the way out, such as a checkpoint for which there was no space, is an error like any other.
        if (signal?.aborted === true && !(error instanceof MedspanError)) {
            io.stderr.write('interrupted\n');
            return EXIT.interrupted;
        }
        return reportError(error, args, io);
    }
}
/** The command that arguments name: the first that is no option, or the one whose help is asked for. */
function commandNamed(args) {
    const [first = '', second = ''] = args.filter(arg => !arg.startsWith('-'));
    return first === 'help' ? second : first;
}
/**
 * Builds the program; help and errors go through `context.io`. Loading a command takes up to half a second: of the others
 * than `wanted` there are the name and the description alone.
 */
export async function createProgram(context, wanted) {
    const { stdout, stderr } = context.io;
    const output = {
        writeOut: (text) => void stdout.write(text),
        writeErr: (text) => void stderr.write(text),
        getOutHelpWidth: () => stdout.columns ?? 100,
        getErrHelpWidth: () => stderr.columns ?? 100,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
    };
    /** What every command has, and the commands within it. */
    const complete = (command, parent) => {
        const name = `${parent} ${command.name()}`;
        for (const nested of command.commands)
            complete(nested, name);
        return command
            .helpOption('-h, --help', 'print this help')
            .option('--json', 'print the result as JSON on standard output')
            .option('--verbose', 'list all layers, types and names that notes count, not the most frequent ones only')
            .showHelpAfterError(`(see ${name} --help)`)
            .exitOverride()
            .configureOutput(output);
    };
    const program = new Command('medspan')
        .description('From biomedical documents curated in INCEpTION to a trained entity tagger.')
        .version(readPackage().version, '-V, --version', 'print the version')
        .helpOption('-h, --help', 'print help')
        .helpCommand('help [command]', 'print the help of a command')
        .addHelpText('after', '\nExample:\n  medspan demo\n')
        .showHelpAfterError('(see medspan --help)')
        .exitOverride()
        .configureOutput(output)
        .configureHelp({ showGlobalOptions: false });
    const add = async (listed, hidden) => {
        const { name, description, load } = listed;
        const isWanted = wanted === undefined || wanted === name;
        const command = isWanted ? (await load())(context) : new Command(name);
        program.addCommand(complete(command.description(description), 'medspan'), { hidden });
    };
    for (const listed of COMMANDS)
        await add(listed, false);
    for (const listed of SCRIPTED)
        await add(listed, true);
    return program;
}
/** Says what has gone wrong, and gives the exit code. */
export function reportError(error, args, io) {
    if (error instanceof CommanderError)
        return error.exitCode === 0 ? EXIT.done : EXIT.userError;
    if (error instanceof MedspanError && error.code !== 'internal') {
        io.stderr.write(`error: ${formatError(error)}\n`);
        return EXIT.userError;
    }
    const { version } = readPackage();
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr.write([
        'This is a defect of medspan, not of your data. Please report it with all of this:',
        '',
        `  medspan ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
        `  medspan ${args.join(' ')}`,
        ...stack.split('\n').map(text => `  ${text}`),
        ...describeCause(error).map(text => `  ${text}`),
        '',
    ].join('\n'));
    return EXIT.defect;
}
function describeCause(error) {
    if (!(error instanceof Error) || error.cause === undefined)
        return [];
    const { cause } = error;
    return `caused by ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`.split('\n');
}
