import { z } from 'zod';
import type { LossFunction } from '../nn/losses.ts';
declare const runFileSchema: z.ZodObject<{
    status: z.ZodEnum<{
        finished: "finished";
        failed: "failed";
        running: "running";
        pruned: "pruned";
    }>;
    error: z.ZodExactOptional<z.ZodString>;
    ended: z.ZodExactOptional<z.ZodString>;
    versions: z.ZodRecord<z.ZodString, z.ZodString>;
    environment: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    seed: z.ZodInt;
    types: z.ZodReadonly<z.ZodArray<z.ZodString>>;
    loss: z.ZodExactOptional<z.ZodCustom<LossFunction, LossFunction>>;
    identity: z.ZodObject<{
        config: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        sources: z.ZodReadonly<z.ZodArray<z.ZodObject<{
            name: z.ZodString;
            documents: z.ZodInt;
            sha256: z.ZodString;
        }, z.core.$strip>>>;
        model: z.ZodRecord<z.ZodString, z.ZodString>;
    }, z.core.$strip>;
    own: z.ZodOptional<z.ZodString>;
    warnings: z.ZodReadonly<z.ZodArray<z.ZodObject<{
        code: z.ZodString;
        message: z.ZodString;
        count: z.ZodNumber;
        where: z.ZodExactOptional<z.ZodObject<{
            path: z.ZodExactOptional<z.ZodString>;
            line: z.ZodExactOptional<z.ZodNumber>;
            column: z.ZodExactOptional<z.ZodNumber>;
            at: z.ZodExactOptional<z.ZodString>;
        }, z.core.$strip>>;
        kinds: z.ZodExactOptional<z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodNumber], null>>>, z.ZodTransform<Record<string, number>, [string, number][]>>>;
    }, z.core.$strip>>>;
    summary: z.ZodExactOptional<z.ZodObject<{
        runFolder: z.ZodString;
        types: z.ZodReadonly<z.ZodArray<z.ZodString>>;
        counts: z.ZodObject<{
            train: z.ZodObject<{
                documents: z.ZodInt;
                sentences: z.ZodInt;
                words: z.ZodInt;
                sequences: z.ZodInt;
            }, z.core.$strip>;
            validation: z.ZodObject<{
                documents: z.ZodInt;
                sentences: z.ZodInt;
                words: z.ZodInt;
                sequences: z.ZodInt;
            }, z.core.$strip>;
            test: z.ZodObject<{
                documents: z.ZodInt;
                sentences: z.ZodInt;
                words: z.ZodInt;
                sequences: z.ZodInt;
            }, z.core.$strip>;
        }, z.core.$strip>;
        training: z.ZodRecord<z.ZodString, z.ZodNumber>;
        best: z.ZodObject<{
            step: z.ZodInt;
            epoch: z.ZodNumber;
            metric: z.ZodString;
            value: z.ZodNumber;
        }, z.core.$strip>;
        temperature: z.ZodExactOptional<z.ZodNumber>;
        validation: z.ZodObject<{
            default: z.ZodObject<{
                overall: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                    accuracy: z.ZodNumber;
                    insideAccuracy: z.ZodNumber;
                }, z.core.$strip>;
                macro: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                weighted: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>, [string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }][]>>;
            }, z.core.$strip>;
            strict: z.ZodObject<{
                overall: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                    accuracy: z.ZodNumber;
                    insideAccuracy: z.ZodNumber;
                }, z.core.$strip>;
                macro: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                weighted: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>, [string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }][]>>;
            }, z.core.$strip>;
            loss: z.ZodNumber;
            sentences: z.ZodNumber;
            seconds: z.ZodNumber;
            batches: z.ZodNumber;
        }, z.core.$strip>;
        test: z.ZodObject<{
            default: z.ZodObject<{
                overall: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                    accuracy: z.ZodNumber;
                    insideAccuracy: z.ZodNumber;
                }, z.core.$strip>;
                macro: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                weighted: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>, [string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }][]>>;
            }, z.core.$strip>;
            strict: z.ZodObject<{
                overall: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                    accuracy: z.ZodNumber;
                    insideAccuracy: z.ZodNumber;
                }, z.core.$strip>;
                macro: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                weighted: z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>;
                types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                    precision: z.ZodNumber;
                    recall: z.ZodNumber;
                    f1: z.ZodNumber;
                    number: z.ZodNumber;
                }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>, [string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }][]>>;
            }, z.core.$strip>;
            loss: z.ZodNumber;
            sentences: z.ZodNumber;
            seconds: z.ZodNumber;
            batches: z.ZodNumber;
        }, z.core.$strip>;
        mentions: z.ZodObject<{
            validation: z.ZodObject<{
                correct: z.ZodNumber;
                predicted: z.ZodNumber;
                gold: z.ZodNumber;
                lost: z.ZodNumber;
                micro: z.ZodObject<{
                    precision: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    recall: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    f1: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                }, z.core.$strip>;
                macro: z.ZodObject<{
                    precision: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    recall: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    f1: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                }, z.core.$strip>;
            }, z.core.$strip>;
            test: z.ZodObject<{
                correct: z.ZodNumber;
                predicted: z.ZodNumber;
                gold: z.ZodNumber;
                lost: z.ZodNumber;
                micro: z.ZodObject<{
                    precision: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    recall: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    f1: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                }, z.core.$strip>;
                macro: z.ZodObject<{
                    precision: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    recall: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                    f1: z.ZodObject<{
                        estimate: z.ZodNumber;
                        lower: z.ZodNumber;
                        upper: z.ZodNumber;
                        samples: z.ZodNumber;
                    }, z.core.$strip>;
                }, z.core.$strip>;
            }, z.core.$strip>;
        }, z.core.$strip>;
        baseline: z.ZodObject<{
            validation: z.ZodObject<{
                default: z.ZodObject<{
                    overall: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                        accuracy: z.ZodNumber;
                        insideAccuracy: z.ZodNumber;
                    }, z.core.$strip>;
                    macro: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    weighted: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>, [string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }][]>>;
                }, z.core.$strip>;
                strict: z.ZodObject<{
                    overall: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                        accuracy: z.ZodNumber;
                        insideAccuracy: z.ZodNumber;
                    }, z.core.$strip>;
                    macro: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    weighted: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>, [string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }][]>>;
                }, z.core.$strip>;
            }, z.core.$strip>;
            test: z.ZodObject<{
                default: z.ZodObject<{
                    overall: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                        accuracy: z.ZodNumber;
                        insideAccuracy: z.ZodNumber;
                    }, z.core.$strip>;
                    macro: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    weighted: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>, [string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }][]>>;
                }, z.core.$strip>;
                strict: z.ZodObject<{
                    overall: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                        accuracy: z.ZodNumber;
                        insideAccuracy: z.ZodNumber;
                    }, z.core.$strip>;
                    macro: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    weighted: z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>;
                    types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                        precision: z.ZodNumber;
                        recall: z.ZodNumber;
                        f1: z.ZodNumber;
                        number: z.ZodNumber;
                    }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>, [string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }][]>>;
                }, z.core.$strip>;
            }, z.core.$strip>;
        }, z.core.$strip>;
        warnings: z.ZodReadonly<z.ZodArray<z.ZodObject<{
            code: z.ZodString;
            message: z.ZodString;
            count: z.ZodNumber;
            where: z.ZodExactOptional<z.ZodObject<{
                path: z.ZodExactOptional<z.ZodString>;
                line: z.ZodExactOptional<z.ZodNumber>;
                column: z.ZodExactOptional<z.ZodNumber>;
                at: z.ZodExactOptional<z.ZodString>;
            }, z.core.$strip>>;
            kinds: z.ZodExactOptional<z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodNumber], null>>>, z.ZodTransform<Record<string, number>, [string, number][]>>>;
        }, z.core.$strip>>>;
    }, z.core.$strip>>;
}, z.core.$strip>;
export type RunFile = Readonly<z.output<typeof runFileSchema>>;
/** The same of a folder that may be of another version: what is not there, or not as expected, is left out. */
export declare const lenientRunSchema: z.ZodType<import("./lenient.ts").Lenient<{
    status: "finished" | "failed" | "running" | "pruned";
    versions: Record<string, string>;
    seed: number;
    types: readonly string[];
    identity: {
        config: Record<string, unknown>;
        sources: readonly {
            name: string;
            documents: number;
            sha256: string;
        }[];
        model: Record<string, string>;
    };
    warnings: readonly {
        code: string;
        message: string;
        count: number;
        where?: {
            path?: string;
            line?: number;
            column?: number;
            at?: string;
        };
        kinds?: Record<string, number>;
    }[];
    error?: string;
    ended?: string;
    environment?: Record<string, string>;
    loss?: LossFunction;
    own?: string | undefined;
    summary?: {
        runFolder: string;
        types: readonly string[];
        counts: {
            train: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            validation: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            test: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
        };
        training: Record<string, number>;
        best: {
            step: number;
            epoch: number;
            metric: string;
            value: number;
        };
        validation: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        test: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        mentions: {
            validation: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
            test: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
        };
        baseline: {
            validation: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
            test: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
        };
        warnings: readonly {
            code: string;
            message: string;
            count: number;
            where?: {
                path?: string;
                line?: number;
                column?: number;
                at?: string;
            };
            kinds?: Record<string, number>;
        }[];
        temperature?: number;
    };
}> & Pick<{
    status: "finished" | "failed" | "running" | "pruned";
    versions: Record<string, string>;
    seed: number;
    types: readonly string[];
    identity: {
        config: Record<string, unknown>;
        sources: readonly {
            name: string;
            documents: number;
            sha256: string;
        }[];
        model: Record<string, string>;
    };
    warnings: readonly {
        code: string;
        message: string;
        count: number;
        where?: {
            path?: string;
            line?: number;
            column?: number;
            at?: string;
        };
        kinds?: Record<string, number>;
    }[];
    error?: string;
    ended?: string;
    environment?: Record<string, string>;
    loss?: LossFunction;
    own?: string | undefined;
    summary?: {
        runFolder: string;
        types: readonly string[];
        counts: {
            train: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            validation: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            test: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
        };
        training: Record<string, number>;
        best: {
            step: number;
            epoch: number;
            metric: string;
            value: number;
        };
        validation: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        test: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        mentions: {
            validation: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
            test: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
        };
        baseline: {
            validation: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
            test: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
        };
        warnings: readonly {
            code: string;
            message: string;
            count: number;
            where?: {
                path?: string;
                line?: number;
                column?: number;
                at?: string;
            };
            kinds?: Record<string, number>;
        }[];
        temperature?: number;
    };
}, "status">, unknown, z.core.$ZodTypeInternals<import("./lenient.ts").Lenient<{
    status: "finished" | "failed" | "running" | "pruned";
    versions: Record<string, string>;
    seed: number;
    types: readonly string[];
    identity: {
        config: Record<string, unknown>;
        sources: readonly {
            name: string;
            documents: number;
            sha256: string;
        }[];
        model: Record<string, string>;
    };
    warnings: readonly {
        code: string;
        message: string;
        count: number;
        where?: {
            path?: string;
            line?: number;
            column?: number;
            at?: string;
        };
        kinds?: Record<string, number>;
    }[];
    error?: string;
    ended?: string;
    environment?: Record<string, string>;
    loss?: LossFunction;
    own?: string | undefined;
    summary?: {
        runFolder: string;
        types: readonly string[];
        counts: {
            train: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            validation: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            test: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
        };
        training: Record<string, number>;
        best: {
            step: number;
            epoch: number;
            metric: string;
            value: number;
        };
        validation: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        test: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        mentions: {
            validation: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
            test: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
        };
        baseline: {
            validation: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
            test: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
        };
        warnings: readonly {
            code: string;
            message: string;
            count: number;
            where?: {
                path?: string;
                line?: number;
                column?: number;
                at?: string;
            };
            kinds?: Record<string, number>;
        }[];
        temperature?: number;
    };
}> & Pick<{
    status: "finished" | "failed" | "running" | "pruned";
    versions: Record<string, string>;
    seed: number;
    types: readonly string[];
    identity: {
        config: Record<string, unknown>;
        sources: readonly {
            name: string;
            documents: number;
            sha256: string;
        }[];
        model: Record<string, string>;
    };
    warnings: readonly {
        code: string;
        message: string;
        count: number;
        where?: {
            path?: string;
            line?: number;
            column?: number;
            at?: string;
        };
        kinds?: Record<string, number>;
    }[];
    error?: string;
    ended?: string;
    environment?: Record<string, string>;
    loss?: LossFunction;
    own?: string | undefined;
    summary?: {
        runFolder: string;
        types: readonly string[];
        counts: {
            train: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            validation: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
            test: {
                documents: number;
                sentences: number;
                words: number;
                sequences: number;
            };
        };
        training: Record<string, number>;
        best: {
            step: number;
            epoch: number;
            metric: string;
            value: number;
        };
        validation: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        test: {
            default: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            strict: {
                overall: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                    accuracy: number;
                    insideAccuracy: number;
                };
                macro: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                weighted: {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                };
                types: Record<string, {
                    precision: number;
                    recall: number;
                    f1: number;
                    number: number;
                }>;
            };
            loss: number;
            sentences: number;
            seconds: number;
            batches: number;
        };
        mentions: {
            validation: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
            test: {
                correct: number;
                predicted: number;
                gold: number;
                lost: number;
                micro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
                macro: {
                    precision: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    recall: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                    f1: {
                        estimate: number;
                        lower: number;
                        upper: number;
                        samples: number;
                    };
                };
            };
        };
        baseline: {
            validation: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
            test: {
                default: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
                strict: {
                    overall: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                        accuracy: number;
                        insideAccuracy: number;
                    };
                    macro: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    weighted: {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    };
                    types: Record<string, {
                        precision: number;
                        recall: number;
                        f1: number;
                        number: number;
                    }>;
                };
            };
        };
        warnings: readonly {
            code: string;
            message: string;
            count: number;
            where?: {
                path?: string;
                line?: number;
                column?: number;
                at?: string;
            };
            kinds?: Record<string, number>;
        }[];
        temperature?: number;
    };
}, "status">, unknown>>;
export type LenientRunFile = z.output<typeof lenientRunSchema>;
/**
 * Reads a run folder's `run.json`; undefined where there is none.
 * @throws MedspanError `input` for a file that cannot be read, or holds something else
 */
export declare function readRunFile(runFolder: string): Promise<RunFile | undefined>;
export declare function writeRunFile(runFolder: string, run: RunFile): Promise<void>;
export {};
