/**
 * @file Where notifications go: addresses of webhooks from the environment, or from files that nobody else can read.
 *
 * An address is a key: who has it can write. It goes into requests and nowhere else; what is told of a webhook is its
 * server and, of Discord's, the last four digits of its number.
 */
import { type Where } from '../errors.ts';
export interface Webhook {
    readonly kind: 'discord' | 'json';
    /** How it is called in texts and files: `discord.com …4321`. */
    readonly name: string;
    readonly url: URL;
    /** Texts that must not be seen anywhere: the address, and the parts of it that are keys. */
    readonly secrets: readonly string[];
}
export declare const discordVariable = "MEDSPAN_DISCORD_WEBHOOK";
export declare const webhookVariable = "MEDSPAN_WEBHOOK";
/**
 * Reads one address.
 * @param where the variable or the file that holds it; the address is in no error
 * @param expected `discord` where nothing else will do
 * @throws MedspanError (`config`)
 */
export declare function parseWebhook(text: string, where: Where, expected?: 'discord'): Webhook;
/**
 * All webhooks, in the order in which they were given, each once. Those with the same name are numbered.
 * @throws MedspanError (`config`) where an address is none, or others may read a file; (`input`) where a file cannot be read
 */
export declare function readWebhooks(options: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly files?: readonly string[] | undefined;
}): Promise<Webhook[]>;
