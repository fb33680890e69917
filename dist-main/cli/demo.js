/**
 * @file `medspan demo`: the whole job on the sample project that travels with the package, offline.
 *
 * It starts anew each time and replaces what an earlier demo left; it is over so soon that it need not go on.
 */
import { join, resolve, sep } from 'node:path';
import { Command } from 'commander';
import { readConfig } from "../config/config.js";
import { loadTagger } from "../predict/trained-tagger.js";
import { readRunConfig } from "../run/run-config.js";
import { train } from "../train/run.js";
import { openInBrowser } from "./browser.js";
import { showResult } from "./io.js";
import { packageRoot } from "./package.js";
import { renderTagged } from "./predict.js";
import { reportAloud } from "./report.js";
import { outputOverride, renderSummary } from "./train.js";
import { formatSeconds } from "./view/progress.js";
const SAMPLE = ['examples', 'sample'];
const REPORT = 'report.html';
/** Of a kind with the sample's sentences; what it mentions stands in none of the sample's documents. */
export const SENTENCE = 'A man with gout and hiccups 😮 took allopurinol; colonoscopy of the rectum showed an adenoma.';
export function demoCommand(context) {
    return new Command('demo')
        .option('-o, --output <folder>', 'the run folder; an earlier demo in it is replaced', 'runs/demo')
        .option('--open', 'open the report in a browser at the end, where there is a desktop')
        .addHelpText('after', '\nExamples:\n  medspan demo\n  medspan demo --open\n')
        .action(async (options) => {
        const { io, progress } = context;
        const startedMs = performance.now();
        const folder = resolve(io.cwd, options.output);
        const path = join(packageRoot, ...SAMPLE, 'medspan.yaml');
        progress.info(`The sample project: ${path}`);
        const config = await readConfig(path, [outputOverride(folder)]);
        const summary = await train(config, { progress, overwrite: await isDemo(folder) });
        await reportAloud(folder, progress);
        const tagger = await loadTagger(folder, { progress });
        const tagged = await tagger.tag(SENTENCE).finally(() => tagger.dispose());
        const seconds = (performance.now() - startedMs) / 1000;
        const text = [
            renderSummary({ ...summary, runFolder: options.output }),
            '',
            renderTagged(tagged),
            '',
            `All of it took ${formatSeconds(seconds)}. What you can do next:`,
            ...renderNext(options.output),
        ];
        showResult(io, options, { ...summary, tagged, seconds }, text.join('\n'));
        const failure = options.open === true ? await openInBrowser(join(folder, REPORT)) : undefined;
        if (failure !== undefined)
            progress.info(failure);
    });
}
/** Three next steps, a line for each and one for what is typed. */
function renderNext(folder) {
    return [
        '- see where it is right and where it is wrong: open the report in a browser',
        `  ${join(folder, REPORT)}`,
        '- tag a sentence of yours',
        `  medspan predict --model ${folder} --text '...'`,
        '- start with your own documents: a configuration for what lies in their folder',
        '  medspan init my-documents',
    ];
}
/** Whether a folder holds a run of the sample project, which may be replaced without a loss. */
async function isDemo(folder) {
    const run = await readRunConfig(folder).catch(() => undefined);
    const own = [...SAMPLE, 'team-a'].join(sep);
    return run?.config.corpus.sources.some(({ path }) => path?.endsWith(own)) === true;
}
