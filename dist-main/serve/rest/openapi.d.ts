/** The document, as JSON has it. */
export declare function describeApi(version: string): {
    openapi: string;
    info: {
        title: string;
        version: string;
        description: string;
    };
    security: ({
        token?: never;
    } | {
        token: never[];
    })[];
    paths: {
        '/v1/tag': {
            post: {
                summary: string;
                description: string;
                parameters: {
                    name: string;
                    in: string;
                    description: string;
                    schema: {
                        $ref: string;
                    };
                }[];
                requestBody: {
                    required: boolean;
                    content: {
                        "application/x-ndjson": {
                            schema: {
                                $ref: string;
                            };
                        };
                        'application/json': {
                            schema: {
                                $ref: string;
                            };
                        };
                    };
                };
                responses: {
                    "200": {
                        description: string;
                        content: {
                            "application/x-ndjson": {
                                schema: {
                                    $ref: string;
                                };
                            };
                            'application/json': {
                                schema: {
                                    $ref: string;
                                };
                            };
                        };
                    };
                };
            };
        };
        '/v1/models': {
            get: {
                summary: string;
                responses: {
                    "200": {
                        description: string;
                        content: {
                            'application/json': {
                                schema: {
                                    $ref: string;
                                };
                            };
                        };
                    };
                };
            };
        };
        '/health': {
            get: {
                summary: string;
                responses: {
                    "200": {
                        description: string;
                        content: {
                            'application/json': {
                                schema: {
                                    $ref: string;
                                };
                            };
                        };
                    };
                };
            };
        };
        '/ready': {
            get: {
                summary: string;
                responses: {
                    "200": {
                        description: string;
                        content: {
                            'application/json': {
                                schema: {
                                    $ref: string;
                                };
                            };
                        };
                    };
                    503: {
                        description: string;
                        content: {
                            'application/json': {
                                schema: {
                                    $ref: string;
                                };
                            };
                        };
                    };
                };
            };
        };
        '/metrics': {
            get: {
                summary: string;
                responses: {
                    "200": {
                        description: string;
                        content: {
                            'text/plain': {
                                schema: {
                                    type: string;
                                };
                            };
                        };
                    };
                };
            };
        };
    };
    components: {
        securitySchemes: {
            token: {
                type: string;
                scheme: string;
            };
        };
        schemas: {
            TagRequest: Readonly<Record<string, unknown>>;
            TagAnswer: Readonly<Record<string, unknown>>;
            Line: Readonly<Record<string, unknown>>;
            LineAnswer: Readonly<Record<string, unknown>>;
            Models: Readonly<Record<string, unknown>>;
            Status: Readonly<Record<string, unknown>>;
            Error: Readonly<Record<string, unknown>>;
            model: Readonly<Record<string, unknown>>;
            minScore: Readonly<Record<string, unknown>>;
        };
    };
};
