/**
 * @file From rows of Optuna's tables to records, and back.
 *
 * Numbers that SQLite does not have are words of a column beside (`value_type`); times are texts in UTC with microseconds,
 * as Optuna has them since its version 5 (before it they were local, which the file does not say).
 */
import { MedspanError } from '../../errors.ts'
import type { createDistributionParser } from '../distribution-json.ts'
import { contains, type Distribution, externalValue, type ParamValue } from '../distributions.ts'
import type { Attributes, Direction, StudyRecord, TrialRecord, TrialState } from '../frozen-trial.ts'
import { parsePythonJson } from '../python-json.ts'
import { type Cell, type Connection, damaged, decodeText, type Row } from './sqlite-connection.ts'

/** The names of states in the tables. */
export const stateNames: Readonly<Record<TrialState, string>> = {
  running: 'RUNNING',
  waiting: 'WAITING',
  complete: 'COMPLETE',
  pruned: 'PRUNED',
  failed: 'FAIL',
}
const states = Object.keys(stateNames) as TrialState[]

/** SQL for the index of a state in `states`; texts are compared where they are. */
export const stateIndex = `CASE state ${states.map((state, i) => `WHEN '${stateNames[state]}' THEN ${i}`).join(' ')} END`

export function stateOf(index: Cell | undefined, path: string, at: string): TrialState {
  const state = typeof index === 'number' ? states[index] : undefined
  if (state === undefined) throw damaged(path, 'a state that does not exist', at)
  return state
}

export const directionNames: Readonly<Record<Direction, string>> = {
  minimize: 'MINIMIZE',
  maximize: 'MAXIMIZE',
}

/** A time as SQLAlchemy writes it. */
export function formatTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '000')
}

export function parseTime(cell: Cell | undefined, path: string, at: string): Date {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(decodeText(cell, path))
  const time =
    match === null
      ? Number.NaN
      : Date.parse(`${match[1]}T${match[2]}.${(match[3] ?? '0').padEnd(3, '0').slice(0, 3)}Z`)
  if (Number.isNaN(time)) throw damaged(path, 'a time that is none', at)
  return new Date(time)
}

/** A number as two columns: itself or NULL, and what it is. @throws MedspanError `data` for NaN where there is no word for it */
export function splitValue(value: number, withNaN: boolean): readonly [number | null, string] {
  if (value === Number.POSITIVE_INFINITY) return [null, 'INF_POS']
  if (value === Number.NEGATIVE_INFINITY) return [null, 'INF_NEG']
  if (!Number.isNaN(value)) return [value, 'FINITE']
  if (withNaN) return [null, 'NAN']
  throw new MedspanError('data', 'expected a number as the value of a trial, got NaN')
}

/** SQL for what a number is; 0 for a finite one. */
const kindIndex = (column: string): string =>
  `CASE ${column} WHEN 'FINITE' THEN 0 WHEN 'INF_POS' THEN 1 WHEN 'INF_NEG' THEN 2 WHEN 'NAN' THEN 3 END`

function joinValue(value: Cell | undefined, kind: Cell | undefined, path: string, at: string): number {
  if (kind === 0 && typeof value === 'number') return value
  if (kind === 1) return Number.POSITIVE_INFINITY
  if (kind === 2) return Number.NEGATIVE_INFINITY
  if (kind === 3) return Number.NaN
  throw damaged(path, 'a value that is none', at)
}

type ParseDistribution = ReturnType<typeof createDistributionParser>

export function distributionOf(cell: Cell | undefined, path: string, parse: ParseDistribution): Distribution {
  const text = decodeText(cell, path)
  try {
    return parse(text)
  } catch (error) {
    throw error instanceof MedspanError ? damaged(path, error.message) : error
  }
}

function attributesOf(rows: readonly Row[], path: string, at: string): Attributes {
  return Object.fromEntries(
    rows.map(([key, value]) => {
      const name = decodeText(key, path)
      try {
        return [name, parsePythonJson(decodeText(value, path))] as const
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        throw damaged(path, `attribute ${JSON.stringify(name)} is not JSON`, at)
      }
    }),
  )
}

/** Studies, by id; all, or one of a name. */
export function readStudies(connection: Connection, name?: string): StudyRecord[] {
  const { path } = connection
  const columns = 'SELECT study_id, CAST(study_name AS BLOB) FROM studies'
  const rows =
    name === undefined
      ? connection.all(`${columns} ORDER BY study_id`)
      : connection.all(`${columns} WHERE study_name = ?`, name)
  return rows.map(([id, named]) => {
    const studyId = Number(id)
    const at = `study ${studyId}`
    const directions = connection
      .all(
        `SELECT CASE direction WHEN 'MINIMIZE' THEN 0 WHEN 'MAXIMIZE' THEN 1 END
         FROM study_directions WHERE study_id = ? ORDER BY objective`,
        studyId,
      )
      .map(([direction]): Direction => {
        if (direction === null) throw damaged(path, 'a direction that does not exist', at)
        return direction === 0 ? 'minimize' : 'maximize'
      })
    const of = (whose: 'user' | 'system'): Attributes =>
      attributesOf(
        connection.all(
          `SELECT CAST("key" AS BLOB), CAST(value_json AS BLOB) FROM study_${whose}_attributes
           WHERE study_id = ? ORDER BY study_${whose}_attribute_id`,
          studyId,
        ),
        path,
        at,
      )
    return {
      id: studyId,
      name: decodeText(named, path),
      directions,
      userAttributes: of('user'),
      systemAttributes: of('system'),
    }
  })
}

