/**
 * @file A model that was exported to ONNX, run as others run it: the file and nothing else.
 */
import { Tensor } from 'onnxruntime-node';
import { exportedLogits } from "../onnx-runtime.js";
import { openModel } from "./session.js";
/** @param model the path of the file, or its bytes */
export async function openExportedModel(model, threads) {
    const session = await openModel(model, 'cpu', threads);
    return {
        logits: batch => exportedLogits(session, Tensor, batch),
        dispose: () => session.release(),
    };
}
