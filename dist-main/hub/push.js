/**
 * @file A model folder as a repository on the Hugging Face hub: which of its files are the model, and their upload, in one commit,
 * by huggingface.js.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MedspanError } from "../errors.js";
import { isConfidential } from "../net/address.js";
import { TransientError } from "../net/request.js";
import { checkWithin } from "../system/folder.js";
import { printable } from "../text/escapes.js";
import { parseJson } from "../text/json.js";
import { isCommit, isRepositoryId } from "./cache.js";
import { MODEL_CARD } from "./card.js";
import { readAnswer, readInfo } from "./download.js";
import { configName, onnxNames, tokenizerNames } from "./model.js";
import { askHub, patiently } from "./request.js";
import { hubSettings } from "./settings.js";
const ADAPTER_CONFIG = 'adapter_config.json';
const WEIGHTS = ['model.safetensors', 'adapter_model.safetensors'];
/** All that is ever uploaded: no documents, no predictions, no logs, no settings of a training. */
const names = [
    MODEL_CARD,
    configName,
    ADAPTER_CONFIG,
    ...tokenizerNames,
    ...WEIGHTS,
    ...onnxNames.flatMap(name => [name, `${name}_data`]),
];
/** Keys under which Python's libraries leave where a model was. */
const originKeys = ['_name_or_path', 'name_or_path', 'base_model_name_or_path'];
/** A path from a root, as older tokenizers keep of their files. */
const absolute = /^(?:~?\/|file:\/\/|[A-Za-z]:[\\/])\w/;
/** What the hub itself puts into a new repository. */
const hubsOwn = new Set(['.gitattributes']);
const hint = 'Check the connection and do it again: the repository is as it was, and what arrived is not sent twice.';
/** More is no reply of the hub or its storage. */
const maxReplyBytes = 2 ** 22;
/**
 * Lists what `pushModel` would upload, and where to. Nothing is sent.
 * @param id `owner/name`
 * @throws MedspanError `input` for a folder without a model, or whose files name a path of this machine; `config` for an id of
 * another form
 */
export async function planPush(folder, id, env) {
    if (!id.includes('/') || !isRepositoryId(id))
        throw new MedspanError('config', `expected the id of a repository, owner/name, got ${JSON.stringify(id)}`);
    const files = [];
    for (const path of names) {
        const whole = join(folder, path);
        if (await checkWithin(folder, whole))
            files.push({ path, bytes: (await stat(whole)).size });
    }
    const has = (path) => files.some(file => file.path === path);
    if (!(has(configName) || has(ADAPTER_CONFIG)) || ![...WEIGHTS, ...onnxNames].some(has))
        throw new MedspanError('input', 'expected a model: its config.json and its weights', {
            where: { path: folder },
            hint: 'Give the folder of a run that has finished, or of an export.',
        });
    for (const path of [configName, ADAPTER_CONFIG, 'tokenizer_config.json'])
        if (has(path))
            await refuseLocalPath(join(folder, path));
    return { files, address: `${hubSettings(env).endpoint}/${id}` };
}
/** @throws MedspanError `input` where a file says at which path of this machine a model was */
async function refuseLocalPath(path) {
    const value = Object(parseJson(await readFile(path, 'utf8'), { path }));
    for (const [key, origin] of Object.entries(value)) {
        if (typeof origin !== 'string' || origin === '')
            continue;
        if (!(absolute.test(origin) || (originKeys.includes(key) && !isRepositoryId(origin))))
            continue;
        throw new MedspanError('input', 'expected no path of this machine, got one', {
            where: { path, at: key },
            hint: key === 'base_model_name_or_path'
                ? 'Nobody else has the model that these adapters are for: push an export, which has them merged (medspan export).'
                : 'Remove the key: nothing reads it.',
        });
    }
}
/**
 * Uploads a model folder to the hub, as one commit: what arrives is all of it, or nothing. A repository that is not there is made.
 * One that has other files than the hub's own is refused unless `replace`: then files of a model that the folder has not are deleted
 * in the same commit, and what is no file of a model stays.
 * @throws MedspanError `config` without a token; `input` for refusals, and where the hub does not answer
 */
