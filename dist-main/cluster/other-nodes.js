/**
 * @file The nodes of a job besides the first, on which the batch script does not run: srun takes a trainer's invitation there
 * (train/engine/accelerate/other-machines.ts), for as long as it stands, and the trainer is told how they have ended.
 *
 * srun runs the batch script again, so that modules, variables, setup and container are the same everywhere.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MedspanError } from "../errors.js";
import { endChild, startChild } from "../system/child-process.js";
import { writeJsonWhole } from "../system/output.js";
import { answerFileOf } from "../train/engine/accelerate/other-machines.js";
import { JOIN } from "./batch-script.js";
import { parseFields } from "./slurm.js";
import { jobsFolderOf, scriptOf } from "./submission.js";
const pollIntervalMs = 500;
/**
 * Looks after the other nodes of a job; undefined where there are none.
 * @throws MedspanError `config` where SLURM does not know the first node
 */
export async function openOtherNodes(options) {
    const { folder, kind, job, env, signal, call } = options;
    const count = Number(env.SLURM_JOB_NUM_NODES ?? 1);
    if (kind !== 'train' || !(count > 1))
        return undefined;
    const invitation = join(jobsFolderOf(folder), `${job}.invitation`);
    await rm(invitation, { force: true });
    const words = await joinCommand(scriptOf(folder, kind), count, env);
    let isOver = false;
    const watching = watch();
    return {
        env: {
            MEDSPAN_MACHINES: String(count),
            MEDSPAN_MAIN_ADDRESS: await addressOf(env.SLURMD_NODENAME ?? '', call),
            MEDSPAN_INVITATION: invitation,
        },
        async end() {
            isOver = true;
            await watching;
            for (const path of [invitation, answerFileOf(invitation)])
                await rm(path, { force: true });
        },
    };
    async function watch() {
        let current;
        while (!isOver) {
            const invited = await readInvitation(invitation);
            if (current !== undefined && invited?.id !== current.id) {
                await endStep(current.child);
                current = undefined;
            }
            if (current === undefined && invited !== undefined) {
                const child = startChild(words, { env, input: 'pipe' });
                child.process.stdin.write(`${invited.line}\n`);
                void child.ended.then(({ status, said }) => answer({ id: invited.id, status, said }));
                current = { id: invited.id, child };
            }
            await sleep(pollIntervalMs);
        }
        if (current !== undefined)
            await endStep(current.child);
    }
    async function answer(ended) {
        if (isOver)
            return;
        // Where it cannot be written the command sees that its processes have lost each other.
        const content = { ...ended, isStopped: signal.aborted };
        await writeJsonWhole(answerFileOf(invitation), content).catch(() => undefined);
    }
}
/** By SIGTERM srun ends its step at once. */
async function endStep(child) {
    child.process.stdin?.end();
    endChild(child, 'SIGTERM');
    await child.ended;
}
/** What starts `medspan join` once on each of the other nodes. */
export async function joinCommand(script, nodes, env) {
    const [first = ''] = (await readFile(script, 'utf8')).split('\n');
    const cpus = env.SLURM_CPUS_PER_TASK;
    return [
        ...['srun', `--nodes=${nodes - 1}`, '--relative=1', `--ntasks=${nodes - 1}`, '--ntasks-per-node=1'],
        // srun no longer takes this from sbatch (since 22.05).
        ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
        ...['--cpu-bind=none', '--kill-on-bad-exit=1'],
        ...[...first.replace('#!', '').split(' '), script, JOIN],
    ];
}
/** Where SLURM itself reaches a node. */
async function addressOf(node, call) {
    const address = parseFields(await call('scontrol', ['-o', 'show', 'node', node])).get('NodeAddr');
    if (address === undefined)
        throw new MedspanError('config', `expected the address of node ${node} from scontrol`);
    return address;
}
/** An invitation on one line, and its id. */
async function readInvitation(path) {
    try {
        const invitation = JSON.parse(await readFile(path, 'utf8'));
        return { id: invitation.id, line: JSON.stringify(invitation) };
    }
    catch {
        return undefined;
    }
}
