/** @file Batch scripts as text, and that nothing in a configuration is read by the shell that is not meant for it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkFolder, quote, renderBatchScript } from '../../src/cluster/batch-script.ts'
import { parseConfig } from '../../src/config/config.ts'
import { slurmSchema } from '../../src/config/slurm.ts'

const base = 'corpus: { sources: [{ path: a }] }\nmodel: { name_or_path: bert }\n'
const slurmOf = (yaml: string) => parseConfig(`${base}slurm: ${yaml}`, '/x/medspan.yaml').slurm!
const problemsOf = (yaml: string): string => {
  try {
    slurmOf(yaml)
    return ''
  } catch (error) {
    return String(error)
  }
}

test('a script has the options of sbatch, then modules, variables, setup and the command', () => {
  const slurm = slurmOf(`{ partition: gpu, account: lab, time: "07:00:00", mem-per-cpu: 2G, cpus_per_task: 8,
    gres: "gpu:a100:2", constraint: "ib&a100", mail_type: [END, FAIL], options: { comment: "two words", exclusive: true },
    modules: [cuda/12.4], env: { HF_HUB_OFFLINE: 1, NOTE: "it's $HOME" }, setup: ["ulimit -n 4096"],
    container: [apptainer, exec, "my image.sif"], signal: 300, array_limit: 2, job_name: tagger }`)
  const folder = "/runs/it's a run"
  const script = renderBatchScript({
    slurm,
    title: 'Written by medspan submit tune.',
    folder,
    tasks: 4,
    job: ['node', 'main.js', 'job', '--folder', folder],
    command: ['node', 'main.js', 'tune', '--set', 'training.seed=$(id)'],
  })
  expect(script).toBe(String.raw`#!/bin/bash -l
# Written by medspan submit tune.
#SBATCH --partition=gpu
#SBATCH --account=lab
#SBATCH --time=07:00:00
#SBATCH --mem-per-cpu=2G
#SBATCH --cpus-per-task=8
#SBATCH --gres=gpu:a100:2
#SBATCH --constraint="ib&a100"
#SBATCH --mail-type=END,FAIL
#SBATCH --job-name=tagger
#SBATCH --comment="two words"
#SBATCH --exclusive
#SBATCH --array=0-3%2
#SBATCH --chdir="/runs/it's a run"
#SBATCH --output=jobs/%A_%a.log
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@300
set -e
module load cuda/12.4
export HF_HUB_OFFLINE=1
export NOTE='it'\''s $HOME'
ulimit -n 4096
set +e
stop=$(mktemp -d) || exit
trap ': >"$stop/now"' USR1 TERM
node main.js job --folder '/runs/it'\''s a run' --stop-file "$stop/now" -- apptainer exec 'my image.sif' node main.js tune --set 'training.seed=$(id)' &
job=$!
wait "$job"
while kill -0 "$job" 2>/dev/null; do wait "$job"; done
wait "$job"
code=$?
rm -rf "$stop"
exit "$code"
`)
})

test('words reach the command as they are, whatever they hold', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-script-'))
  try {
    const words = [
      '$(touch a)',
      '`touch b`',
      "';touch c;'",
      '"',
      '\\',
      'a b',
      'ü*?[x]',
      '',
      '$HOME',
      '!x',
      '#',
      '-n',
      '&;|<>',
    ]
    const script = renderBatchScript({
      slurm: slurmSchema.parse({ env: { A: '$(touch d)', B: "';touch e;'" } }),
      title: 'A test.',
      folder,
      job: [
        process.execPath,
        '-e',
        'console.log(JSON.stringify([process.argv.slice(1), process.env.A, process.env.B]))',
        '--',
      ],
      command: words,
    })
    const printed = execFileSync('bash', { input: script, cwd: folder, encoding: 'utf8' })
    const [args, a, b] = JSON.parse(printed)
    // --stop-file, its name, and --
    expect(args.slice(3)).toEqual(words)
    expect([a, b]).toEqual(['$(touch d)', "';touch e;'"])
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('each task of an array whose tasks differ has its own last word', () => {
  const script = renderBatchScript({
    slurm: slurmSchema.parse({}),
    title: 'A test.',
    folder: '/x',
    tasks: 3,
    job: ['bash', '-c', 'shift 2; echo "$@"', 'job'],
    command: ['train', '--seeds'],
    each: ['1', '$(id)', 'a b'],
  })
  const printedBy = (task: number): string =>
    execFileSync('bash', {
      input: script,
      encoding: 'utf8',
      env: { ...process.env, SLURM_ARRAY_TASK_ID: `${task}` },
    })
  expect([0, 1, 2].map(printedBy)).toEqual(['1', '$(id)', 'a b'].map(word => `-- train --seeds ${word}\n`))
})

test('a script ends with the exit code of its command, and does not die of signals', () => {
  const script = (command: string): string =>
    renderBatchScript({
      slurm: slurmSchema.parse({}),
      title: 'A test.',
      folder: '/x',
      job: ['bash', '-c', 'shift 2; exec "$@"', 'job'],
      command: ['bash', '-c', command],
    })
  const codeOf = (text: string): number => {
    try {
      execFileSync('bash', { input: text, stdio: ['pipe', 'ignore', 'inherit'] })
      return 0
    } catch (error) {
      return (error as { status: number }).status
    }
  }
  expect(codeOf(script('exit 0'))).toBe(0)
  expect(codeOf(script('shift; kill -USR1 $PPID; sleep 0.2; kill -TERM $PPID; sleep 0.2; exit 7'))).toBe(7)
})

test('nobody else can tell a job to stop: its file is in a folder of its own, which does not stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-script-'))
  try {
    const script = renderBatchScript({
      slurm: slurmSchema.parse({}),
      title: 'A test.',
      folder,
      // What it is given as --stop-file, once before the signal and once after it.
      job: [
        'bash',
        '-c',
        'cd "$(dirname "$2")"; ls -ld . | cut -c 1-10; ls; kill -USR1 $PPID; sleep 0.2; ls',
        'job',
      ],
      command: [],
    })
    const env = { ...process.env, TMPDIR: folder }
    expect(execFileSync('bash', { input: script, env, encoding: 'utf8' })).toBe('drwx------\nnow\n')
    expect(readdirSync(folder)).toEqual([])
    const none = { ...env, TMPDIR: join(folder, 'none') }
    expect(() => execFileSync('bash', { input: script, env: none, stdio: 'pipe' })).toThrow(/mktemp/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('quote leaves plain words alone', () => {
  expect(['--kind', 'a/b.c=1,2', 'x y', ''].map(quote)).toEqual(['--kind', 'a/b.c=1,2', "'x y'", "''"])
})

test.each([
  ['{ partition: "gpu\\n#SBATCH --wrap=id" }', 'slurm.partition: expected a text without line breaks'],
  ['{ constraint: "a\\"b" }', 'slurm.constraint: expected a text without line breaks, quotation marks'],
  ['{ setup: ["a\\nb"] }', 'slurm.setup[0]: expected one line of shell'],
  ['{ modules: ["a; id"] }', 'slurm.modules[0]: expected the name of a module'],
  ['{ env: { "A B": 1 } }', 'the name of an environment variable'],
  ['{ env: { HF_TOKEN: x } }', 'slurm.env.HF_TOKEN: a batch script is no place for secrets'],
  ['{ env: { MEDSPAN_WEBHOOK: x } }', 'slurm.env.MEDSPAN_WEBHOOK: a batch script is no place for secrets'],
  [
    '{ options: { export: "ALL,HF_TOKEN=x" } }',
    'slurm.options.export: a batch script is no place for secrets',
  ],
  ['{ nodes: 2 }', 'slurm.nodes: the engine onnx trains on one node, got 2'],
  ['{ nodes: 1-2 }', 'slurm.nodes: expected a number of nodes, got 1-2'],
  ['{ time: "1:00", signal: 60 }', 'slurm.signal: expected less than the time limit, 60 s, got 60'],
  ['{ time: 1-12, signal: 129600 }', 'expected less than the time limit, 129600 s'],
  ['{ time: soon }', 'slurm.time: expected'],
  ['{ mem_per_cpu: 1, mem-per-cpu: 1 }', 'slurm.mem-per-cpu: mem_per_cpu says it already'],
  ['{ options: { signal: USR2 } }', 'slurm.options.signal: medspan sets it itself'],
  ['{ options: { cpus-per-task: 2 } }', 'slurm.options.cpus-per-task: write it as slurm.cpus-per-task'],
  ['{ partitoin: gpu }', 'slurm.partitoin: unknown key, did you mean partition?'],
])('%s is refused', (yaml, message) => {
  expect(problemsOf(yaml)).toContain(message)
})

test('variables that look like secrets are refused by their names, and others are taken', () => {
  for (const name of [
    'UMLS_API_KEY',
    'MY_APIKEY',
    'AWS_ACCESS_KEY_ID',
    'HF_TOKEN',
    'TOKEN_OF_MINE',
    'A_SECRET_B',
  ])
    expect(problemsOf(`{ env: { ${name}: x } }`)).toContain(`slurm.env.${name}: a batch script is no place`)
  for (const name of ['db_password', 'PASSWD', 'SSH_PASSPHRASE', 'SLACK_WEBHOOK_URL', 'CREDENTIALS_FILE'])
    expect(problemsOf(`{ env: { ${name}: x } }`)).toContain(`slurm.env.${name}: a batch script is no place`)
  const taken =
    'TOKENIZERS_PARALLELISM: "false", OMP_NUM_THREADS: 4, HF_HOME: /hf, PIP_KEYRING_PROVIDER: import'
  expect(problemsOf(`{ env: { ${taken} }, options: { export: "ALL,A=1" } }`)).toBe('')
})

test('a folder that sbatch cannot be told of is refused', () => {
  for (const folder of ['/a%j', '/a"b', '/a\\b', '/a\nb']) expect(() => checkFolder(folder)).toThrow(/sbatch/)
  expect(() => checkFolder("/it's a $(folder) & ü;")).not.toThrow()
})
