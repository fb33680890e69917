/**
 * @file Sobol's sequence, and Owen's scrambling of it.
 *
 * Points are computed from their index alone (Sobol 1967; the order of Antonov and Saleev 1979, which scipy has too), so
 * that any worker can have any point. Scrambled, each bit is flipped or not by a hash of the bits before it (nested uniform
 * scrambling, Owen 1995): every point is then uniform by itself, and all of them stay as even as they were.
 */
import { mix32, streamKey } from "../../random.js";
import { sobolDirections } from "./sobol-directions.js";
/** How many dimensions there are. */
export const sobolDimensions = sobolDirections.length + 1;
const bits = 32;
/** The direction numbers of each dimension that was asked for: v₁ … v₃₂, each a whole number of 2 ** -32. */
const directionsOf = new Map();
function directions(dimension) {
    let v = directionsOf.get(dimension);
    if (v !== undefined)
        return v;
    v = new Uint32Array(bits);
    directionsOf.set(dimension, v);
    if (dimension === 0) {
        for (let i = 0; i < bits; i++)
            v[i] = 2 ** (bits - 1 - i);
        return v;
    }
    const { polynomial, initial } = sobolDirections[dimension - 1];
    const degree = initial.length;
    for (let i = 0; i < bits; i++) {
        if (i < degree) {
            v[i] = initial[i] * 2 ** (bits - 1 - i);
            continue;
        }
        // Joe and Kuo 2008, equation 2, on numbers that are shifted to the left.
        let next = v[i - degree] ^ (v[i - degree] >>> degree);
        for (let k = 1; k < degree; k++)
            if (((polynomial >>> (degree - k)) & 1) === 1)
                next ^= v[i - k];
        v[i] = next >>> 0;
    }
    return v;
}
/**
 * A coordinate of a point.
 *
 * @param index from 0; below 2 ** 32
 * @param dimension from 0; below `sobolDimensions`
 * @returns a whole number of 2 ** -32
 */
export function sobolPoint(index, dimension) {
    const v = directions(dimension);
    let gray = (index ^ (index >>> 1)) >>> 0;
    let point = 0;
    for (let i = 0; gray !== 0; i++, gray >>>= 1)
        if ((gray & 1) === 1)
            point ^= v[i];
    return point >>> 0;
}
/** A coordinate, scrambled by a key: each bit by those before it. */
export function scramble(point, key) {
    let flips = 0;
    for (let bit = 0; bit < bits; bit++) {
        // The bits before this one, behind a 1 that tells 01 from 1.
        const prefix = bit === 0 ? 1 : ((point >>> (bits - bit)) | (1 << bit)) >>> 0;
        flips = (flips << 1) | (mix32(mix32(prefix ^ key) + key) & 1);
    }
    return (point ^ flips) >>> 0;
}
/**
 * A coordinate of a scrambled point, in the open interval from 0 to 1.
 *
 * @param name tells apart dimensions that are scrambled independently
 */
export function scrambledSobol(seed, index, dimension, name) {
    return (scramble(sobolPoint(index, dimension), streamKey(seed, 'sobol', name)) + 0.5) / 2 ** bits;
}
