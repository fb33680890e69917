/**
 * @file Python's libraries for the accelerate engine: their wheels in a folder, and a virtual environment made of them.
 *
 * Which ones says `python/pyproject.toml`. Wheels are gathered by the user's own pip, which knows from where torch comes; an
 * environment made of them asks nobody. It is made by the first job that needs it, with the Python that jobs have, and not
 * where the wheels are gathered: environments know the place of their interpreter, and that is another one on nodes, where
 * modules and containers bring it. All jobs share it on the disk that they see.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MedspanError } from "../../errors.js";
import { withLock } from "../../system/lock.js";
import { hasSystemCode, removeLeftoversOf, writeFolderWhole } from "../../system/output.js";
import { checkVersions, pythonSurroundings, workerFolder, } from "../../train/engine/accelerate/worker-launch.js";
/** The libraries as pip is told of them: `torch==2.13.0`. */
export async function readRequirements() {
    const content = await readFile(join(workerFolder, 'pyproject.toml'), 'utf8');
    const [, list = ''] = /^dependencies = \[([^\]]*)\]/m.exec(content) ?? [];
    return [...list.matchAll(/"([^"]+)"/g)].map(([, requirement]) => requirement);
}
const describe = 'import json, sys, sysconfig; print(json.dumps({"version": "%d.%d" % sys.version_info[:2], "platform": sysconfig.get_platform()}))';
/**
 * Asks a Python what it is.
 * @throws MedspanError `config` where it cannot be started
 */
export async function readInterpreter(python, signal) {
    return JSON.parse(await runPython(python, ['-c', describe], { signal }));
}
/**
 * Gathers wheels of the libraries, and of all that they need.
 * @throws MedspanError `config` with what pip says; `output` where the disk is full
 */
export async function gatherWheels(python, { requirements, folder, signal }) {
    await mkdir(folder, { recursive: true });
    await runPython(python, ['-m', 'pip', 'wheel', '--no-input', '--wheel-dir', folder, ...requirements], {
        signal,
    });
}
/**
 * Makes a virtual environment unless it is there, and gives the path of its Python. Of several jobs one makes it, and the
 * others wait; it is there whole or not at all. Its programs in `bin/` name the folder in which it was made: they are run as
 * `python -m`.
 * @param path its folder, which is alone in its parent
 * @throws MedspanError `config` with what pip says; `output` where the disk is full
 */
export async function makeEnvironment(path, options) {
    const { python, requirements, wheels, signal, tell } = options;
    const program = join(path, 'bin', 'python');
    if (existsSync(program))
        return program;
    await withLock(`${path}.medspan-lock`, async () => {
        // Another job was faster.
        if (existsSync(program))
            return;
        const startedMs = performance.now();
        tell(`making a Python environment in ${path}`);
        await removeLeftoversOf(path);
        await writeFolderWhole(path, async (aside) => {
            await runPython(python, ['-m', 'venv', aside], { signal });
            const from = wheels === undefined ? [] : ['--no-index', '--find-links', wheels];
            await runPython(join(aside, 'bin', 'python'), ['-m', 'pip', 'install', '--no-input', ...from, ...requirements], { signal, isAlone: wheels !== undefined });
        });
        tell(`it took ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
    }, signal);
    return program;
}
/** Whether a Python has the libraries, in versions that the accelerate engine takes; none of them is loaded. */
export async function hasLibraries(python, requirements, signal) {
    const names = requirements.map(requirement => /^[\w.-]+/.exec(requirement)[0]);
    const code = 'import importlib.metadata as m, json, sys; print(json.dumps({name: m.version(name) for name in sys.argv[1:]}))';
    try {
        const printed = await runPython(python, ['-c', code, ...names], { signal });
        checkVersions(JSON.parse(printed), python);
        return true;
    }
    catch (error) {
        if (!(error instanceof MedspanError) || hasSystemCode(error.cause, 'ENOENT', 'EACCES'))
            throw error;
        return false;
    }
}
/** How much of what Python says is kept, and how many lines of it an error shows. */
const keptCharacters = 65_536;
const shownLines = 8;
/** How long Python may take to end when it is told to. */
const patienceMs = 10_000;
/** Runs Python to its end and gives what it prints; on abort it is ended first, so that it writes nothing afterwards. */
function runPython(python, args, { signal, isAlone = false }) {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
        const surroundings = pythonSurroundings(isAlone ? withoutPipSettings(process.env) : process.env);
        // A group of its own: pip starts others, and Ctrl-C is for us.
        const child = spawn(python, args, {
            stdio: ['ignore', 'pipe', 'pipe'],
            detached: true,
            ...surroundings,
        });
        let printed = '';
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (text) => {
            printed += text;
            said = (said + text).slice(-keptCharacters);
        });
        child.stderr.setEncoding('utf8').on('data', (text) => {
            said = (said + text).slice(-keptCharacters);
        });
        const kill = (name) => {
            try {
                if (child.pid !== undefined)
                    process.kill(-child.pid, name);
            }
            catch {
                // It has ended by itself.
            }
        };
        let timer;
        // At Ctrl-C pip clears up what it has begun.
        const stop = () => {
            kill('SIGINT');
            timer = setTimeout(() => kill('SIGKILL'), patienceMs);
        };
        signal?.addEventListener('abort', stop, { once: true });
        child.once('error', cause => reject(notStarted(python, cause)));
        child.once('close', code => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', stop);
            if (signal?.aborted === true)
                reject(signal.reason);
            else if (code === 0)
                resolve(printed);
            else
                reject(failed(python, args, said));
        });
    });
}
function withoutPipSettings(env) {
    const others = Object.entries(env).filter(([name]) => !name.startsWith('PIP_'));
    return { ...Object.fromEntries(others), PIP_CONFIG_FILE: '/dev/null', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
}
function notStarted(python, cause) {
    return new MedspanError('config', `expected Python, but ${python} cannot be started: ${cause.message}`, {
        where: { at: 'accelerate.python' },
        hint: 'Which one is used, accelerate.python or MEDSPAN_PYTHON says; it must be 3.10 or newer.',
        cause,
    });
}
function failed(python, args, said) {
    const lines = said.split('\n').filter(line => line.trim() !== '');
    const what = args[0] === '-m' ? `${basename(python)} -m ${args.slice(1, 3).join(' ')}` : basename(python);
    const text = `${what} has failed\n${lines.slice(-shownLines).join('\n')}`;
    if (/No space left on device|Disk quota exceeded/.test(said))
        return new MedspanError('output', text, {
            hint: 'The disk is full: free some space, then give the same command again.',
        });
    return new MedspanError('config', text, {
        where: { at: 'accelerate.python' },
        hint: /ensurepip|No module named (venv|pip)/.test(said)
            ? 'This Python lacks venv or pip: install them (python3-venv), or name another one in accelerate.python.'
            : 'pip gets libraries as pip config list says; torch may need an index of its own (extra-index-url).',
    });
}
