const EXAMPLE = 'Aspirin relieved her migraine.';
/** The use of a run's folder. */
export function renderRunUse({ isAdapter, hasBaseId, ...decoding }) {
    const python = [
        `With Python's transformers${isAdapter ? ' and peft' : ''}, a sentence at a time:`,
        block('python', [
            'from transformers import pipeline',
            '',
            'tagger = pipeline("token-classification", model="MODEL", aggregation_strategy="first")',
            `tagger("${EXAMPLE}")`,
        ]),
    ];
    return [
        ...decodingText(decoding),
        ...(decoding.isMaskLifted
            ? [
                'The causal mask of this decoder is lifted: each word piece sees those after it. transformers leaves the mask in its place, and then marks other mentions.',
            ]
            : []),
        'With medspan (Node 20 or later), where `MODEL` is this folder or its id on the hub:',
        ...medspanUse,
        ...(isAdapter && !hasBaseId
            ? ["Python's peft finds no base model by the name in `adapter_config.json` unless it is put there."]
            : python),
        'With transformers.js, where the folder has `onnx/model.onnx`, as an export by medspan does:',
        transformersJs(''),
    ].join('\n\n');
}
/** The use of an export. */
export function renderExportUse({ isOfTransformersJs, words, isTestPart, argmax, ...decoding }) {
    const share = (count) => `${count} (${((100 * count) / words).toFixed(2)} %)`;
    const where = isTestPart ? 'words of the test part' : 'words of a few sentences that medspan has';
    return [
        'The model is here as ONNX, in float32 (`onnx/model.onnx`) and with weights in int8 (`onnx/model_quantized.onnx`).',
        ...decodingText(decoding),
        ...(decoding.isMaskLifted
            ? [
                'The causal mask of this decoder is lifted: each word piece sees those after it. Both files have it so; the same architecture in transformers has not.',
            ]
            : []),
        `Of ${words.toLocaleString('en-US')} ${where}, the best label of the first word piece is another tag than medspan's for ${share(argmax.float32)} in float32 and for ${share(argmax.int8)} in int8.`,
        'With medspan (Node 20 or later), where `MODEL` is this folder or its id on the hub:',
        ...medspanUse,
        ...(isOfTransformersJs
            ? [
                'With transformers.js, where `MODEL` is the id on the hub, or a folder below `env.localModelPath`:',
                transformersJs(", { dtype: 'fp32' }"),
                "`dtype: 'q8'` takes the file in int8.",
            ]
            : ['transformers.js has no token classifier of this architecture; ONNX Runtime opens the files.']),
        "With Python's onnxruntime, a sentence at a time:",
        block('python', [
            'import json, onnxruntime, transformers',
            '',
            'tokenizer = transformers.AutoTokenizer.from_pretrained("MODEL")',
            'session = onnxruntime.InferenceSession("MODEL/onnx/model.onnx")',
            `inputs = tokenizer("${EXAMPLE}", return_tensors="np")`,
            'names = {one.name for one in session.get_inputs()}',
            '(logits,) = session.run(["logits"], {name: value for name, value in inputs.items() if name in names})',
            'labels = json.load(open("MODEL/config.json"))["id2label"]',
            'print([labels[str(one)] for one in logits[0].argmax(-1)])',
        ]),
    ].join('\n\n');
}
function decodingText({ head, decoding }) {
    const chain = [
        ...(head === 'crf' ? ['a linear-chain CRF'] : []),
        ...(decoding === 'constrained' ? ['only sequences in which every `I-X` continues an X'] : []),
    ];
    return [
        chain.length === 0
            ? 'Each word gets its best label (argmax), by its first word piece.'
            : `Labels of a sentence are chosen together: ${chain.join(', ')}. medspan does that; transformers, transformers.js and ONNX Runtime take the best label of each word piece (argmax), and may mark other mentions.`,
    ];
}
const medspanUse = [
    block('sh', [`npx medspan predict --model MODEL --text '${EXAMPLE}'`]),
    block('js', [
        "import { loadTagger } from 'medspan'",
        '',
        "const tagger = await loadTagger('MODEL')",
        `const { mentions } = await tagger.tag('${EXAMPLE}')`,
        'await tagger.dispose()',
    ]),
];
function transformersJs(options) {
    return block('js', [
        "import { pipeline } from '@huggingface/transformers'",
        '',
        `const tagger = await pipeline('token-classification', 'MODEL'${options})`,
        `await tagger('${EXAMPLE}')`,
    ]);
}
function block(language, lines) {
    return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}
