/** A point in pixels from the upper left corner of the plot. */
export interface LabelledPoint {
    readonly x: number;
    readonly y: number;
    /** Its name, and the same longer. */
    readonly short: string;
    readonly long: string;
}
/** What stands in the way besides the points, in pixels. */
export interface Box {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
}
/** A line, in pixels. */
export interface Segment {
    readonly fromX: number;
    readonly fromY: number;
    readonly toX: number;
    readonly toY: number;
}
/** A name and where it stands: its left end and the middle of its height. */
export interface PlacedLabel {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    /** From the point to the name, where that is not beside it. */
    readonly line: Segment | undefined;
}
export interface PlacementOptions {
    readonly width: number;
    readonly height: number;
    readonly fontSize?: number;
    /** Of a point. */
    readonly radius?: number;
    readonly obstacles?: readonly Box[];
}
/**
 * Places names. Those of earlier points are placed first.
 * @returns one of each point, or undefined where there is no place
 */
export declare function placeLabels(points: readonly LabelledPoint[], { width, height, fontSize, radius, obstacles }: PlacementOptions): (PlacedLabel | undefined)[];
