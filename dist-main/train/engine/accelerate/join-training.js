/**
 * @file One of the other machines of a training on several: starts its share of the processes, and ends with them.
 *
 * They end by themselves when the first machine's do; what does not is ended once nobody is there any more who asked for it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MedspanError } from "../../../errors.js";
import { endChild, startChild } from "../../../system/child-process.js";
import { invitationSchema } from "./other-machines.js";
import { launchCommand, workerSurroundings } from "./worker-launch.js";
/** How long processes may go on when nobody asks for them any more: they may just be about to save. */
const patienceMs = 60_000;
/**
 * Takes part in a training, and gives the exit code.
 * @throws MedspanError `config` where Python is not there, or for anything but an invitation
 */
export async function joinTraining({ input, rank, environment, write }) {
    const { line, end } = await readInvitation(input);
    if (line === undefined)
        return 0;
    const { machines, ...launch } = invitationSchema.parse(JSON.parse(line));
    const folder = await mkdtemp(join(tmpdir(), 'medspan-join-'));
    try {
        const configFile = join(folder, 'accelerate.yaml');
        await writeFile(configFile, launch.yaml);
        const child = startChild(launchCommand({ ...launch, configFile, machines: { ...machines, rank } }), workerSurroundings(environment, launch));
        let timer;
        void end.then(() => {
            timer = setTimeout(endChild, patienceMs, child, 'SIGKILL');
        });
        const { failure, status, said } = await child.ended;
        clearTimeout(timer);
        if (failure !== undefined)
            throw new MedspanError('config', `expected Python, but ${launch.python} cannot be started (${failure.code})`, {
                where: { at: 'accelerate.python' },
            });
        if (status === 'exit code 0')
            return 0;
        write(`${said}\nmachine ${rank} (${environment.SLURMD_NODENAME ?? 'of a training'}): ${status}\n`);
        return 1;
    }
    finally {
        await rm(folder, { recursive: true, force: true });
    }
}
/** The first line of a stream, undefined where there is none, and the stream's end. */
async function readInvitation(input) {
    let content = '';
    let noteEnd = () => undefined;
    const end = new Promise(resolve => {
        noteEnd = resolve;
    });
    const line = await new Promise(resolve => {
        input.setEncoding('utf8');
        input.on('data', (data) => {
            content += data;
            const length = content.indexOf('\n');
            if (length >= 0)
                resolve(content.slice(0, length));
        });
        for (const event of ['end', 'error', 'close'])
            input.on(event, () => {
                resolve(undefined);
                noteEnd();
            });
    });
    return { line, end };
}
