/**
 * @file How figures of a hyperparameter search lay out values: those of the metric, and those of parameters.
 *
 * A parameter's values are places from 0 to 1 on its axis, whatever they are: evenly or logarithmically by number, one
 * choice beside another. So every figure can show every parameter.
 */
import type { StudyFigureData, StudyParameter, StudyTrial, StudyValue } from '../../run/study-data.ts';
import type { Theme } from '../theme.ts';
/** A trial that has its value. */
export interface CompleteTrial extends StudyTrial {
    readonly value: number;
}
export declare const completeTrials: ({ trials }: Pick<StudyFigureData, "trials">) => CompleteTrial[];
/** Whether a value is better than another. */
export declare const isBetter: ({ direction }: Pick<StudyFigureData, "direction">, a: number, b: number) => boolean;
/** `F1 on validation` for `eval_f1`. */
export declare function metricName(metric: string): string;
/** A value of the metric: `86.62 %` of a score, else four digits. */
export declare function metricText(metric: string, value: number): string;
/** The same of a round value: `80 %`, `0.5`. */
export declare const shortMetricText: (metric: string, value: number) => string;
/** A value of a parameter in words: three digits of a number. */
export declare function valueText(value: StudyValue): string;
/** A parameter's path; most are settings of training, which need not be said again and again. */
export declare function shortName(name: string): string;
/** The axis of the metric. */
export interface ValueAxis {
    readonly title: string;
    readonly domain: readonly [low: number, high: number];
    /** D3's. */
    readonly format: string;
    /** A value as far as the axis reaches. */
    readonly clip: (value: number) => number;
    /** How many values lie beyond, all of them worse, and what is said of that. */
    readonly beyond: number;
    readonly words: string;
}
/**
 * The stretch of the metric that a figure shows. A few values that are much worse than all others (worse than the worse
 * quartile by three times the distance of the quartiles, which Tukey calls far out: "Exploratory Data Analysis", 1977,
 * section 2D) would press the others together; they are drawn at the edge.
 */
export declare function valueAxis(data: StudyFigureData, values: readonly number[]): ValueAxis;
/** A vertical axis of the metric, over the values in a field. */
export declare const valueEncoding: ({ title, domain, format }: ValueAxis, field?: string) => {
    field: string;
    type: string;
    title: string;
    scale: {
        domain: readonly [low: number, high: number];
        nice: boolean;
        zero: boolean;
    };
    axis: {
        format: string;
        tickCount: number;
    };
};
/** A colour by the metric, in even steps. */
export declare function valueColor(data: StudyFigureData, axis: ValueAxis, theme: Theme): {
    field: string;
    type: string;
    scale: {
        type: string;
        domain: readonly [low: number, high: number];
        range: readonly string[];
    };
    title: string;
    legend: {
        type: string;
        gradientLength: number;
        gradientOpacity: number;
        format: string;
        titleAnchor: string;
    };
};
/** A colour by the rank in the metric: each is of as many trials; the palest, which no thin line shows, is left out. */
export declare function rankColor(data: StudyFigureData, axis: ValueAxis, values: readonly number[], theme: Theme): {
    field: string;
    type: string;
    scale: {
        type: string;
        domain: number[];
        range: string[];
    };
    title: string;
    legend: {
        type: string;
        gradientLength: number;
        gradientOpacity: number;
        format: string;
        titleAnchor: string;
    };
};
/** A parameter's axis. */
export interface ParameterAxis {
    readonly name: string;
    /** Short, for a title. */
    readonly title: string;
    readonly parameter: StudyParameter;
    /** Where a value is, from 0 to 1. */
    readonly place: (value: StudyValue) => number;
    readonly ticks: readonly {
        readonly place: number;
        readonly label: string;
    }[];
}
/** The value of a parameter in a trial; undefined where a condition leaves it out. */
export declare const paramOf: ({ params }: StudyTrial, name: string) => StudyValue | undefined;
/** The parameters that any of the trials has, the most important first, then as they were declared. */
export declare function parameterAxes(data: StudyFigureData, trials: readonly StudyTrial[]): ParameterAxis[];
/** From three to six round numbers. */
export declare function evenTicks(low: number, high: number, isWhole?: boolean): number[];
/** Blank beyond the first and the last place, so that no point stands on an edge. */
export declare const placeDomain: readonly [-0.04, 1.04];
/** An axis over a field of places, with the parameter's own labels. */
export declare function placeEncoding({ title, ticks }: ParameterAxis, field: string, length: number, isAcross?: boolean): {
    field: string;
    type: string;
    title: string;
    scale: {
        domain: readonly [-0.04, 1.04];
        nice: boolean;
        zero: boolean;
    };
    axis: {
        labelAngle?: number;
        labelOverlap?: boolean;
        labelAlign?: string;
        labelBaseline?: string;
        values: number[];
        labelExpr: string;
        grid: boolean;
        labelLimit: number;
    };
};
/** `learning_rate 3e-5, batch_size 16`. */
export declare function paramWords(data: Pick<StudyFigureData, 'parameters'>, trial: StudyTrial): string;
/** A share of 1 as a label: `86 %`, `< 1 %`. */
export declare const shareText: (share: number) => string;
