/**
 * @file Models to start from, and for whom: the one that ships, and a few of the Hugging Face hub.
 */
import { silent } from "../progress.js";
import { resolveModel } from "./model.js";
import { SHIPPED_MODEL, shippedFolder } from "./shipped.js";
export const CATALOGUE = [
    {
        id: SHIPPED_MODEL,
        name: 'medspan/mini',
        purpose: 'English; first runs, laptops; ships with medspan',
        parameters: 15.5e6,
        download: 0,
        licence: 'Apache-2.0',
        hiddenSize: 384,
        piecesPerSecond: 1950,
    },
    {
        id: 'microsoft/BiomedNLP-BiomedBERT-base-uncased-abstract',
        name: 'PubMedBERT',
        purpose: 'English biomedical abstracts',
        parameters: 109e6,
        download: 440e6,
        licence: 'MIT',
        hiddenSize: 768,
        piecesPerSecond: 304,
    },
    {
        id: 'michiyasunaga/BioLinkBERT-base',
        name: 'BioLinkBERT',
        purpose: 'English biomedical abstracts',
        parameters: 108e6,
        download: 433e6,
        licence: 'Apache-2.0',
        hiddenSize: 768,
        piecesPerSecond: 304,
    },
    {
        id: 'thomas-sounack/BioClinical-ModernBERT-base',
        name: 'BioClinical ModernBERT',
        purpose: 'English clinical notes, long sentences',
        parameters: 150e6,
        download: 599e6,
        licence: 'MIT',
        hiddenSize: 768,
        piecesPerSecond: 304,
    },
    {
        id: 'FacebookAI/xlm-roberta-base',
        name: 'XLM-RoBERTa',
        purpose: 'a hundred languages, German and French among them',
        parameters: 278e6,
        download: 1.1e9,
        licence: 'MIT',
        hiddenSize: 768,
        piecesPerSecond: 402,
    },
    {
        id: 'EleutherAI/gpt-neo-1.3B',
        name: 'GPT-Neo 1.3B',
        purpose: 'comparisons with a large decoder',
        parameters: 1.3e9,
        download: 5.3e9,
        licence: 'MIT',
        hiddenSize: 2048,
        piecesPerSecond: 56,
        how: 'LoRA',
    },
];
/** Whether a model is on this machine: it ships, or the cache of the hub has all of it. The network is not asked. */
export async function isHere(id, env = process.env) {
    if (shippedFolder(id) !== undefined)
        return true;
    return resolveModel(id, { progress: silent, env: { ...env, HF_HUB_OFFLINE: '1' } }).then(() => true, () => false);
}
