/**
 * @file Before each test file: properties are tried on the same inputs every time, so that a run of the tests says
 * something about the code alone. MEDSPAN_FUZZ_SEED tries others.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.MEDSPAN_FUZZ_SEED ?? 1) })
