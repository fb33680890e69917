/**
 * @file Questions on a terminal: a prompt, and the line that is typed. Ctrl-C ends the process as it does elsewhere.
 */
import { createInterface } from 'node:readline';
/** Asks where somebody sits: where lines come from a terminal, and prompts go to one. */
export function createAsk(stdin, stderr) {
    if (stdin.isTTY !== true || stderr.isTTY !== true)
        return undefined;
    return async (prompt) => {
        stderr.write(prompt);
        // The terminal edits the line and makes a signal of Ctrl-C; nothing is read of it key by key.
        const lines = createInterface({ input: stdin, terminal: false });
        try {
            for await (const line of lines)
                return line;
            return undefined;
        }
        finally {
            lines.close();
            stdin.pause();
        }
    };
}
