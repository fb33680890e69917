/**
 * @file `serve recommender`: seconds that INCEpTION waits for the suggestions of a document, the first time and again, when they
 * are kept; `serve start`: seconds from the command to the first answer.
 */
import type { Document } from '../../src/text/document.ts'
import { type Measurement, median } from '../results.ts'
import { predictionBody, segmented } from './inception.ts'
import { ask, readAbstracts, say, startServer } from './server.ts'

/** Of documents, with the bar for the first answer. */
const sizes = [
  { words: 3_000, seconds: 1 },
  { words: 60_000, seconds: 20 },
]
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const STARTS = 5

/** A text of so many words, other ones for each round: abstracts, over and over, each as its own. */
function longDocument(abstracts: readonly Document[], words: number, round: number): Document {
  let text = ''
  for (let i = 0, count = 0; count < words; i++) {
    const { text: own, tokens } = abstracts[i % abstracts.length]!
    text += `${own} Round ${round}, ${i}. `
    count += tokens.length
  }
  return segmented(`${words}-${round}`, text)
}

export async function measureRecommender(): Promise<Measurement[]> {
  const abstracts = await readAbstracts()
  const measurements: Measurement[] = []
  for (const [weights, options] of [
    ['float32', []],
    ['int8', ['--int8']],
  ] as const) {
    const server = await startServer(...options)
    const predict = async (body: string): Promise<{ seconds: number; count: number }> => {
      const begunMs = performance.now()
      const answer = await ask(`${server.address}/recommender/m/predict`, body)
      const count = answer.match(/inception_internal_predicted/g)?.length ?? 0
      return { seconds: (performance.now() - begunMs) / 1000, count }
    }
    try {
      await predict(predictionBody(segmented('first', 'Aspirin for asthma.'), 'p'))
      for (const { words, seconds: bar } of sizes) {
        const [first, again]: [number[], number[]] = [[], []]
        for (let round = 0; round < ROUNDS; round++) {
          const body = predictionBody(longDocument(abstracts, words, round), 'p')
          const [one, two] = [await predict(body), await predict(body)]
          first.push(one.seconds)
          again.push(two.seconds)
          say(
            `${weights}, ${words} words: ${one.seconds.toFixed(2)} s with ${one.count} suggestions, ` +
              `then ${two.seconds.toFixed(2)} s with ${two.count}`,
          )
        }
        const claim = `seconds to predict ${words.toLocaleString('en')} words, ${weights}`
        measurements.push(
          { claim: `${claim}, first`, ours: median(first), bar: `at most ${bar} s`, versions: {} },
          { claim: `${claim}, again`, ours: median(again), versions: {} },
        )
      }
    } finally {
      await server.end()
    }
  }
  return measurements
}

export async function measureStart(): Promise<Measurement[]> {
  const times: number[] = []
  for (let round = 0; round <= STARTS; round++) {
    const begunMs = performance.now()
    const server = await startServer()
    await ask(`${server.address}/v1/tag`, JSON.stringify({ text: 'Aspirin for asthma.' }))
    const seconds = (performance.now() - begunMs) / 1000
    say(`${seconds.toFixed(2)} s`)
    // The first finds files that the disk has not read yet.
    if (round > 0) times.push(seconds)
    await server.end()
  }
  return [
    {
      claim: 'seconds from the command to the first answer',
      ours: median(times),
      bar: 'at most 1.5 s',
      versions: {},
    },
  ]
}
