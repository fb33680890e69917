/**
 * @file The versions of what a server has learnt, as `medspan serve --list` shows them, and back to an earlier one.
 */
import { MedspanError } from '../errors.ts'
import type { Scope } from '../serve/contract.ts'
import { listVersions, rollback, type ScopeVersions, type Version } from '../serve/learning/versions.ts'
import { renderColumns } from '../text/columns.ts'
import { type CommonOptions, type Io, showResult } from './io.ts'

/** Prints the versions of each model and whom it is for, and what became of the last training. */
export async function showVersions(folder: string, options: CommonOptions, io: Io): Promise<void> {
  const scopes = await listVersions(folder)
  showResult(io, options, scopes, renderVersions(scopes))
}

export function renderVersions(scopes: readonly ScopeVersions[]): string {
  if (scopes.length === 0) return 'nothing has been learnt yet'
  const rows = scopes.flatMap(({ name, project = '', user = '', versions }) =>
    versions.map(version => [name, project, user, ...cellsOf(version)]),
  )
  const titles = [
    ...['model', 'project', 'user', 'version', 'in use', 'learnt'],
    ...['documents', 'held out', 'F1', 'F1 before'],
  ]
  const last = scopes.flatMap(({ name, project, user, history }) => {
    const event = history.at(-1)
    if (event === undefined || event.kind === 'rolled back') return []
    const whose = [name, project, user].filter(part => part !== undefined).join(', ')
    const what =
      event.kind === 'failed'
        ? `failed: ${event.reason}`
        : `${event.comparison.takesOver ? 'took over' : 'did not take over'}: ${event.comparison.reason}`
    return [`${whose}: the last training, ${event.at}, ${what}`]
  })
  return [
    renderColumns([titles, ...rows], { isRight: column => column > 5 }),
    '',
    ...last,
    'F1 in per cent, of documents that were held out, or where none was, of those that were learnt from;',
    'version 0 is the model that the server was started with',
  ].join('\n')
}

function cellsOf({ version, isInUse, learnt }: Version): string[] {
  const percent = (value: number | undefined): string => (value === undefined ? '' : (100 * value).toFixed(2))
  const { documents, comparison } = learnt ?? {}
  return [
    String(version),
    isInUse ? 'yes' : '',
    learnt?.at ?? '',
    documents === undefined ? '' : String(documents.train + documents.validation),
    documents === undefined ? '' : String(documents.heldOut),
    percent(comparison?.after),
    percent(comparison?.before),
  ]
}

/** Puts an earlier version of a model into use. */
export async function goBack(
  folder: string,
  to: Scope & { readonly names: readonly string[]; readonly version: number },
  options: CommonOptions,
  io: Io,
): Promise<void> {
  const { names, version, ...scope } = to
  const [name] = names
  if (name === undefined || names.length > 1)
    throw new MedspanError('config', `expected one --model beside --rollback, got ${names.length}`, {
      hint: 'For example: medspan serve --learn learnt --rollback 2 --model drugs --project 12',
    })
  await rollback(folder, { name, version, ...scope })
  showResult(io, options, { name, ...scope, version }, `${name}: version ${version} is in use`)
}
