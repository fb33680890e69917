/** @file A graph as text, one line a node. */
import { showType } from "./ir.js";
function showValue(value) {
    if (Array.isArray(value))
        return `[${value.map(String).join(',')}]`;
    return typeof value === 'object' && value !== null && 'dtype' in value
        ? showType(value)
        : String(value);
}
/** One line a node: `%3 = matmul %0 %1 {transB=true} : float[B,8]`; then the outputs. */
export function printGraph(graph) {
    const lines = graph.nodes.map((node, place) => {
        const attrs = Object.entries(node.attrs)
            .filter(([key]) => key !== 'type')
            .map(([key, value]) => `${key}=${showValue(value)}`)
            .join(' ');
        const head = [node.kind, ...node.inputs.map(input => `%${input}`)].join(' ');
        return `%${place} = ${head}${attrs === '' ? '' : ` {${attrs}}`} : ${showType(node.type)}`;
    });
    for (const [name, place] of graph.outputs)
        lines.push(`return ${name} = %${place}`);
    return lines.join('\n');
}
