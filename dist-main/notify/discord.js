/**
 * @file Messages for a Discord webhook: a summary as an embed, and figures as files, ten a message.
 *
 * Limits are those of https://docs.discord.com/developers/resources/message (embed limits) and
 * https://docs.discord.com/developers/reference (uploading files: `payload_json` and `files[n]`). Discord reads
 * Markdown in all texts; names that are not ours have every mark of it escaped, `<@…>`, `<#…>`, `<t:…>` and `@everyone` too, and
 * mention nobody.
 */
import { renderColumns } from "../text/columns.js";
import { escapeMarkdown } from "../text/markdown.js";
import { headlines } from "./outcome.js";
/** In UTF-16 code units, which are never fewer than the characters that Discord counts. */
export const discordLimits = {
    content: 2000,
    title: 256,
    description: 4096,
    fieldName: 256,
    fieldValue: 1024,
    fields: 25,
    footer: 2048,
    /** Of all texts of a message's embeds. */
    embed: 6000,
    altText: 1024,
    files: 10,
    /** Of one file. Servers that were boosted take more, so a larger file is tried, alone. */
    fileBytes: 10 * 1024 * 1024,
    /** What the most boosted server takes. */
    boostedFileBytes: 100 * 1024 * 1024,
};
const colours = {
    success: 0x2e7d32,
    failure: 0xc62828,
    resume: 0x1565c0,
    unfinished: 0x757575,
};
/** Cuts a text at whole characters, with `…` where something is missing. */
function cut(text, limit) {
    if (text.length <= limit)
        return text;
    let kept = '';
    for (const character of text) {
        if (kept.length + character.length + 1 > limit)
            break;
        kept += character;
    }
    return `${kept}…`;
}
const percent = (value) => (value === undefined ? '-' : (100 * value).toFixed(2));
/** `**71.23** (dictionary 55.10)` in both modes, a line each. */
function renderPart({ default: normal, strict }) {
    const line = (mode, score) => `${mode} **${percent(score.f1)}** (dictionary ${percent(score.dictionary_f1)})`;
    return `${line('default', normal)}\n${line('strict', strict)}`;
}
/**
 * The scores of types in columns, within a code block of at most `limit` characters; the last ones are left out where
 * there are too many, and counted.
 */
