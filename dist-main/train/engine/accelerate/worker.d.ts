import type { Device } from '../../../config/device.ts';
import { MedspanError } from '../../../errors.ts';
import { type Ended } from '../../../system/child-process.ts';
import { type OtherMachines } from './other-machines.ts';
import { type Launch } from './worker-launch.ts';
import { type Frame, type SentTensor } from './worker-protocol.ts';
export interface WorkerOptions extends Omit<Launch, 'configFile' | 'machines'> {
    /** The content of accelerate's YAML. */
    readonly yaml: string;
    readonly device: Device;
    /** Threads of each process; by default as many as PyTorch likes. */
    readonly threads?: number | undefined;
    /** Of a training on several. */
    readonly others?: OtherMachines | undefined;
}
export interface Worker {
    /** Of Python and the libraries that matter. */
    readonly versions: Readonly<Record<string, string>>;
    /** How many there really are. */
    readonly processes: number;
    /** Asks and awaits the answer; one question after another. */
    ask(question: Readonly<Record<string, unknown>>, tensors?: ReadonlyMap<string, SentTensor>): Promise<Frame>;
    /** Ends the processes, and waits until they are gone. */
    end(): Promise<void>;
}
/**
 * Starts a worker and waits until it can be asked.
 * @throws MedspanError `config` where Python or a library is missing or of a wrong version
 */
export declare function startWorker(options: WorkerOptions): Promise<Worker>;
/** What has ended a worker, as an error for the user. */
export declare function explain({ failure, status, said }: Ended, options: WorkerOptions): MedspanError;
