/**
 * @file What can be undone: states that never change, one after the other.
 */

/** So many steps can be undone. */
const mostSteps = 500

/**
 * @template State
 * @param {State} first
 */
export function createHistory(first) {
  let states = [first]
  let at = 0
  const state = () => /** @type {State} */ (states[at])
  return {
    get state() {
      return state()
    },
    get canUndo() {
      return at > 0
    },
    get canRedo() {
      return at < states.length - 1
    },
    /** @param {State} next */
    push(next) {
      states = [...states.slice(Math.max(0, at + 1 - mostSteps), at + 1), next]
      at = states.length - 1
    },
    /**
     * In the place of the present state: what is no step of its own, such as where one is.
     * @param {State} other
     */
    replace(other) {
      states[at] = other
    },
    undo() {
      at = Math.max(0, at - 1)
      return state()
    },
    redo() {
      at = Math.min(states.length - 1, at + 1)
      return state()
    },
  }
}
