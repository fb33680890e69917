/**
 * @file The engine on onnxruntime-node, which only this folder touches.
 */
import { Tensor } from 'onnxruntime-node';
import { localEngine } from "../local-engine.js";
import { createArithmetic } from "./arithmetic.js";
import { checkDevice, openSession } from "./session.js";
/**
 * Starts an engine; see `createArithmetic`. Results are written where they are wanted.
 * @throws MedspanError `config` for a device that is not to be had
 */
export async function createOnnxEngine(model, { threads, device = 'cpu', ...options } = {}) {
    await checkDevice(device);
    const backend = {
        Tensor,
        open: (graph, weights) => openSession(graph, device, threads, weights),
    };
    return localEngine(createArithmetic(model, backend, options));
}
