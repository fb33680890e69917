/**
 * @file Taggers whose callers share batches: what several ask for at the same time goes through the model together, and
 * models compute one after the other.
 */
import { setImmediate } from 'node:timers/promises';
import { internal } from "../errors.js";
import { documentOf } from "../predict/tagger.js";
import { windowsOf } from "../predict/windows.js";
/**
 * What goes through a model together: some 130 sentences. Whoever comes next waits for no more, but for a document that is longer by
 * itself.
 */
const batchLimits = { items: 256, characters: 16_384, pauseMs: 20 };
export function createTurns() {
    let last = Promise.resolve();
    return work => {
        const next = last.then(work);
        last = next.catch(() => { });
        return next;
    };
}
/** The same models, whose taggers share batches and take turns. */
export function shareModels(models, counted = () => { }) {
    const inTurn = createTurns();
    const shared = new WeakMap();
    const sharedOf = (tagger) => {
        const known = shared.get(tagger) ?? createSharedTagger(tagger, { inTurn, counted });
        shared.set(tagger, known);
        return known;
    };
    return {
        get names() {
            return models.names;
        },
        use: (name, scope, work) => models.use(name, scope, version => work({ ...version, tagger: sharedOf(version.tagger) })),
    };
}
/** The same tagger, for callers that do not know of each other. An error of one document is that of its caller alone. */
export function createSharedTagger(tagger, { inTurn, counted }) {
    const queue = new Set();
    let isRunning = false;
    async function run() {
        if (isRunning)
            return;
        isRunning = true;
        while (queue.size > 0)
            await inTurn(async () => {
                // Requests that have come in the meantime are read first.
                await setImmediate();
                await tagBatch(takeBatch(queue));
            });
        isRunning = false;
    }
    async function tagBatch(jobs) {
        // Of several, each waits for the others.
        const signal = jobs.length === 1 ? jobs[0].signal : undefined;
        let done = 0;
        try {
            for await (const tagged of tagger.tag(jobs.map(job => job.document), { signal })) {
                counted(tagged.tokens.length);
                jobs[done++].settle({ status: 'fulfilled', value: tagged });
            }
            if (done < jobs.length)
                throw internal('expected a document for each that was tagged');
        }
        catch (error) {
            if (jobs.length === 1)
                jobs[0].settle({ status: 'rejected', reason: error });
            else
                for (const job of jobs.slice(done))
                    await tagBatch([job]);
        }
    }
    /** Tags documents of one caller. The model is used until the last has ended, also where one has failed. */
    const tagTogether = async (documents, { signal, advance }) => {
        signal?.throwIfAborted();
        const jobs = new Set();
        const abort = () => {
            for (const job of jobs)
                if (queue.delete(job))
                    job.settle({ status: 'rejected', reason: signal?.reason });
        };
        signal?.addEventListener('abort', abort);
        const results = documents.map(document => new Promise(settle => jobs.add({ document, signal, settle })));
        for (const job of jobs)
            queue.add(job);
        void run();
        const settled = await Promise.all(results);
        signal?.removeEventListener('abort', abort);
        return settled.map(result => {
            if (result.status === 'rejected')
                throw result.reason;
            advance?.(result.value.tokens.length);
            return result.value;
        });
    };
    async function* tagAll(documents, options) {
        for await (const window of windowsOf(documents, ({ text }) => text.length, batchLimits))
            yield* await tagTogether(window, options);
    }
    const tagOne = async (document, options) => (await tagTogether([document], options))[0];
    function tag(input, options = {}) {
        if (typeof input === 'string')
            return tagOne(documentOf('text', input), options);
        return 'text' in input ? tagOne(input, options) : tagAll(input, options);
    }
    return { ...tagger, tag, dispose: () => tagger.dispose() };
}
/** Takes the first jobs that make a batch; a long document is one by itself. */
function takeBatch(queue) {
    const batch = [];
    let characters = 0;
    for (const job of queue) {
        characters += job.document.text.length;
        if (batch.length === batchLimits.items || (batch.length > 0 && characters > batchLimits.characters))
            break;
        batch.push(job);
        queue.delete(job);
    }
    return batch;
}
