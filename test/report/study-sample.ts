/**
 * @file A study whose every text is hostile, for tests of its report.
 */
import type { StudyFile } from '../../src/run/study-file.ts'
import { studySample } from '../figures/study-sample.ts'
import { hostile } from './page-sample.ts'

/** `studySample` with hostile text wherever text may stand. */
export function hostileStudy(): StudyFile {
  const study = studySample({ trials: 12, parameters: 2 })
  const [rate] = study.parameters
  const name = `training.${hostile}`
  return {
    ...study,
    name: hostile,
    metric: hostile,
    started: hostile,
    ended: hostile,
    settings: { [hostile]: hostile },
    parameters: [
      { ...rate!, name: `x.${hostile}.rate` },
      { name, kind: 'categorical', choices: [hostile, 'other'] },
    ],
    importance: [{ name, importance: 1 }],
    trials: study.trials.map(trial => ({
      ...trial,
      params: {
        [`x.${hostile}.rate`]: trial.params[rate!.name]!,
        [name]: trial.number % 2 === 0 ? hostile : 'other',
      },
      reason: hostile,
      started: hostile,
      folder: `trials/javascript:${hostile.replace(/[/\\]|\p{Cc}|\p{Cs}/gu, '')}`,
    })),
  }
}
