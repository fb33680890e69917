/**
 * @file Messages for a Discord webhook: a summary as an embed, and figures as files, ten a message.
 *
 * Limits are those of https://docs.discord.com/developers/resources/message (embed limits) and
 * https://docs.discord.com/developers/reference (uploading files: `payload_json` and `files[n]`). Discord reads
 * Markdown in all texts; names that are not ours have every mark of it escaped, `<@…>`, `<#…>`, `<t:…>` and `@everyone` too, and
 * mention nobody.
 */
import type { Channel } from './channel.ts';
import { type Outcome } from './outcome.ts';
import type { Webhook } from './webhooks.ts';
/** In UTF-16 code units, which are never fewer than the characters that Discord counts. */
export declare const discordLimits: {
    readonly content: 2000;
    readonly title: 256;
    readonly description: 4096;
    readonly fieldName: 256;
    readonly fieldValue: 1024;
    readonly fields: 25;
    readonly footer: 2048;
    /** Of all texts of a message's embeds. */
    readonly embed: 6000;
    readonly altText: 1024;
    readonly files: 10;
    /** Of one file. Servers that were boosted take more, so a larger file is tried, alone. */
    readonly fileBytes: number;
    /** What the most boosted server takes. */
    readonly boostedFileBytes: number;
};
interface Field {
    readonly name: string;
    readonly value: string;
    readonly inline: boolean;
}
export interface Embed {
    readonly title: string;
    readonly description?: string;
    readonly color: number;
    readonly fields: readonly Field[];
    readonly footer?: {
        readonly text: string;
    };
}
/**
 * The scores of types in columns, within a code block of at most `limit` characters; the last ones are left out where
 * there are too many, and counted.
 */
export declare function renderTypes(types: Outcome['types'], limit: number): string;
/** The summary as an embed; within every limit. */
export declare function renderEmbed(outcome: Outcome): Embed;
export declare function createDiscord(webhook: Webhook): Channel;
/**
 * What Discord's error body says: `Invalid Form Body (50035): embeds.0.title: Must be 256 or fewer in length.`
 * (https://docs.discord.com/developers/reference, error messages).
 */
export declare function discordReason(body: unknown): string | undefined;
export {};
