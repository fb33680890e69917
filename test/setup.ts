/**
 * @file Before each test file: properties are tried on the inputs that one seed draws.
 */
import fc from 'fast-check'
import { fuzzSeed } from './fuzz.ts'

fc.configureGlobal({ seed: fuzzSeed })
