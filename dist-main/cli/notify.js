/**
 * @file `medspan notify`: tells webhooks what a run folder says.
 */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { MedspanError } from "../errors.js";
import { notifyRun } from "../notify/notify.js";
import { discordVariable, webhookVariable } from "../notify/webhooks.js";
import { givenFolder } from "./given-folder.js";
import { showResult } from "./io.js";
export function notifyCommand(context) {
    return new Command('notify')
        .argument('<run>', 'a run folder')
        .option('--webhook-file <file>', 'a file with addresses of webhooks, one a line, readable by you alone (chmod 600); repeatable', (file, files) => [...(files ?? []), file])
        .option('--again', 'also send what was sent before')
        .option('--dry-run', 'print what would be sent, and send nothing')
        .addHelpText('after', `
Addresses of webhooks are secrets, so they are not options. Set them in the environment, several separated by commas:
  MEDSPAN_DISCORD_WEBHOOK   webhooks of Discord (https://discord.com/api/webhooks/NUMBER/TOKEN):
                            a summary, and the PNG files of the run's figures/
  MEDSPAN_WEBHOOK           any other webhook: the summary as JSON (docs/notification.schema.json)

No paths, keys or user names are sent. RUN/notifications.jsonl records what was delivered.

Examples:
  medspan notify runs/medspan
  medspan notify runs/medspan --dry-run
  medspan notify runs/medspan --webhook-file ~/.medspan-webhooks
`)
        .action(async (run, options) => {
        const { io, progress } = context;
        const signal = io.interruption();
        const report = await notifyRun(await givenFolder(io, run), {
            env: process.env,
            webhookFiles: options.webhookFile?.map(file => resolve(io.cwd, file)),
            again: options.again,
            dryRun: options.dryRun,
            signal,
            progress,
        });
        for (const notice of report.notices)
            progress.notice(notice);
        if (report.problem !== undefined)
            throw new MedspanError('config', report.problem, { hint: 'see medspan notify --help' });
        showResult(io, options, report, renderNotifyReport(report));
        if (report.complete || options.dryRun === true)
            return;
        if (signal.aborted)
            throw new MedspanError('interrupted', 'sending was interrupted', {
                hint: 'the same command sends the rest',
            });
        throw new MedspanError('output', 'not everything could be sent', {
            hint: 'the same command sends the rest',
        });
    });
}
/**
 * Tells the webhooks of the environment what has just happened to a run, where there are any. What cannot be sent is a
 * line in the log, and never an error.
 */
export async function announce(runFolder, event, { progress }, limits = {}) {
    const { env } = process;
    if (!env[discordVariable] && !env[webhookVariable])
        return;
    const { signal, totalMs } = limits;
    const patience = totalMs === undefined ? {} : { totalMs };
    const report = await notifyRun(runFolder, { env, event, signal, patience, progress });
    for (const notice of report.notices)
        progress.notice(notice);
    const told = report.problem ?? renderNotifyReport(report);
    for (const line of told.split('\n'))
        if (line !== '')
            progress.info(line);
}
/** What became of a notification, a webhook after the other. */
export function renderNotifyReport(report) {
    const lines = [];
    for (const { name, parts, messages } of report.webhooks) {
        const names = (state) => parts.filter(part => part.state === state).map(part => part.name);
        const told = [
            ['sent', names('sent')],
            ['sent before', names('already')],
            ['would be sent', names('planned')],
        ];
        for (const [what, which] of told)
            if (which.length > 0)
                lines.push(`${name}: ${what}: ${which.join(', ')}`);
        for (const part of parts)
            if (part.state === 'failed')
                lines.push(`${name}: not sent: ${part.name}: ${part.reason ?? 'unknown'}`);
        for (const message of messages)
            lines.push('', message, '');
    }
    return lines.join('\n').trimEnd();
}
