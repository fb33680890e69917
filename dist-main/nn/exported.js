import { inferenceGraph } from "./classifier.js";
import { crfParameters } from "./crf.js";
import { formatMetadata } from "./weights/onnx-model.js";
export function exportGraph({ encoder, labels, settings, parameters }) {
    const chain = settings.head === 'crf' ? [...crfParameters(labels.length).keys()] : [];
    return {
        graph: inferenceGraph({ encoder, labels: labels.length }),
        parameters: new Map([...parameters].filter(([name]) => !chain.includes(name))),
        options: {
            name: encoder.modelType,
            int: 'int64',
            metadata: formatMetadata(new Map(chain.map(name => [name, parameters.get(name)]))),
        },
    };
}
