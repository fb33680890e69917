/**
 * @file What signals do: a command that can ends in order, any other at once.
 *
 * SIGTERM is what schedulers and containers send before they kill, SIGUSR1 what SLURM can be told to send some time
 * before (`--signal=USR1@120`), SIGINT is Ctrl-C. All three are the same request. Only Ctrl-C that comes again ends at
 * once: a scheduler may well repeat its signal, and has SIGKILL for those who do not listen.
 */
import { constants } from 'node:os';
/** The signals that ask a process to end. Of SIGUSR1 Node makes a debugger otherwise. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGUSR1'];
/**
 * Ctrl-C reaches every process of a terminal, and npx hands its own on to the command: what comes within this time is
 * the same press.
 */
const samePressMs = 500;
/** The shell's code for a process that a signal has ended; 0 for the number where the system does not know it. */
const codeOf = (signal) => 128 + (constants.signals[signal] ?? 0);
export function createStopping({ exit, tell, nowMs }) {
    const controller = new AbortController();
    let endsInOrder = false;
    let firstMs = 0;
    return {
        endInOrder() {
            endsInOrder = true;
            return controller.signal;
        },
        endAtOnce() {
            endsInOrder = false;
        },
        get inOrder() {
            return endsInOrder;
        },
        receive(signal) {
            if (!endsInOrder)
                exit(codeOf(signal));
            else if (!controller.signal.aborted) {
                firstMs = nowMs();
                tell(signal === 'SIGINT'
                    ? '\nstopping gracefully; Ctrl-C once more stops at once\n'
                    : `\n${signal}: stopping gracefully\n`);
                controller.abort();
            }
            else if (signal === 'SIGINT' && nowMs() - firstMs > samePressMs)
                exit(codeOf(signal));
        },
    };
}
