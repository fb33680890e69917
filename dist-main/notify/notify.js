/**
 * @file Tells webhooks what became of a run. Whatever goes wrong on the way is in the report: what was to be told
 * matters more than that it was told.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MedspanError } from "../errors.js";
import { systemClock } from "../net/rate.js";
import { silent } from "../progress.js";
import { deliver, patience } from "./delivery.js";
import { createDiscord, discordLimits } from "./discord.js";
import { readRunFacts } from "./facts.js";
import { hasArrived, openHistory } from "./history.js";
import { createJsonWebhook } from "./json-webhook.js";
import { figureName, renderOutcome } from "./outcome.js";
import { createRedact, runName } from "./redact.js";
import { discordVariable, readWebhooks, webhookVariable } from "./webhooks.js";
/**
 * Tells every webhook what a run folder says, or what has just happened to it, and keeps in `notifications.jsonl` what
 * arrived. Without any webhook it does nothing, and says so in `problem`.
 *
 * It throws for defects of medspan alone. It takes some minutes at most (`patience.totalMs`). Text that is sent,
 * reported or kept holds no path, key, or user's name; the folder's own name it does.
 */
export async function notifyRun(runFolder, options) {
    const { env, progress = silent } = options;
    const name = runName(runFolder);
    const failed = (problem, notices = []) => ({
        run: name,
        event: options.event?.kind,
        webhooks: [],
        problem,
        notices,
        complete: false,
    });
    try {
        const webhooks = await readWebhooks({ env, files: options.webhookFiles });
        if (webhooks.length === 0)
            return failed(`expected webhooks in ${discordVariable} or ${webhookVariable}, or in a file (--webhook-file), got none`);
        const secrets = webhooks.flatMap(webhook => webhook.secrets);
        const redact = createRedact({ runFolder, secrets, env, paths: pathsOf(options.event) });
        const { facts, notices } = await readRunFacts(runFolder);
        if (options.event === undefined && facts.run === undefined)
            return failed(`expected a run folder, got ${redact(name)} without a run.json that says what it is`, notices.list());
        const history = await openHistory(runFolder).catch((error) => {
            if (!(error instanceof MedspanError))
                throw error;
            notices.add('no-history', `${error.message}: it is not known what was sent before`);
            return { records: [], add: async () => { } };
        });
        const event = eventOf(options.event, facts, history.records);
        const outcome = renderOutcome(told(facts, event), event, { name, redact });
        const parts = await partsOf(runFolder, outcome, told(facts, event), redact, (code, message) => notices.add(code, message));
        // What the caller has just seen happen is told whether or not it happened before, but a success is one thing.
        const isAgain = options.again === true || (options.event !== undefined && event.kind !== 'success');
        const clock = options.clock ?? systemClock;
        const plans = webhooks.map(webhook => {
            const channel = webhook.kind === 'discord' ? createDiscord(webhook) : createJsonWebhook(webhook);
            const accepted = parts.filter(part => channel.accepts(part));
            const arrived = accepted.filter(part => !isAgain && hasArrived(history.records, webhook.name, part));
            const open = accepted.filter(part => !arrived.includes(part));
            const messages = channel.compose(outcome, open, clock.now());
            const results = new Map([
                ...arrived.map(part => [part, { name: part.name, state: 'already' }]),
                ...open.map(part => [part, { name: part.name, state: 'planned' }]),
            ]);
            return { channel, messages, results };
        });
        if (options.dryRun !== true) {
            const limits = { ...patience, ...options.patience };
            const dispatch = {
                clock,
                patience: limits,
                signal: options.signal,
                deadlineMs: clock.now() + limits.totalMs,
                paused: new Map(),
                redact,
            };
            const total = plans.reduce((sum, { messages }) => sum + messages.flatMap(({ parts }) => parts).length, 0);
            const task = total === 0 ? undefined : progress.task('sending', total, 'parts');
            const keep = async (channel, { part, sent, reason }) => {
                const record = {
                    at: new Date(clock.now()).toISOString(),
                    event: event.kind,
                    ...(outcome.error === undefined ? {} : { error: outcome.error }),
                    webhook: channel.webhook.name,
                    part: part.name,
                    digest: part.digest,
                    sent,
                    ...(reason === undefined ? {} : { reason }),
                };
                await history.add(record).catch((error) => {
                    if (!(error instanceof MedspanError))
                        throw error;
                    notices.add('no-history', `${error.message}: it is not kept what was sent`);
                });
            };
            await Promise.all(plans.map(({ channel, messages, results }) => deliver(channel, messages, dispatch, async (delivery) => {
                const { part, sent, reason } = delivery;
                results.set(part, {
                    name: part.name,
                    state: sent ? 'sent' : 'failed',
                    ...(reason === undefined ? {} : { reason }),
                });
                task?.advance();
                await keep(channel, delivery);
            })));
            task?.end();
        }
        const reports = plans.map(({ channel, messages, results }) => ({
            name: channel.webhook.name,
            kind: channel.webhook.kind,
            parts: [...results.values()],
            messages: options.dryRun === true ? messages.map(({ preview }) => preview) : [],
        }));
        return {
            run: outcome.run,
            event: event.kind,
            webhooks: reports,
            problem: undefined,
            notices: notices.list(),
            complete: reports.every(report => report.parts.every(({ state }) => state === 'sent' || state === 'already')),
        };
    }
    catch (error) {
        if (!(error instanceof MedspanError) || error.code === 'internal')
            throw error;
        return failed(withoutPath(error));
    }
}
/** An error's words and place; of a path, the file's name alone. */
function withoutPath({ message, where }) {
    const place = where?.at ?? (where?.path === undefined ? undefined : basename(where.path));
    return place === undefined ? message : `${place}: ${message}`;
}
/** Paths that an error knows of, so that they are recognised in its message. */
function pathsOf(event) {
    if (event?.kind !== 'failure')
        return [];
    const paths = [];
    for (let error = event.error, depth = 0; error instanceof Error && depth < 8; error = error.cause, depth++) {
        if (error instanceof MedspanError && error.where?.path !== undefined)
            paths.push(error.where.path);
        for (const key of ['path', 'dest']) {
            const value = Reflect.get(error, key);
            if (typeof value === 'string')
                paths.push(value);
        }
    }
    return paths;
}
/** What is to be told: what happened, or what the folder says, or what was last tried to be told of it. */
function eventOf(given, facts, history) {
    if (given?.kind === 'failure') {
        const { error } = given;
        return { kind: 'failure', error: error instanceof Error ? error.message : String(error) };
    }
    if (given !== undefined)
        return given;
    if (facts.run?.status === 'finished')
        return { kind: 'success' };
    if (facts.run?.status === 'failed')
        return { kind: 'failure', error: facts.run.error };
    const last = history.findLast(({ event }) => event === 'failure' || event === 'resume');
    return last === undefined ? { kind: 'unfinished' } : { kind: last.event, error: last.error };
}
/** The facts that an event lets one tell: result files of a run that goes on may be those of an earlier one. */
function told(facts, event) {
    if (event.kind === 'success')
        return facts;
    if (facts.run?.status === 'finished')
        return { ...facts, figures: [] };
    return { ...facts, training: {}, validation: {}, test: {}, baseline: {}, figures: [] };
}
/** No server takes more in a file. */
const maxFigureBytes = discordLimits.boostedFileBytes;
const sha256 = (content) => createHash('sha256').update(content).digest('hex');
async function partsOf(runFolder, outcome, { figures }, redact, notice) {
    const { figures: _, ...summary } = outcome;
    const parts = [{ name: 'summary', digest: sha256(JSON.stringify(summary)) }];
    for (const { file } of figures) {
        const name = figureName(redact(file));
        const path = join(runFolder, 'figures', file);
        const read = async () => Uint8Array.from(await readFile(path));
        try {
            const { size } = await stat(path);
            if (size <= maxFigureBytes)
                parts.push({ name, digest: sha256(await read()), bytes: size, read });
            else
                notice('large-figure', `${name} is too large for any server and is left out`);
        }
        catch (error) {
            if (!(error instanceof Error) || !('code' in error))
                throw error;
            notice('no-figure', `${name} cannot be read (${String(error.code)}) and is left out`);
        }
    }
    return parts;
}
