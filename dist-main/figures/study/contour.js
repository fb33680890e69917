/**
 * @file The metric over the two most important numeric parameters of a hyperparameter search, as a surface.
 *
 * The surface is a mean of the trials, the nearer the heavier (Nadaraya 1964, "On estimating regression"; Watson 1964,
 * "Smooth regression analysis"), with Gaussian weights as wide as Scott's rule says ("Multivariate density estimation",
 * 1992, section 6.3). A mean and no interpolation, because the other parameters differ between trials too. Where no
 * trial is near it is not drawn.
 */
import { heading } from "../heading.js";
import { plural } from "../words.js";
import { completeTrials, parameterAxes, paramOf, placeDomain, placeEncoding, valueAxis, valueColor, } from "./scales.js";
/** Scott's rule in two dimensions, s n^(-1/6), within bounds. */
export function bandwidthOf(points) {
    const along = (axis) => {
        const mean = points.reduce((sum, point) => sum + point[axis], 0) / points.length;
        const variance = points.reduce((sum, point) => sum + (point[axis] - mean) ** 2, 0) / points.length;
        return Math.min(0.2, Math.max(0.05, Math.sqrt(variance) * points.length ** (-1 / 6)));
    };
    return [along('x'), along('y')];
}
/** No surface is drawn farther than so many bandwidths from every trial. */
const reach = 2;
/** The surface at a place; undefined where no trial is near. */
export function surfaceAt(points, [wide, high], x, y) {
    let [weights, sum, nearest] = [0, 0, Number.POSITIVE_INFINITY];
    for (const point of points) {
        const distance = ((point.x - x) / wide) ** 2 + ((point.y - y) / high) ** 2;
        const weight = Math.exp(-distance / 2);
        weights += weight;
        sum += weight * point.value;
        nearest = Math.min(nearest, distance);
    }
    return nearest > reach ** 2 ? undefined : sum / weights;
}
/** Pixels of the plot and of a cell of the surface. */
const plot = { width: 540, height: 400, cell: 4 };
/** Trials that a surface needs. */
const fewest = 5;
/** Whether trials differ along an axis of numbers. */
const varies = (axis, data) => axis.parameter.kind !== 'categorical' &&
    new Set(completeTrials(data).map(trial => paramOf(trial, axis.name))).size > 1;
/** The metric over two parameters. */
export function contourFigure(data, theme) {
    const complete = completeTrials(data);
    const [across, up] = parameterAxes(data, complete).filter(axis => varies(axis, data));
    if (across === undefined || up === undefined)
        return undefined;
    const value = valueAxis(data, complete.map(trial => trial.value));
    const points = complete.flatMap(trial => {
        const [x, y] = [paramOf(trial, across.name), paramOf(trial, up.name)];
        if (x === undefined || y === undefined)
            return [];
        const point = { x: across.place(x), y: up.place(y), value: value.clip(trial.value) };
        return [{ ...point, number: trial.number }];
    });
    if (points.length < fewest)
        return undefined;
    const bandwidth = bandwidthOf(points);
    const bins = theme.amounts.length;
    const [low, high] = value.domain;
    const binOf = (at) => Math.min(bins - 1, Math.max(0, Math.floor(((at - low) / (high - low)) * bins)));
    const [from, to] = placeDomain;
    const place = (pixel, length) => from + ((to - from) * pixel) / length;
    // Cells of the same colour in a row are one.
    const cells = [];
    for (let top = 0; top < plot.height; top += plot.cell) {
        let run;
        const end = () => {
            if (run === undefined)
                return;
            const middle = low + ((run.bin + 0.5) * (high - low)) / bins;
            // Each reaches under the next, so that there is no seam at any size.
            cells.push({
                left: run.left,
                right: run.right + 0.5,
                top,
                bottom: top + plot.cell + 0.5,
                value: middle,
            });
            run = undefined;
        };
        for (let left = 0; left < plot.width; left += plot.cell) {
            const at = surfaceAt(points, bandwidth, place(left + plot.cell / 2, plot.width), place(plot.height - top - plot.cell / 2, plot.height));
            const bin = at === undefined ? undefined : binOf(at);
            if (run !== undefined && run.bin !== bin)
                end();
            if (bin === undefined)
                continue;
            if (run === undefined)
                run = { left, right: left + plot.cell, bin };
            else
                run.right = left + plot.cell;
        }
        end();
    }
    const pixel = (field) => ({ field, type: 'quantitative', scale: null, axis: null });
    const color = valueColor(data, value, theme);
    const size = points.length > 120 ? 26 : 60;
    const best = points.filter(({ number }) => number === data.best);
    const title = `${value.title} over ${across.title} and ${up.title}`;
    const words = `points: ${plural(points.length, 'trial')}; surface: a mean of the trials around, which differ in other parameters too, and none where no trial is near${best.length === 0 ? '' : '; ring: the best'}`;
    const x = placeEncoding(across, 'x', plot.width);
    const y = placeEncoding(up, 'y', plot.height, false);
    return {
        title,
        description: `The value as a colour over ${across.name} and ${up.name}, ${words}.`,
        spec: {
            title: heading(title, [words, value.words], plot.width + 40),
            width: plot.width,
            height: plot.height,
            resolve: { scale: { color: 'shared' } },
            layer: [
                {
                    data: { values: cells },
                    mark: { type: 'rect', opacity: 1 },
                    encoding: {
                        x: pixel('left'),
                        x2: { field: 'right' },
                        y: pixel('top'),
                        y2: { field: 'bottom' },
                        color,
                    },
                },
                {
                    data: { values: points },
                    mark: { type: 'point', size: 2.6 * size, opacity: 1, color: theme.background },
                    encoding: { x, y },
                },
                {
                    data: { values: points },
                    mark: { type: 'point', size, opacity: 1, stroke: theme.text, strokeWidth: 1 },
                    encoding: { x, y, color },
                },
                ...(best.length === 0
                    ? []
                    : [
                        {
                            data: { values: best },
                            mark: { type: 'point', filled: false, size: 220, strokeWidth: 6, color: theme.background },
                            encoding: { x, y },
                        },
                        {
                            data: { values: best },
                            mark: {
                                type: 'point',
                                filled: false,
                                size: 220,
                                strokeWidth: 2.5,
                                color: theme.categories[3],
                            },
                            encoding: { x, y },
                        },
                    ]),
            ],
        },
    };
}
