/**
 * @file Opening a page of ours in the browser of whoever sits at this machine, where somebody can.
 *
 * The program is the system's own and fixed here; it gets the page as one argument, an address, and no shell reads it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
/** How long a program may take to say that it cannot; xdg-open may stay as long as the browser does. */
const SETTLED_MS = 2_000;
/** The program that opens an address; undefined where there is no desktop. */
function opener({ platform, env }) {
    if (platform === 'darwin')
        return '/usr/bin/open';
    if (platform === 'win32')
        return join(env.SystemRoot ?? 'C:\\Windows', 'explorer.exe');
    const hasDisplay = [env.DISPLAY, env.WAYLAND_DISPLAY].some(name => name !== undefined && name !== '');
    return hasDisplay ? 'xdg-open' : undefined;
}
/** Opens a file in the browser; returns what to say where that is not possible, and never throws. */
export async function openInBrowser(path, desktop = process) {
    const program = opener(desktop);
    if (program === undefined)
        return 'There is no desktop here to open the report on.';
    const failure = await new Promise(resolve => {
        const child = spawn(program, [pathToFileURL(path).href], {
            env: desktop.env,
            stdio: 'ignore',
            detached: true,
        });
        const timer = setTimeout(() => resolve(undefined), SETTLED_MS);
        child.once('error', error => resolve(error.message));
        // explorer.exe ends with 1 when all went well.
        child.once('exit', code => resolve(code === 0 || desktop.platform === 'win32' ? undefined : `exit code ${code}`));
        child.once('close', () => clearTimeout(timer));
        child.unref();
    });
    return failure === undefined ? undefined : `The report could not be opened: ${program}: ${failure}`;
}
