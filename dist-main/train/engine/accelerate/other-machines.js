/**
 * @file A training on several machines, as the first of them sees the others: how they are asked to take part, and how they
 * have ended.
 *
 * The trainer may be in a container and unable to start anything elsewhere. It writes an invitation into a file; who looks
 * after it (cluster/other-nodes.ts) takes that to the other machines, where `medspan join` starts their share of the
 * processes (join-training.ts), and writes beside it how they have ended.
 */
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { z } from 'zod';
import { internal, MedspanError } from "../../../errors.js";
import { endChild } from "../../../system/child-process.js";
import { writeJsonWhole } from "../../../system/output.js";
const lookMs = 500;
/** What other machines need to know; each adds which of them it is. */
export const invitationSchema = z.object({
    id: z.string(),
    python: z.string(),
    /** The content of accelerate's YAML. */
    yaml: z.string(),
    /** On all machines together. */
    processes: z.int().min(1),
    device: z.enum(['cpu', 'cuda', 'webgpu']),
    threads: z.int().min(1).optional(),
    machines: z.object({ count: z.int().min(2), address: z.string(), port: z.int().min(1) }),
});
/** How all other machines have ended. */
export const answerSchema = z.object({
    id: z.string(),
    status: z.string(),
    said: z.string(),
    /** They were told to stop, as we are: what is under way here is finished. */
    isStopped: z.boolean(),
});
export const answerFileOf = (invitation) => `${invitation}.ended`;
/**
 * What MEDSPAN_MACHINES, MEDSPAN_MAIN_ADDRESS and MEDSPAN_INVITATION say, which `medspan job` sets; undefined where there is
 * one machine.
 * @throws MedspanError `config` where one of them is missing
 */
export function otherMachinesOf(environment) {
    const { MEDSPAN_MACHINES: machines, MEDSPAN_MAIN_ADDRESS: address, MEDSPAN_INVITATION: invitation, } = environment;
    if (machines === undefined || machines === '1')
        return undefined;
    const count = Number(machines);
    if (!Number.isInteger(count) || count < 2)
        throw new MedspanError('config', `expected MEDSPAN_MACHINES, a whole number, got ${machines}`);
    if (!address)
        throw new MedspanError('config', 'expected MEDSPAN_MAIN_ADDRESS, where machine 0 is found');
    if (!invitation)
        throw new MedspanError('config', 'expected MEDSPAN_INVITATION, a file for what the others are told');
    return { count, address, invitation };
}
/**
 * Asks the other machines to take part.
 * @throws MedspanError `output`
 */
export async function invite({ count, address, invitation: path }, launch) {
    const id = `${process.pid} ${new Date().toISOString()}`;
    const machines = { count, address, port: await freePort() };
    await writeJsonWhole(path, { id, ...launch, machines });
    let timer;
    const ended = new Promise(resolve => {
        timer = setInterval(async () => {
            const answer = await readAnswer(answerFileOf(path));
            if (answer?.id === id)
                resolve(answer);
        }, lookMs);
    });
    return {
        machines,
        ended,
        async withdraw() {
            clearInterval(timer);
            for (const file of [path, answerFileOf(path)])
                await rm(file, { force: true }).catch(() => undefined);
        },
    };
}
async function freePort() {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (typeof address !== 'object' || address === null)
        throw internal('a server has no port');
    return address.port;
}
async function readAnswer(path) {
    try {
        return answerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    }
    catch {
        return undefined;
    }
}
/** How long one side may go on without the other, to tell what it knows of the reason. */
const patienceMs = 20_000;
/**
 * How the processes of all machines have ended: when one machine's have, the others' do.
 * @param own what has started those of this machine
 */
export async function endTogether(own, others) {
    let first;
    let killing;
    const answered = others.ended.then(answer => {
        if (answer.isStopped)
            return answer;
        first = answer;
        killing = setTimeout(endChild, patienceMs, own, 'SIGKILL');
        return answer;
    });
    const here = await own.ended;
    const before = first;
    clearTimeout(killing);
    const there = here.failure === undefined ? await within(answered, patienceMs) : undefined;
    clearTimeout(killing);
    await others.withdraw();
    if (there === undefined)
        return here;
    return before === undefined
        ? { ...here, said: `${here.said}\n${there.said}` }
        : { status: `on another machine: ${there.status}`, said: `${there.said}\n${here.said}` };
}
async function within(promise, ms) {
    let timer;
    const late = new Promise(resolve => {
        timer = setTimeout(resolve, ms, undefined);
    });
    try {
        return await Promise.race([promise, late]);
    }
    finally {
        clearTimeout(timer);
    }
}
