/**
 * @file Starts the worker in which a model runs.
 *
 * @typedef {import('../../src/browser/messages.ts').Request} Request
 * @typedef {import('../../src/browser/messages.ts').Answer} Answer
 *
 * What a page must name to start a worker, where its policy asks for that and the browser has it.
 * @typedef {{ createScriptURL(address: string): string }} Policy
 */
const { trustedTypes } =
  /** @type {{ trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }} */ (
    /** @type {unknown} */ (globalThis)
  )
const workerPolicy = trustedTypes?.createPolicy('medspan-worker', { createScriptURL: address => address })

/**
 * @param {string} address of our own script
 * @param {(answer: Answer) => void} take
 * @param {(message: string) => void} fail is told that it could not be started, or has ended
 */
export function openWorker(address, take, fail) {
  const worker = new Worker(workerPolicy?.createScriptURL(address) ?? address)
  worker.addEventListener('error', event => fail(event.message || 'The model’s worker could not be started.'))
  worker.addEventListener('message', ({ data }) => take(/** @type {Answer} */ (data)))
  return {
    /**
     * @param {Request} request
     * @param {Transferable[]} transferred
     */
    postMessage: (request, transferred = []) => worker.postMessage(request, transferred),
    terminate: () => worker.terminate(),
  }
}
