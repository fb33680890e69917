/**
 * @file `medspan watch`: a run that trains, here or elsewhere, followed by its folder.
 */
import { Command, InvalidArgumentError } from 'commander';
import { MedspanError } from "../errors.js";
import { followRun, readWatched } from "../run/watch.js";
import { givenFolder } from "./given-folder.js";
import { showResult } from "./io.js";
import { createScreen } from "./view/screen.js";
import { nothingTold, renderNews, renderWatched } from "./view/watched.js";
/** How often the size of a terminal is looked at. */
const RESIZE_MS = 200;
const HELP = `
The run may be on another machine, in a folder that both can see. Nothing is written into the folder, and Ctrl-C stops
watching, not the run. Without a terminal, news are printed as lines; with --json as one JSON object a line, with --once
as a single object. It exits when the run has finished (exit code 0) or failed (1), and with --give-up after this time
without any change (1).

Examples:
  medspan watch runs/medspan
  medspan watch /shared/runs/night --wait --give-up 30
  medspan watch runs/medspan --once --json
`;
export function watchCommand(context) {
    return new Command('watch')
        .argument('<run>', 'a run folder')
        .option('--wait', 'wait for the run to start')
        .option('--once', 'print the current state and exit')
        .option('--give-up <minutes>', 'exit after this time without any change', parseMinutes)
        .addHelpText('after', HELP)
        .action(async (run, options) => {
        const { io } = context;
        const runFolder = await givenFolder(io, run);
        if (options.once === true) {
            const state = await readWatched(runFolder);
            if (options.json === true)
                showResult(io, options, state, '');
            else
                io.stdout.draw(`${renderWatched(state, pageOptions(io))}\n`);
            return;
        }
        const states = followRun(runFolder, {
            wait: options.wait,
            ...(options.giveUp !== undefined && { giveUpSeconds: 60 * options.giveUp }),
        });
        const last = await show(io, states, options);
        if (last?.status === 'failed')
            throw new MedspanError('data', `the run has failed${last.error === null ? '' : `: ${last.error}`}`, {
                where: { path: runFolder },
            });
    });
}
/** Shows states as they come, and gives the last one. */
function show(io, states, { json }) {
    if (json === true)
        return showJson(io, states);
    const isScreen = io.stdout.isTTY === true && process.env.TERM !== 'dumb';
    return isScreen ? showPage(io, states) : showLines(io, states);
}
async function showPage(io, states) {
    const screen = createScreen(io.stdout);
    let last;
    const draw = () => {
        if (last !== undefined)
            screen.draw(renderWatched(last, pageOptions(io)));
    };
    const timer = setInterval(() => {
        if (screen.isResized())
            draw();
    }, RESIZE_MS);
    try {
        for await (const state of states) {
            last = state;
            draw();
        }
    }
    finally {
        clearInterval(timer);
    }
    return last;
}
async function showLines(io, states) {
    let last;
    let told = nothingTold;
    for await (const state of states) {
        last = state;
        const news = renderNews(state, told);
        told = news.told;
        for (const line of news.lines)
            io.stdout.write(`${line}\n`);
    }
    return last;
}
async function showJson(io, states) {
    let last;
    let shown = '';
    for await (const state of states) {
        last = state;
        const key = JSON.stringify({ ...state, quietSeconds: 0 });
        if (key === shown)
            continue;
        shown = key;
        io.stdout.write(`${JSON.stringify(state)}\n`);
    }
    return last;
}
function pageOptions({ stdout }) {
    const { NO_COLOR: refused = '', TERM } = process.env;
    const colour = stdout.isTTY === true && refused === '' && TERM !== 'dumb';
    return { columns: Math.max(20, stdout.columns ?? 80), colour };
}
function parseMinutes(text) {
    const minutes = Number(text);
    if (text.trim() === '' || !Number.isFinite(minutes) || minutes <= 0)
        throw new InvalidArgumentError('Expected minutes, more than 0.');
    return minutes;
}