export function renderTypes(types, limit) {
    // Nothing but a run of backticks ends a code block.
    const cells = types.map(type => [
        cut(type.name.replaceAll('`', "'"), 24),
        percent(type.validation_f1),
        percent(type.test_f1),
        percent(type.test_dictionary_f1),
        String(type.test_mentions ?? '-'),
    ]);
    const titles = ['F1 by type', 'val', 'test', 'dict', 'n'];
    const lines = renderColumns([titles, ...cells], { gap: ' ' }).split('\n');
    const frame = '```\n\n```'.length;
    const more = (left) => `and ${left} more`;
    let kept = lines.length;
    const text = () => [...lines.slice(0, kept), ...(kept < lines.length ? [more(lines.length - kept)] : [])].join('\n');
    while (kept > 1 && text().length + frame > limit)
        kept--;
    return kept <= 1 ? '' : `\`\`\`\n${text()}\n\`\`\``;
}
/** How long a training took: `3 min`, `2 h 4 min`. */
function renderDuration(seconds) {
    const minutes = Math.round(seconds / 60);
    if (minutes < 1)
        return `${Math.round(seconds)} s`;
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
/** The summary as an embed; within every limit. */
export function renderEmbed(outcome) {
    const { scores, training, best, data } = outcome;
    const fields = [];
    const add = (name, value, inline = true) => void fields.push({ name, value: cut(value, discordLimits.fieldValue), inline });
    if (scores.validation !== undefined)
        add('Validation F1', renderPart(scores.validation));
    if (scores.test !== undefined)
        add('Test F1', renderPart(scores.test));
    if (best !== undefined)
        add('Best evaluation', `${escapeMarkdown(best.metric, 100)} ${best.value.toFixed(4)}\nstep ${best.step}, epoch ${Number(best.epoch.toFixed(2))}`);
    if (training !== undefined) {
        const { epochs, seconds, loss } = training;
        const lines = [
            epochs === undefined ? [] : [`${Number(epochs.toFixed(2))} epochs`],
            seconds === undefined ? [] : [renderDuration(seconds)],
            loss === undefined ? [] : [`mean loss ${loss.toFixed(4)}`],
        ].flat();
        if (lines.length > 0)
            add('Training', lines.join('\n'));
    }
    if (data !== undefined) {
        const line = (name, { documents, sentences }) => `${name}: ${documents} documents, ${sentences} sentences`;
        add('Data', [line('train', data.train), line('validation', data.validation), line('test', data.test)].join('\n'), false);
    }
    if (outcome.warnings > 0)
        add('Notices', `${outcome.warnings}, in run\\.json`);
    const footer = [
        outcome.medspan === undefined ? [] : [`medspan ${cut(outcome.medspan, 40)}`],
        outcome.seed === undefined ? [] : [`seed ${outcome.seed}`],
    ].flat();
    const head = {
        title: `${escapeMarkdown(outcome.run, discordLimits.title - 40)}: ${headlines[outcome.event]}`,
        color: colours[outcome.event],
        fields,
        ...(footer.length === 0 ? {} : { footer: { text: footer.join(', ') } }),
    };
    // The description is what grows; all other texts together are far from what it leaves of the embed's limit.
    const room = discordLimits.description;
    const error = outcome.error === undefined ? '' : escapeMarkdown(outcome.error, Math.min(1500, room));
    const left = room - error.length - (error === '' ? 0 : 1);
    const table = outcome.types.length === 0 ? '' : renderTypes(outcome.types, left);
    const description = [error, table].filter(text => text !== '').join('\n');
    return description === '' ? head : { ...head, description };
}
/** What a figure shows, for who does not see it: its name in words. */
function altText(name) {
    return cut(`Figure: ${name.replace(/\.png$/i, '').replace(/[_-]+/g, ' ')}`, discordLimits.altText);
}
function createMessage(payload, parts) {
    const figures = parts.filter(({ read }) => read !== undefined);
    const attachments = figures.map(({ name }, id) => ({ id, filename: name, description: altText(name) }));
    const whole = attachments.length === 0 ? payload : { ...payload, attachments };
    const files = figures.map(({ name, bytes }) => `file: ${name}, ${bytes} bytes`);
    return {
        parts,
        preview: [JSON.stringify(whole, null, 2), ...files].join('\n'),
        async body() {
            const body = new FormData();
            body.append('payload_json', JSON.stringify(whole));
            for (const [index, { name, read }] of figures.entries())
                body.append(`files[${index}]`, new Blob([await read()], { type: 'image/png' }), name);
            return { body, headers: {} };
        },
    };
}
const nobody = { parse: [] };
function figureMessage(run, parts) {
    const names = parts.length === 1 ? '1 figure' : `${parts.length} figures`;
    const content = `${names} of ${escapeMarkdown(run, discordLimits.content - 40)}`;
    return createMessage({ content, allowed_mentions: nobody }, parts);
}
/** Figures a message, in order: ten of usual size, or one of which only a reply can tell whether it fits. */
function groups(figures) {
    const isLarge = ({ bytes = 0 }) => bytes > discordLimits.fileBytes;
    const result = [];
    for (const figure of figures) {
        const last = result.at(-1);
        const fits = last !== undefined && last.length < discordLimits.files && !isLarge(last[0]);
        if (fits && !isLarge(figure))
            last.push(figure);
        else
            result.push([figure]);
    }
    return result;
}
export function createDiscord(webhook) {
    /** The run that a message is about, for when it is divided. */
    const runs = new WeakMap();
    const figures = (run, parts) => {
        const message = figureMessage(run, parts);
        runs.set(message, run);
        return message;
    };
    return {
        webhook,
        accepts: () => true,
        compose(outcome, parts) {
            const messages = [];
            for (const part of parts)
                if (part.read === undefined)
                    messages.push(createMessage({ embeds: [renderEmbed(outcome)], allowed_mentions: nobody }, [part]));
            const images = parts.filter(({ read }) => read !== undefined);
            for (const group of groups(images))
                messages.push(figures(outcome.run, group));
            return messages;
        },
        divide(message) {
            const run = runs.get(message);
            if (run === undefined || message.parts.length < 2)
                return [];
            const half = Math.ceil(message.parts.length / 2);
            return [figures(run, message.parts.slice(0, half)), figures(run, message.parts.slice(half))];
        },
        reasonOf: discordReason,
    };
}
/**
 * What Discord's error body says: `Invalid Form Body (50035): embeds.0.title: Must be 256 or fewer in length.`
 * (https://docs.discord.com/developers/reference, error messages).
 */
export function discordReason(body) {
    if (typeof body !== 'object' || body === null)
        return undefined;
    const { message, code, errors } = body;
    if (typeof message !== 'string')
        return undefined;
    const detail = firstError(errors, []);
    const text = `${message}${typeof code === 'number' ? ` (${code})` : ''}${detail === undefined ? '' : `: ${detail}`}`;
    return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
function firstError(errors, path) {
    if (typeof errors !== 'object' || errors === null || path.length > 8)
        return undefined;
    for (const [key, below] of Object.entries(errors)) {
        if (key === '_errors' && Array.isArray(below)) {
            const message = below[0]?.message;
            if (typeof message === 'string')
                return `${path.join('.')}: ${message}`;
        }
        const found = firstError(below, [...path, key]);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
