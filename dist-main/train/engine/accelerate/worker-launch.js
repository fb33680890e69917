/**
 * @file How a Python worker is started: the YAML of `accelerate`, the command line, and the environment.
 */
import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { MedspanError } from "../../../errors.js";
import { withoutSecrets } from "../../../system/secret-names.js";
/** The folder of the worker's package: beside `src/` and `dist/` alike. */
export const workerFolder = resolve(import.meta.dirname, '../../../../python');
/**
 * The program that runs Python: as a setting says, else MEDSPAN_PYTHON, else python3. It is a path if it has a slash, and else
 * what is found in PATH.
 */
export function pythonProgram(setting, environment = process.env) {
    const program = setting ?? environment.MEDSPAN_PYTHON ?? 'python3';
    return program.includes('/') ? resolve(program) : program;
}
/**
 * Where and with what every Python is started. It takes modules from the folder in which it stands before all others, and
 * where we stand may be anybody's: it stands in ours, and since 3.11 takes none from there either. Keys stay with us.
 */
export function pythonSurroundings(environment) {
    return { cwd: workerFolder, env: { ...withoutSecrets(environment), PYTHONSAFEPATH: '1' } };
}
/** The command line on one machine: `accelerate launch` starts that machine's share of the processes. */
export function launchCommand({ python, configFile, processes, machines }) {
    const meeting = machines === undefined
        ? ['--num_machines', '1', '--machine_rank', '0', '--main_process_port', '0']
        : [
            ...['--num_machines', String(machines.count), '--machine_rank', String(machines.rank)],
            ...['--main_process_ip', machines.address, '--main_process_port', String(machines.port)],
        ];
    return [
        ...[python, '-m', 'medspan_worker.launch', '--config_file', configFile],
        ...['--num_processes', String(processes), ...meeting, '--module', 'medspan_worker'],
    ];
}
/**
 * The YAML for `accelerate launch`. Several processes are `MULTI_GPU` for it on processors too: it would start those by
 * MPI otherwise. Whether they divide the model among them (FSDP) the worker decides.
 */
export function formatAccelerateConfig({ processes, mixedPrecision, machines = 1, }) {
    const config = {
        compute_environment: 'LOCAL_MACHINE',
        distributed_type: processes > 1 ? 'MULTI_GPU' : 'NO',
        mixed_precision: mixedPrecision,
        num_machines: machines,
        num_processes: processes,
        machine_rank: 0,
        rdzv_backend: 'static',
        same_network: true,
        main_training_function: 'main',
        downcast_bf16: 'no',
        use_cpu: false,
    };
    // Python's YAML takes a plain `no` for false.
    return stringify(config, { defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' });
}
/** What says which process of how many this one is, when we are one of several ourselves: it is not for workers. */
const ofOthers = /^((LOCAL_)?(RANK|WORLD_SIZE)|MASTER_(ADDR|PORT)|MPI_LOCALRANKID|(PMI|OMPI|MV2)_.*)$/;
/** Of a process that is to become a worker; `socket` is where the trainer listens, on its own machine. */
export function workerSurroundings(base, own) {
    const { cwd, env: inherited } = pythonSurroundings(base);
    const env = {
        ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !ofOthers.test(name))),
        PYTHONPATH: [workerFolder, ...(base.PYTHONPATH ? [base.PYTHONPATH] : [])].join(delimiter),
        PYTHONDONTWRITEBYTECODE: '1',
        // The model is a folder by now: nothing is to be downloaded, nor asked for.
        HF_HUB_OFFLINE: '1',
        TOKENIZERS_PARALLELISM: 'false',
        ...(own.socket !== undefined && { MEDSPAN_SOCKET: own.socket }),
        MEDSPAN_DEVICE: own.device,
        ...(own.threads !== undefined && { OMP_NUM_THREADS: String(own.threads) }),
    };
    return { cwd, env };
}
/** The libraries that the worker needs, with the versions that it is tested with: what its pyproject.toml pins. */
export function pinnedVersions() {
    const content = readFileSync(join(workerFolder, 'pyproject.toml'), 'utf8');
    return new Map([...content.matchAll(/^\s*"([\w-]+)==([\d.]+)",?$/gm)].map(match => [match[1], match[2]]));
}
/** What to type to have them. */
export function installCommand(python) {
    const pins = [...pinnedVersions()].map(([name, version]) => `${name}==${version}`);
    return `${python} -m pip install ${pins.join(' ')}`;
}
/**
 * Checks the versions of the libraries that a worker has. One is as good as the pinned one if it is not older and has
 * the same first number, below 1 the same second one.
 * @throws MedspanError `config` that says what to install
 */
export function checkVersions(found, python) {
    const wrong = [];
    for (const [name, pinned] of pinnedVersions()) {
        const version = found[name];
        if (version !== undefined && !isCompatible(version, pinned))
            wrong.push(`${name} ${version}, expected ${pinned} or a later ${seriesOf(pinned)}`);
    }
    if (wrong.length === 0)
        return;
    throw new MedspanError('config', `the accelerate engine cannot use ${wrong.join('; ')}`, {
        where: { at: 'accelerate.python' },
        hint: `Install what it is tested with: ${installCommand(python)}`,
    });
}
const seriesOf = (version) => `${version.split('.')[0] === '0' ? version.split('.').slice(0, 2).join('.') : version.split('.')[0]}.*`;
function isCompatible(version, pinned) {
    const numbers = (text) => (/^\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
    const [own, least] = [numbers(version), numbers(pinned)];
    if (own[0] !== least[0] || (least[0] === 0 && own[1] !== least[1]))
        return false;
    const differing = least.findIndex((number, i) => (own[i] ?? 0) !== number);
    return differing < 0 || (own[differing] ?? 0) > least[differing];
}
