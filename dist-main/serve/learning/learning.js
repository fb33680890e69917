/**
 * @file Models that learn from the documents that come: kept on disk, trained with when no more come for a while, in processes
 * of their own, one training at a time; and a new version takes over where it is not worse.
 */
import { basename, resolve } from 'node:path';
import { MedspanError } from "../../errors.js";
import { addTo } from "../../lists.js";
import { loadTagger } from "../../predict/trained-tagger.js";
import { checkFolder } from "../../system/folder.js";
import { removeWhole } from "../../system/output.js";
import { checkLimits, findChanged, formatDocuments, tooMuch, writeDocuments, } from "./documents.js";
import { openEntry, progressOf, statusOf } from "./entry.js";
import { fewestDocuments } from "./parts.js";
import { claimFolder, learnt, newState, readStates, scopeFolder, spent, versionFolder, withEvent, withoutTraining, writeState, } from "./state.js";
import { createTaggers, endingError } from "./taggers.js";
import { lockFolder, removeCheckpoints, removeOthers, rolledBack, versionsOf, } from "./versions.js";
import { workElsewhere } from "./work.js";
const defaultLimits = { documents: 2000, bytes: 100_000_000, scopes: 500 };
/**
 * Opens a folder, and resumes what was being learnt there.
 * @throws MedspanError `output` where another server works in it, or it holds something else; `input` where it is damaged;
 *     `unsafe-input` where links in it lead elsewhere
 */