export async function pushModel(folder, id, options) {
    const { progress, signal, patience, isPrivate = false, env } = options;
    const plan = await planPush(folder, id, env);
    const settings = hubSettings(env);
    refuseWithoutAccess(settings);
    const hub = { settings, signal, patience };
    const repository = { kind: 'models', id };
    const before = (await readRepository(repository, hub)) ?? (await createRepository(repository, isPrivate, hub));
    if (isPrivate && !before.isPrivate)
        throw new MedspanError('input', `expected a private repository, got ${id}, which is public`, {
            where: { path: plan.address },
            hint: 'Make it private on its page, or choose another name.',
        });
    const others = before.files.filter(path => !hubsOwn.has(path));
    if (others.length > 0 && options.replace !== true)
        throw new MedspanError('input', `expected an empty repository, got ${id} with ${others[0]}`, {
            where: { path: plan.address },
            hint: 'With --replace its model gives way to this one; earlier commits keep it.',
        });
    const stale = others.filter(path => names.includes(path) && !plan.files.some(file => file.path === path));
    const operations = [
        ...plan.files.map(({ path }) => ({
            operation: 'addOrUpdate',
            path,
            content: pathToFileURL(join(folder, path)),
        })),
        ...stale.map(path => ({ operation: 'delete', path })),
    ];
    const task = progress.task(`Uploading to ${id}`, sumOf(plan.files), 'bytes');
    try {
        const commit = await commitTo(repository, before.commit, operations, hub, bytes => task.advance(bytes));
        return { ...plan, commit };
    }
    finally {
        task.end();
    }
}
const sumOf = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0);
function refuseWithoutAccess({ token, offline }) {
    if (offline)
        throw new MedspanError('config', 'expected a connection to the hub, got HF_HUB_OFFLINE', {
            hint: 'Unset it, and TRANSFORMERS_OFFLINE, to upload.',
        });
    if (token === undefined)
        throw new MedspanError('config', 'expected a token in HF_TOKEN, got none', {
            hint: 'Make one that may write at https://huggingface.co/settings/tokens.',
        });
}
/** What a repository has; undefined where there is none. */
function readRepository(repository, hub) {
    const address = `${hub.settings.endpoint}/api/models/${repository.id}/revision/main`;
    const read = async (reply) => {
        if (reply.status === 404)
            return undefined;
        const answer = await readAnswer(reply);
        return {
            ...readInfo(answer, address),
            isPrivate: answer.private === true,
        };
    };
    const asked = { accepts: [404], access: 'write to' };
    return patiently(() => askHub(address, asked, repository, hub, read), hub, address, { hint });
}
async function createRepository(repository, isPrivate, hub) {
    const address = `${hub.settings.endpoint}/api/repos/create`;
    const [organization, name] = repository.id.split('/');
    const asked = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'model', organization, name, private: isPrivate }),
        // It may have been made by an attempt whose answer was lost.
        accepts: [409],
        access: 'write to',
    };
    await patiently(() => askHub(address, asked, repository, hub, async () => { }), hub, address, { hint });
    const created = await readRepository(repository, hub);
    if (created !== undefined)
        return created;
    throw new MedspanError('input', `expected the new repository ${repository.id}, got none`, {
        where: { path: address },
        hint: 'Try again in a minute.',
    });
}
/** Uploads files, and makes a commit of them. */
async function commitTo(repository, parentCommit, operations, hub, advance) {
    const { endpoint } = hub.settings;
    const address = `${endpoint}/${repository.id}`;
    const { commit } = await import('@huggingface/hub');
    try {
        const made = await commit({
            repo: { type: 'model', name: repository.id },
            hubUrl: endpoint,
            title: 'Upload a model by medspan',
            operations,
            parentCommit,
            useXet: false,
            fetch: createFetch(repository, hub, advance),
            ...(hub.signal && { abortSignal: hub.signal }),
        });
        if (made !== undefined && isCommit(made.commit.oid))
            return made.commit.oid;
        throw new MedspanError('input', 'expected the hash of a commit, got another answer of the hub', {
            where: { path: address },
        });
    }
    catch (error) {
        hub.signal?.throwIfAborted();
        if (error instanceof TransientError)
            throw new MedspanError('input', `expected an answer to the commit: ${error.message}`, {
                where: { path: address },
                hint: 'Look whether the files are there; if not, do it again: what was uploaded is not sent twice.',
                cause: error,
            });
        if (error instanceof MedspanError || !(error instanceof Error))
            throw error;
        throw new MedspanError('input', `expected an answer of the hub, got another: ${printable(error.message).slice(0, 300)}`, { where: { path: address }, cause: error });
    }
}
/**
 * The requests of huggingface.js, as all of medspan's are: the token goes to the hub alone, replies are bounded, and what may be
 * asked again is. A commit is not: it may have been made.
 */
function createFetch(repository, hub, advance) {
    const { endpoint } = hub.settings;
    return async (input, { method = 'GET', headers, body } = {}) => {
        const address = String(input);
        const url = new URL(address);
        const isHub = url.origin === new URL(endpoint).origin;
        if (!isConfidential(url))
            throw new MedspanError('unsafe-input', `expected a storage of https, got one of ${url.protocol}`, {
                where: { path: `${url.origin}${url.pathname}` },
            });
        const isUpload = method === 'PUT';
        const asked = {
            method: method,
            headers: Object.fromEntries(new Headers(headers)),
            body: body,
            redirects: 'same-origin',
            access: 'write to',
        };
        const settings = isHub ? hub.settings : { ...hub.settings, token: undefined };
        // A file may take hours, in which nothing is replied.
        const patience = { ...(hub.patience ?? uploadPatience), ...(isUpload && { idleTimeoutMs: 2 ** 31 - 1 }) };
        const context = { ...hub, settings, patience };
        const read = async (reply) => {
            const bytes = await reply.bytes(maxReplyBytes);
            if (bytes === undefined)
                throw new MedspanError('unsafe-input', `expected a reply of at most ${maxReplyBytes} bytes`, {
                    where: { path: reply.shownUrl },
                });
            return new Response(bytes.length === 0 ? null : new Uint8Array(bytes), reply);
        };
        const ask = () => askHub(address, asked, repository, context, read);
        const isCommitting = isHub && url.pathname.includes('/commit/');
        const response = await (isCommitting
            ? ask()
            : patiently(ask, context, `${url.origin}${url.pathname}`, { hint }));
        if (isUpload && body instanceof Blob)
            advance(body.size);
        return response;
    };
}
const uploadPatience = {
    maxAttempts: 6,
    backoffMs: 1000,
    maxBackoffMs: 60_000,
    idleTimeoutMs: 300_000,
};
