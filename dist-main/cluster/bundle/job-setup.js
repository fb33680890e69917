/**
 * @file What a job makes sure of before its command runs: that its offline bundle is whole and fits the node, and that
 * Python has the libraries of the accelerate engine, if that is what it runs.
 *
 * It is done where the command runs, in its container if there is one, because that is what must fit.
 */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openBundle, preparedEnvironment, preparedWheels } from "./bundle-file.js";
import { hasLibraries, makeEnvironment, readInterpreter, readRequirements } from "./python-libraries.js";
/**
 * Makes sure of all, and gives the Python that has the libraries. What it lacks comes from the offline bundle, or without one
 * from where pip gets it.
 * @throws MedspanError `config` where the folder does not fit, or Python cannot have the libraries; `output`
 */
export async function setUpJob({ prepared, python, env, signal, tell, }) {
    const interpreter = python === undefined ? undefined : await readInterpreter(python, signal);
    const folder = prepared === undefined ? undefined : await openBundle(prepared, interpreter);
    if (python === undefined || interpreter === undefined)
        return undefined;
    if (prepared !== undefined)
        return makeEnvironment(preparedEnvironment(prepared), {
            python,
            requirements: folder?.python?.requirements ?? [],
            wheels: preparedWheels(prepared),
            signal,
            tell,
        });
    const requirements = await readRequirements();
    if (await hasLibraries(python, requirements, signal))
        return python;
    const { version, platform } = interpreter;
    const key = createHash('sha256')
        .update([version, platform, ...requirements].join('\n'))
        .digest('hex');
    const home = env.XDG_CACHE_HOME?.startsWith('/')
        ? env.XDG_CACHE_HOME
        : join(env.HOME ?? homedir(), '.cache');
    const path = join(home, 'medspan', 'python', key.slice(0, 12), 'venv');
    return makeEnvironment(path, { python, requirements, signal, tell });
}
