/**
 * @file REST: `/v1/tag`, `/v1/models` and their description.
 */
import { Hono } from 'hono';
import { namedType } from "../../concepts/semantic-network.js";
import { answerLines } from "../../predict/lines.js";
import { describeMentions } from "../../text/document.js";
import { printable } from "../../text/escapes.js";
import { answerJson, Refusal } from "../refusal.js";
import { limitBody } from "../request.js";
import { LINES_TYPE } from "../safety.js";
import { describeApi } from "./openapi.js";
import { parseTagRequest, toDocument } from "./requests.js";
import { tagRequestSchema } from "./schemas.js";
/** The largest body of JSON, and the longest line: some 150,000 words. */
const MAX_BYTES = 2 ** 20;
export function createRest({ models, version }) {
    const app = new Hono();
    const description = describeApi(version);
    app.get('/openapi.json', () => answerJson(description));
    app.get('/v1/models', async () => {
        const described = await Promise.all(models.names.map(name => models.use(name, {}, async ({ version, tagger }) => ({
            name,
            version,
            types: tagger.types.map(type => ({ type, name: namedType(type) })),
        }))));
        return answerJson({ models: described.filter(one => one !== undefined) });
    });
    const limited = limitBody(MAX_BYTES);
    app.post('/v1/tag', (c, next) => (isLines(c) ? next() : limited(c, next)), c => (isLines(c) ? tagLines(c) : tagBody(c)));
    return app;
    async function tagBody(c) {
        const request = parseTagRequest(new Uint8Array(await c.req.arrayBuffer()));
        const { minScore, text, documents } = request;
        const model = nameOf(request.model);
        return useModel(model, async ({ version, tagger }) => {
            const asked = documents?.map((one, i) => toDocument(one, `documents.${i}.`, tagger.segment)) ?? [
                toDocument({ text: text ?? '' }, '', tagger.segment),
            ];
            const answers = [];
            for await (const tagged of tagger.tag(asked, { signal: c.var.signal }))
                answers.push({ text: tagged.text, mentions: describe(tagged, minScore) });
            if (documents === undefined)
                return answerJson({ model, version, ...answers[0] });
            const named = answers.map((answer, i) => ({ id: documents[i].id, ...answer }));
            return answerJson({ model, version, documents: named });
        });
    }
    function tagLines(c) {
        const { model, minScore } = parseQuery(c);
        const name = nameOf(model);
        const { readable, writable } = new TransformStream();
        const writer = writable.getWriter();
        const encoder = new TextEncoder();
        const write = (line) => writer.write(encoder.encode(`${printable(line)}\n`));
        const answer = async ({ tagger }) => {
            const answers = answerLines(c.req.raw.body ?? new ReadableStream(), {
                tagger,
                format: 'json',
                maxLineBytes: MAX_BYTES,
                describe: document => describe(document, minScore),
                signal: c.var.signal,
            });
            for await (const { text } of answers)
                await write(text);
        };
        c.var.hold(useModel(name, answer)
            .catch((error) => {
            if (!c.var.signal.aborted)
                c.var.report(error);
            return write(JSON.stringify({ error: { message: 'the rest could not be read or tagged' } }));
        })
            .then(() => writer.close())
            // Where nobody reads any more there is nobody to tell.
            .catch(() => { }));
        return new Response(readable, { headers: { 'content-type': LINES_TYPE } });
    }
    /** The name of the model that is asked for, or of the only one. */
    function nameOf(model) {
        const name = model ?? (models.names.length === 1 ? models.names[0] : undefined);
        if (name !== undefined && models.names.includes(name))
            return name;
        const known = models.names.join(', ');
        throw new Refusal(name === undefined ? 400 : 404, `expected the name of a model that is served: ${known}`);
    }
    async function useModel(name, work) {
        const result = await models.use(name, {}, async (version) => ({ value: await work(version) }));
        if (result === undefined)
            throw new Refusal(404, 'expected the name of a model that is served');
        return result.value;
    }
}
const isLines = (c) => c.req.header('content-type')?.toLowerCase().startsWith(LINES_TYPE) === true;
/** The settings of a request in lines. */
function parseQuery(c) {
    const { model, minScore, ...others } = c.req.query();
    const parsed = tagRequestSchema.shape.minScore.safeParse(minScore === undefined ? undefined : Number(minScore));
    if (!parsed.success || Object.keys(others).length > 0)
        throw new Refusal(400, 'expected model and minScore, a number from 0 to 1, as the query');
    return { model, minScore: parsed.data };
}
/** The mentions of a document as JSON has them, each with the names of its types. */
function describe(document, minScore = 0) {
    const { text, mentions } = document;
    const kept = mentions.filter(({ score = 1 }) => score >= minScore);
    return describeMentions({ text, mentions: kept }).map(mention => ({
        ...mention,
        names: mention.types.map(namedType),
    }));
}
