/**
 * @file Names beside the points of a plot, so that no name covers a point or another name.
 *
 * Greedy: each point in turn takes the first free place around it, near ones first, with a line to it from farther
 * away. Every point first gets its short name, then the long one where that fits too. (Christensen, Marks and Shieber
 * 1995, "An empirical study of algorithms for point-feature label placement", section 3, call it greedy placement.)
 */
import { textWidth } from "./font.js";
/** Where a name may stand: beside the point, above and below it, then askew. */
const directions = [
    [1, 0],
    [-1, 0],
    [0, -1],
    [0, 1],
    [1, -1],
    [1, 1],
    [-1, -1],
    [-1, 1],
];
/** How far names are from their points; beyond the first they have a line. */
const distances = [3, 10, 18, 28, 40, 54];
/**
 * Places names. Those of earlier points are placed first.
 * @returns one of each point, or undefined where there is no place
 */
export function placeLabels(points, { width, height, fontSize = 11, radius = 4, obstacles = [] }) {
    const rise = fontSize / 2 + 1;
    const dots = points.map(({ x, y }) => ({
        left: x - radius,
        top: y - radius,
        right: x + radius,
        bottom: y + radius,
    }));
    const boxes = points.map(() => undefined);
    const labels = points.map(() => undefined);
    const isFree = (index, box, line) => {
        if (box.left < 0 || box.right > width || box.top < -4 || box.bottom > height + 4)
            return false;
        if (obstacles.some(other => overlap(box, other)))
            return false;
        return points.every((_, at) => {
            if (overlap(box, dots[at]))
                return false;
            if (at === index)
                return true;
            const [other, otherLine] = [boxes[at], labels[at]?.line];
            if (otherLine !== undefined && crosses(otherLine, box))
                return false;
            if (line !== undefined) {
                // Where points lie on each other, a line to the one is a line to all.
                if (!overlap(dots[at], dots[index]) && crosses(line, dots[at]))
                    return false;
                if (other !== undefined && crosses(line, other))
                    return false;
            }
            return other === undefined || !overlap(box, other);
        });
    };
    const place = (index, text) => {
        const { x, y } = points[index];
        const long = textWidth(text, fontSize);
        for (const distance of distances)
            for (const [dx, dy] of directions) {
                const gap = distance + radius;
                const middle = y + dy * (gap + (dx === 0 ? rise - 2 : 0));
                const left = dx === 0 ? x - long / 2 : dx > 0 ? x + gap : x - gap - long;
                const box = { left: left - 1, top: middle - rise, right: left + long + 1, bottom: middle + rise };
                const end = dx === 0
                    ? { toX: x, toY: middle - dy * rise }
                    : { toX: dx > 0 ? left - 2 : left + long + 2, toY: middle };
                const line = distance === distances[0] ? undefined : { fromX: x, fromY: y, ...end };
                if (!isFree(index, box, line))
                    continue;
                boxes[index] = box;
                labels[index] = { text, x: left, y: middle, line };
                return;
            }
    };
    for (const [index, { short }] of points.entries())
        place(index, short);
    for (const [index, { short, long }] of points.entries())
        if (long !== short)
            place(index, long);
    return labels;
}
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
/** Whether a line goes through a box: its stretch inside the columns of the box, then inside its rows. */
function crosses({ fromX, fromY, toX, toY }, { left, top, right, bottom }) {
    let [from, to] = [0, 1];
    for (const [start, delta, low, high] of [
        [fromX, toX - fromX, left, right],
        [fromY, toY - fromY, top, bottom],
    ]) {
        if (delta === 0) {
            if (start <= low || start >= high)
                return false;
            continue;
        }
        const [a, b] = [(low - start) / delta, (high - start) / delta];
        from = Math.max(from, Math.min(a, b));
        to = Math.min(to, Math.max(a, b));
    }
    return from < to;
}
