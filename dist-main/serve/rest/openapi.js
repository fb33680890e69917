/**
 * @file The description of REST as OpenAPI 3.1, whose schemas are JSON Schema 2020-12: those by which requests are checked.
 */
import { z } from 'zod';
import { LINES_TYPE } from "../safety.js";
import { errorSchema, lineAnswerSchema, lineSchema, modelsSchema, statusSchema, tagAnswerSchema, tagRequestSchema, } from "./schemas.js";
const schemaOf = (schema) => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return rest;
};
const named = (name) => ({ $ref: `#/components/schemas/${name}` });
const json = (name) => ({ 'application/json': { schema: named(name) } });
const answer = (description, name) => ({ description, content: json(name) });
/** Refusals that any request may meet, and those of some. */
const refusals = (statuses) => Object.fromEntries(Object.entries({
    401: 'without the token, where the server has one',
    403: 'to another name than one of the server, or from another page',
    ...statuses,
}).map(([status, description]) => [status, answer(description, 'Error')]));
const whole = '200';
/** The document, as JSON has it. */
export function describeApi(version) {
    const stop = { 503: 'the server stops; Retry-After says when to ask again' };
    return {
        openapi: '3.1.0',
        info: { title: 'medspan', version, description: 'Tags texts with trained models.' },
        security: [{}, { token: [] }],
        paths: {
            '/v1/tag': {
                post: {
                    summary: 'Mentions of texts',
                    description: `With ${LINES_TYPE} each line is a document, and is answered by a line in its turn while more are sent.`,
                    parameters: ['model', 'minScore'].map(name => ({
                        name,
                        in: 'query',
                        description: `Of a request in lines, which has no other place for it.`,
                        schema: named(name),
                    })),
                    requestBody: {
                        required: true,
                        content: { ...json('TagRequest'), [LINES_TYPE]: { schema: named('Line') } },
                    },
                    responses: {
                        [whole]: {
                            description: 'the mentions',
                            content: { ...json('TagAnswer'), [LINES_TYPE]: { schema: named('LineAnswer') } },
                        },
                        ...refusals({
                            400: 'not as described here',
                            404: 'a model that is not served',
                            413: 'a larger body than is taken',
                            415: 'another content type',
                            429: 'too many requests at once; Retry-After says when to ask again',
                            ...stop,
                        }),
                    },
                },
            },
            '/v1/models': {
                get: {
                    summary: 'The models that are served',
                    responses: { [whole]: answer('the models', 'Models'), ...refusals(stop) },
                },
            },
            '/health': {
                get: { summary: 'Whether the process is alive', responses: { [whole]: answer('it is', 'Status') } },
            },
            '/ready': {
                get: {
                    summary: 'Whether models are loaded, and the server is not stopping',
                    responses: { [whole]: answer('so it is', 'Status'), 503: answer('not yet, or no more', 'Status') },
                },
            },
            '/metrics': {
                get: {
                    summary: 'Counts for Prometheus',
                    responses: {
                        [whole]: {
                            description: 'version 0.0.4',
                            content: { 'text/plain': { schema: { type: 'string' } } },
                        },
                    },
                },
            },
        },
        components: {
            securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
            schemas: {
                TagRequest: schemaOf(tagRequestSchema),
                TagAnswer: schemaOf(tagAnswerSchema),
                Line: schemaOf(lineSchema),
                LineAnswer: schemaOf(lineAnswerSchema),
                Models: schemaOf(modelsSchema),
                Status: schemaOf(statusSchema),
                Error: schemaOf(errorSchema),
                model: schemaOf(tagRequestSchema.shape.model),
                minScore: schemaOf(tagRequestSchema.shape.minScore),
            },
        },
    };
}
