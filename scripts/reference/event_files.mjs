// Writes an event file as a run does: reads {folder, times, history, records} from standard input, opens the event file
// of the folder with the history, and appends the records. Each look at the clock takes the next of `times`
// (milliseconds). Needs npm run build.
import { readFileSync } from 'node:fs'
import { openEvents } from '../../dist/run/tensorboard.js'

const { folder, times, history, records } = JSON.parse(readFileSync(0, 'utf8'))
let looks = 0
const events = await openEvents(folder, history, () => times[looks++])
for (const record of records) await events.append(record)
await events.close()
process.stdout.write(events.path)
