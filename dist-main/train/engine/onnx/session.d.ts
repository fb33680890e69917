import { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../../../config/device.ts';
import type { Graph } from '../../../graph/ir.ts';
import type { Weight } from '../../../graph/quantize.ts';
/**
 * Makes sure that a device can be used, by a graph of one addition.
 * @throws MedspanError `config` that says what to install
 */
export declare function checkDevice(device: Device): Promise<void>;
/**
 * @param threads one a core when left out, or one for each processor that this process may use, where they are fewer
 * @param weights those of the graph's inputs that the session itself is to hold
 */
export declare function openSession(graph: Graph, device: Device, threads?: number | undefined, weights?: ReadonlyMap<string, Weight>): Promise<InferenceSession>;
/**
 * @param model a file of ONNX that is our own: its path, or its bytes
 * @param threads as for `openSession`
 */
export declare function openModel(model: string | Uint8Array, device: Device, threads?: number | undefined): Promise<InferenceSession>;
