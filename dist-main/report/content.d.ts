/**
 * @file What a report says: plain data, filled from a run folder, drawn by `page.ts`. Nothing of it is trusted to be
 * anything but text, except the figures.
 */
import type { Notice } from '../errors.ts';
import type { FigureSection } from '../figures/run/run.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { ScoredDocument } from '../metrics/mentions.ts';
import type { ReportedScores } from '../run/trainer-folder.ts';
export interface ReportContent {
    /** The name of the run, such as its folder's. */
    readonly title: string;
    /** One line: the model, what it was trained on. */
    readonly subtitle?: string;
    /** Of a run. */
    readonly status?: 'running' | 'finished' | 'failed' | 'pruned';
    /** Why it failed. */
    readonly error?: string;
    /** When the run ended, ISO 8601 in UTC; not the time of drawing, so that the same run gives the same page. */
    readonly createdAt?: string;
    /** What stands at the top beside the scores: best epoch, time of training, seed. */
    readonly highlights: readonly ReportFact[];
    /** What was evaluated, the most important first: test, then validation. */
    readonly parts: readonly ReportPart[];
    /** Of a training by another program: what it has computed itself. */
    readonly reported?: {
        readonly scores: readonly ReportedScores[];
        readonly note: string;
    };
    /** In the order in which they are shown; those of a section stand together. */
    readonly figures: readonly ReportFigure[];
    /** Names of the types that occur, by type. A type without an entry is shown by itself. */
    readonly types: Readonly<Record<string, ReportType>>;
    readonly data: ReportData;
    /** The run's configuration, YAML as it was written. */
    readonly configuration: string;
    /** Versions of what it was computed with. */
    readonly versions: readonly ReportFact[];
    /** The machine and the settings that are no part of the configuration: processor, threads, operating system. */
    readonly environment: readonly ReportFact[];
    readonly warnings: readonly Notice[];
    /** Of a cluster: each time that a job was started for it. */
    readonly jobs?: readonly ReportJob[];
}
/** A job of a cluster, as far as it is known. */
export interface ReportJob {
    /** The cluster's id. */
    readonly job: string;
    /** The command: `train`. */
    readonly kind: string;
    /** ISO 8601, UTC. */
    readonly started: string;
    readonly nodes: string;
    /** The GPUs' numbers. */
    readonly gpus?: string;
    /** `finished`, `requeued`; why it ended. */
    readonly outcome: string;
    readonly reason?: string;
    readonly seconds?: number;
    /** Of its processors' time and of its GPUs', fractions of 1. */
    readonly cpuEfficiency?: number;
    readonly gpuUse?: number;
    /** Of all its processes together, at most. */
    readonly maxRssBytes?: number;
}
/** One thing that is said: `Best epoch`, `14`, `of 20; by f1 on validation`. */
export interface ReportFact {
    readonly name: string;
    readonly value: string;
    /** Said more quietly. */
    readonly note?: string;
}
export interface ReportType {
    /** As the Semantic Network calls it: `Disease or Syndrome` of `T047`. */
    readonly name?: string;
    /** Its semantic group: `Disorders`. */
    readonly group?: string;
}
/** A score as a fraction of 1, alone or with its interval. */
export type ReportScore = number | {
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
};
/** `ScoreIntervals` of an evaluation fit, and seqeval's scores. */
export interface ReportScores {
    readonly precision: ReportScore;
    readonly recall: ReportScore;
    readonly f1: ReportScore;
}
/** A part that was evaluated. */
export interface ReportPart {
    /** `test` */
    readonly name: string;
    /** Of the model, by characters. */
    readonly evaluation: Evaluation;
    /** Shares of words whose label is right: of all words, and of those inside gold mentions. */
    readonly accuracy?: number;
    readonly insideAccuracy?: number;
    /** What stands beside the model: the dictionary, the previous run. */
    readonly rivals: readonly ReportRival[];
    /** The model's scores by tags, as other programs compute them: seqeval default, seqeval strict. */
    readonly tagScores: readonly ReportTagScores[];
    /** What the error browser shows. Sentences come from `sentences`; without them a document is cut at line breaks. */
    readonly documents: readonly ScoredDocument[];
}
/** Another system on the same documents, counted in the same way. */
export interface ReportRival {
    /** `dictionary`, `previous run` */
    readonly name: string;
    /** `what training has seen, word for word`; `runs/2026-04-01` */
    readonly note?: string;
    readonly micro: ReportScores;
    readonly macro?: ReportScores;
    readonly accuracy?: number;
    readonly insideAccuracy?: number;
    /** By type; a type that is missing is shown as a dash. */
    readonly types: Readonly<Record<string, ReportScores>>;
    /** The model's micro F1 minus this one's, and how likely such a difference is by chance. */
    readonly difference?: {
        readonly f1: ReportScore;
        readonly p?: number;
    };
}
export interface ReportTagScores {
    /** `seqeval, default` */
    readonly name: string;
    readonly micro: ReportScores;
    readonly macro?: ReportScores;
    readonly weighted?: ReportScores;
}
/** A figure of our own renderer: its SVG goes into the page as it is. */
export interface ReportFigure {
    /** Of its files, without an extension; unique. */
    readonly name: string;
    readonly title: string;
    /** For those who do not see it: what it shows, in one or two sentences. */
    readonly description: string;
    /** Where it stands. */
    readonly section: FigureSection;
    /** SVG on light and on dark ground. */
    readonly light: string;
    readonly dark: string;
}
export interface ReportData {
    readonly sources: readonly {
        readonly name: string;
        readonly documents: number;
        /** SHA-256 of its documents. */
        readonly sha256?: string;
    }[];
    /** `train`, `validation`, `test`, in this order. */
    readonly parts: readonly {
        readonly name: string;
        readonly documents: number;
        readonly sentences: number;
        readonly words: number;
        /** Mentions that have a label, where it is known. */
        readonly mentions?: number;
    }[];
    /** How parts, labels and mentions were decided: ratios, seed, policy for overlaps. */
    readonly facts: readonly ReportFact[];
}