const trialColumns = `trial_id, number, ${stateIndex}, CAST(datetime_start AS BLOB), CAST(datetime_complete AS BLOB)`
const listed = 'IN (SELECT value FROM json_each(?))'

/** Trials of a study that came after an id, and those of a list; by number. */
export function readTrialsSince(
  connection: Connection,
  studyId: number,
  after: number,
  others: readonly number[],
  parse: ParseDistribution,
): TrialRecord[] {
  const before =
    others.length === 0
      ? []
      : connection.all(
          `SELECT ${trialColumns} FROM trials WHERE trial_id ${listed} AND study_id = ? ORDER BY trial_id`,
          JSON.stringify(others),
          studyId,
        )
  const rows = connection.all(
    `SELECT ${trialColumns} FROM trials WHERE study_id = ? AND trial_id > ? ORDER BY trial_id`,
    studyId,
    after,
  )
  return assemble(connection, [...before, ...rows], parse)
}

/** One trial, or undefined. */
export function readTrial(
  connection: Connection,
  trialId: number,
  parse: ParseDistribution,
): TrialRecord | undefined {
  const rows = connection.all(`SELECT ${trialColumns} FROM trials WHERE trial_id = ?`, trialId)
  return assemble(connection, rows, parse)[0]
}

/** Rows of a table by their trial. */
function byTrial(rows: readonly Row[]): Map<Cell, Row[]> {
  const groups = new Map<Cell, Row[]>()
  for (const [trial, ...rest] of rows) {
    const group = groups.get(trial!)
    if (group === undefined) groups.set(trial!, [rest])
    else group.push(rest)
  }
  return groups
}

/** Trials with all that the other tables have of them. */
function assemble(connection: Connection, trials: readonly Row[], parse: ParseDistribution): TrialRecord[] {
  if (trials.length === 0) return []
  const { path } = connection
  const ids = JSON.stringify(trials.map(([id]) => id))
  const of = (table: string, columns: string, order: string): Map<Cell, Row[]> =>
    byTrial(
      connection.all(
        `SELECT trial_id, ${columns} FROM ${table} WHERE trial_id ${listed} ORDER BY trial_id, ${order}`,
        ids,
      ),
    )
  const params = of(
    'trial_params',
    'CAST(param_name AS BLOB), param_value, CAST(distribution_json AS BLOB)',
    'param_id',
  )
  const values = of('trial_values', `objective, value, ${kindIndex('value_type')}`, 'objective')
  const steps = of(
    'trial_intermediate_values',
    `step, intermediate_value, ${kindIndex('intermediate_value_type')}`,
    'trial_intermediate_value_id',
  )
  const pairs = 'CAST("key" AS BLOB), CAST(value_json AS BLOB)'
  const user = of('trial_user_attributes', pairs, 'trial_user_attribute_id')
  const system = of('trial_system_attributes', pairs, 'trial_system_attribute_id')
  return trials
    .map(([id, number, state, started, completed]) => {
      const at = `trial ${number}`
      if (typeof id !== 'number' || typeof number !== 'number')
        throw damaged(path, 'a trial without a number')
      const own = (params.get(id) ?? []).map(([name, value, json]) => {
        const distribution = distributionOf(json, path, parse)
        return [decodeText(name, path), distribution, paramOf(distribution, value, path, at)] as const
      })
      const told = values.get(id)
      return Object.freeze<TrialRecord>({
        id,
        number,
        state: stateOf(state, path, at),
        values: told?.map(([, value, kind]) => joinValue(value, kind, path, at)),
        started: started === null ? undefined : parseTime(started, path, at),
        completed: completed === null ? undefined : parseTime(completed, path, at),
        params: Object.fromEntries(own.map(([name, , value]) => [name, value])),
        distributions: Object.fromEntries(own.map(([name, distribution]) => [name, distribution])),
        userAttributes: attributesOf(user.get(id) ?? [], path, at),
        systemAttributes: attributesOf(system.get(id) ?? [], path, at),
        intermediateValues: new Map(
          (steps.get(id) ?? []).map(([step, value, kind]) => [
            Number(step),
            joinValue(value, kind, path, at),
          ]),
        ),
      })
    })
    .sort((a, b) => a.number - b.number)
}

function paramOf(distribution: Distribution, value: Cell | undefined, path: string, at: string): ParamValue {
  if (typeof value !== 'number' || (distribution.kind === 'categorical' && !contains(distribution, value)))
    throw damaged(path, 'a parameter whose value is none', at)
  return externalValue(distribution, value)
}

/** Checks that SQLite can keep a name as it is. @throws MedspanError `config` */
export function checkName(name: string): string {
  if (/\p{Surrogate}/u.test(name))
    throw new MedspanError('config', `expected a name of whole characters, got ${JSON.stringify(name)}`)
  return name
}
