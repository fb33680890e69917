/**
 * @file A JSON webhook: one POST with what docs/notification.schema.json describes. Figures are named and not sent.
 */
import { z } from 'zod';
import { outcomeSchema } from "./outcome.js";
/** The body of a request. */
export const notificationSchema = outcomeSchema.extend({
    version: z.literal(1).describe('Of this format.'),
    id: z.string().describe('The same whenever the same is sent again, so that a receiver can tell.'),
    at: z.iso.datetime().describe('When it was sent.'),
});
export function createJsonWebhook(webhook) {
    return {
        webhook,
        accepts: ({ name }) => name === 'summary',
        compose(outcome, parts, atMs) {
            return parts.map(part => {
                const at = new Date(atMs).toISOString();
                const notification = { version: 1, id: part.digest, at, ...outcome };
                return {
                    parts: [part],
                    preview: JSON.stringify(notification, null, 2),
                    body: async () => ({
                        body: JSON.stringify(notification),
                        headers: { 'content-type': 'application/json' },
                    }),
                };
            });
        },
        divide: () => [],
        reasonOf: () => undefined,
    };
}
