import { testEngine } from './engine-contract.ts'
import { createLinearEngine } from './linear-engine.ts'

testEngine('the linear engine', {
  create: async seed => createLinearEngine({ seed, vocabulary: 20, labels: 5 }),
  vocabulary: 20,
  learningRate: 0.1,
})