export async function createLearning(options) {
    const { perUser = false, quietMs = 30_000, threads = 1, versions = 5, work = workElsewhere } = options;
    const root = resolve(options.folder);
    const models = new Map(options.models.map(({ name, path }) => [name, path]));
    const limits = { ...defaultLimits, ...options.limits };
    const taggers = createTaggers(options.load ?? (path => loadTagger(path)), options.taggers ?? models.size + 2);
    const lock = await lockFolder(root);
    const entries = await openFolder(root).catch(async (error) => {
        await lock.release();
        throw error;
    });
    const closing = new AbortController();
    const ending = AbortSignal.any([closing.signal, lock.lost]);
    /** Changes of what is on disk, one after the other. */
    let changes = Promise.resolve();
    const exclusive = (change) => {
        const done = changes.then(change);
        changes = done.catch(() => undefined);
        return done;
    };
    const commit = async (entry, state) => {
        await lock.check();
        await writeState(entry.folder, state);
        entry.state = state;
    };
    const narrow = ({ project, user }) => (perUser ? { project, user } : { project });
    const folderOf = (name, scope) => scopeFolder(root, name, narrow(scope));
    const pathOf = ({ folder, state }, version) => version === 0 ? models.get(state.name) : versionFolder(folder, version);
    /** Puts a version into use once its tagger is loaded, so that nobody waits for it. */
    const takeOver = async (entry, version, next) => {
        const before = entry.state.current;
        await taggers.use(pathOf(entry, version), () => exclusive(() => commit(entry, next())));
        // That of the first model may serve others.
        if (before !== 0 && before !== version)
            taggers.retire(pathOf(entry, before));
    };
    const checkName = (name) => {
        if (models.has(name))
            return;
        const names = [...models.keys()].join(', ');
        throw new MedspanError('input', `expected the name of a model, one of ${names}, got another`);
    };
    const queue = [];
    let active;
    let running;
    const enqueue = (entry) => {
        clearTimeout(entry.timer);
        entry.timer = undefined;
        if (!queue.includes(entry))
            queue.push(entry);
        running ??= runQueue().finally(() => {
            running = undefined;
        });
    };
    const schedule = (entry) => {
        clearTimeout(entry.timer);
        if (!ending.aborted)
            entry.timer = setTimeout(() => enqueue(entry), quietMs).unref();
    };
    const runQueue = async () => {
        for (let entry = queue.shift(); entry !== undefined && !ending.aborted; entry = queue.shift()) {
            active = entry;
            // What cannot even be noted, as on a full disk, must not end the server.
            await learn(entry).catch((error) => {
                entry.reason = messageOf(error);
                schedule(entry);
            });
            entry.progress = undefined;
            active = undefined;
        }
    };
    const activityOf = (entry) => {
        if (entry === active)
            return 'training';
        if (queue.includes(entry))
            return 'queued';
        return entry.timer === undefined ? 'idle' : 'collecting';
    };
    /** Trains a model with all documents of a scope, or resumes that. */
    const learn = async (entry) => {
        const { folder } = entry;
        if (entry.state.training === undefined) {
            if (!entry.state.isNew)
                return;
            if (entry.kept.size < fewestDocuments) {
                entry.reason = `expected ${fewestDocuments} documents with mentions, got ${entry.kept.size}`;
                return;
            }
            await exclusive(async () => {
                const { next, current } = entry.state;
                await removeWhole(versionFolder(folder, next));
                await commit(entry, { ...entry.state, training: { version: next, begins: current } });
            });
        }
        entry.reason = undefined;
        const { version, begins } = entry.state.training;
        const runFolder = versionFolder(folder, version);
        try {
            const event = await train(entry, version, begins);
            if (typeof event === 'string') {
                entry.reason = event;
                await exclusive(() => commit(entry, withoutTraining(entry.state)));
            }
            else if (event.comparison.takesOver) {
                await removeCheckpoints(runFolder);
                await takeOver(entry, version, () => {
                    const done = learnt(entry.state, event);
                    return { ...done, current: version, versions: [...done.versions, version].slice(-versions) };
                });
            }
            else {
                entry.reason = event.comparison.reason;
                await exclusive(() => commit(entry, learnt(entry.state, event)));
            }
        }
        catch (error) {
            // The next server resumes it.
            if (ending.aborted)
                return;
            entry.reason = messageOf(error);
            const event = { kind: 'failed', at: new Date().toISOString(), version, reason: entry.reason };
            await exclusive(() => commit(entry, withEvent(spent(entry.state), event)));
        }
        await removeOthers(folder, entry.state);
    };
    /** @returns what the new model is worth, or why there is nothing to learn yet */
    const train = async (entry, version, begins) => {
        const { folder: scope, state } = entry;
        const base = models.get(state.name);
        const runFolder = versionFolder(scope, version);
        const doing = { progress: progressOf(entry), signal: ending };
        const task = { scope, base, begins: pathOf(entry, begins), runFolder, threads };
        const prepared = await work.prepare(task, doing);
        if (prepared.kind === 'waiting')
            return prepared.reason;
        const { config, documents, heldOut } = prepared;
        ending.throwIfAborted();
        await work.train(config, doing);
        ending.throwIfAborted();
        // Somebody may have gone back to an earlier one in the meantime.
        const { current } = entry.state;
        const { types } = config.labels;
        const comparison = await work.compare({ heldOut, types, before: pathOf(entry, current), after: runFolder, threads }, doing);
        return { kind: 'learnt', at: new Date().toISOString(), version, before: current, documents, comparison };
    };
    for (const entry of entries.values()) {
        if (!models.has(entry.state.name))
            continue;
        if (entry.state.training !== undefined)
            enqueue(entry);
        else if (entry.state.isNew)
            schedule(entry);
    }
    /** What documents are to be kept where. */
    const divide = async (name, documents) => {
        const byFolder = new Map();
        for (const document of documents)
            addTo(byFolder, folderOf(name, document), document);
        const kept = [];
        for (const [folder, own] of byFolder)
            kept.push({ folder, scope: narrow(own[0]), files: await formatDocuments(own) });
        return kept;
    };
    const keep = async (entry, files) => {
        const changed = await findChanged(entry.folder, files);
        if (changed.size > 0) {
            // First, so that documents are never on disk without anybody knowing that they are new.
            await commit(entry, { ...entry.state, isNew: true });
            entries.set(entry.folder, entry);
            await writeDocuments(entry.folder, changed);
            for (const [file, content] of changed)
                entry.kept.set(file, Buffer.byteLength(content));
        }
        if (entry.state.isNew)
            schedule(entry);
    };
    return {
        names: [...models.keys()],
        async use(name, scope, tag) {
            const base = models.get(name);
            if (base === undefined)
                return undefined;
            const folder = folderOf(name, scope);
            const entry = entries.get(folder);
            const current = entry?.state.current ?? 0;
            const version = current === 0 ? 'base' : `${basename(folder)}-${current}`;
            const path = entry === undefined ? base : pathOf(entry, current);
            return taggers.use(path, tagger => tag({ version, tagger }));
        },
        async accept(name, documents) {
            checkName(name);
            ending.throwIfAborted();
            return exclusive(async () => {
                const coming = await divide(name, documents);
                const parts = [];
                for (const { folder, scope, files } of coming) {
                    // Where somebody has deleted its state, its documents may still be there.
                    const entry = entries.get(folder) ?? (await openEntry(folder, newState(name, scope)));
                    parts.push({ entry, files });
                }
                if (parts.some(({ entry }) => entry.state.training !== undefined))
                    return 'busy';
                const scopes = new Set([...entries.keys(), ...coming.map(({ folder }) => folder)]).size;
                if (scopes > limits.scopes)
                    throw tooMuch(`${limits.scopes} projects or users`, String(scopes));
                for (const { entry, files } of parts)
                    checkLimits(entry.kept, files, limits);
                for (const { entry, files } of parts)
                    await keep(entry, files);
                return 'accepted';
            });
        },
        status: () => [...entries.values()].map(entry => statusOf(entry, activityOf(entry))),
        list: () => [...entries.values()].map(({ state }) => versionsOf(state)),
        async rollback(name, scope, version) {
            checkName(name);
            const entry = entries.get(folderOf(name, scope));
            const next = () => rolledBack(entry?.state, version, { name, ...narrow(scope) });
            next();
            await takeOver(entry, version, next);
        },
        async close() {
            closing.abort(endingError());
            for (const { timer } of entries.values())
                clearTimeout(timer);
            await running;
            await changes;
            await taggers.close();
            await lock.release();
        },
    };
}
/** Makes sure of a folder, and reads what is there. */
async function openFolder(root) {
    await checkFolder(root);
    await claimFolder(root, { create: true });
    const entries = new Map();
    for (const [folder, state] of await readStates(root)) {
        await removeOthers(folder, state);
        entries.set(folder, await openEntry(folder, state));
    }
    return entries;
}
const messageOf = (error) => (error instanceof Error ? error.message : String(error));
