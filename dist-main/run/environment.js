/**
 * @file Versions and machine: what a run's numbers and its speed may depend on.
 */
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
function versionIn(path) {
    const { version } = createRequire(import.meta.url)(path);
    return version;
}
/** The versions that a run's numbers may depend on. */
export function currentVersions() {
    return {
        medspan: versionIn('../../package.json'),
        node: process.versions.node,
        'onnxruntime-node': versionIn('onnxruntime-node/package.json'),
    };
}
/** What a run's speed depends on; nothing that tells whose machine it is. */
export function currentEnvironment() {
    const model = cpus()[0]?.model.trim();
    return {
        system: `${type()} ${release()}, ${arch()}`,
        processor: model === undefined || model === '' ? 'unknown' : model,
        processors: String(availableParallelism()),
        memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    };
}
