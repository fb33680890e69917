/**
 * @file The images of `packaging/`, and the unit for systemd in the docs, name what there is: files, a version of Node, a command;
 * and hold no more than they should.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from './cli/command-line.ts'

const root = resolve(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(root, name), 'utf8')
const dockerfile = read('packaging/Dockerfile')
const definition = read('packaging/medspan.def')
const { engines, files } = JSON.parse(read('package.json')) as { engines: { node: string }; files: string[] }

/** What is copied from the checkout into an image. */
const copied = {
  Dockerfile: [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
    names!.split(' '),
  ),
  'medspan.def': [...definition.matchAll(/^ {4}(\S+) \/build\/(\S+)$/gm)].map(([, name, to]) => {
    expect(to).toBe(name)
    return name!
  }),
}

test('both images are made of the same files, which exist', () => {
  expect(copied['medspan.def'].toSorted()).toEqual(copied.Dockerfile.toSorted())
  expect(copied.Dockerfile.filter(name => !existsSync(join(root, name)))).toEqual([])
})

test('what is copied is enough to build and pack, and no whole checkout', () => {
  const { Dockerfile: names } = copied
  const needed = new Set(files.map(file => file.split('/')[0]!).filter(name => name !== 'dist'))
  expect(names).toEqual(expect.arrayContaining([...needed, 'package-lock.json', '.npmrc', 'src']))
  const { build } = (JSON.parse(read('package.json')) as { scripts: { build: string } }).scripts
  for (const [name] of build.matchAll(/\S+\.(json|mjs)/g)) expect(names).toContain(name)
  expect(names).not.toContain('.')
})

test('their Node is one that medspan runs on, and the one that is tested', () => {
  const bases = [dockerfile, definition].flatMap(text =>
    [...text.matchAll(/^(?:ARG BASE=|From: )(.+)$/gm)].map(([, base]) => base!),
  )
  expect(new Set(bases)).toEqual(new Set(['node:22-slim']))
  expect(Number(/>=(\d+)/.exec(engines.node)?.[1])).toBeLessThanOrEqual(22)
  expect(read('.ci/run')).toContain('on_node 22')
})

test('the container serves by default, not as root, with options that there are, and its health is asked for', async () => {
  expect(/^USER (.+)$/gm.exec(dockerfile)?.[1]).toBe('node')
  const list = (pattern: RegExp): string[] => JSON.parse(pattern.exec(dockerfile)![1]!) as string[]
  const command = list(/^CMD (\[.+\])$/m)
  expect(list(/^ENTRYPOINT (.+)$/m)).toEqual(['medspan'])
  // The model is missing here, which is found once the options are understood.
  const { code, err } = await runCommand(root, [...command, '--token-file', 'no-such-token'])
  expect([code, err]).toEqual([1, expect.stringContaining('no-such-token')])
  expect(dockerfile).toMatch(
    /^HEALTHCHECK .*\\\n {2}CMD \["node", "-e", "fetch\('http:\/\/127\.0\.0\.1:8787\/health'\)/m,
  )
})

test('the unit for systemd starts what there is, hands it the token that it asks for, and gives it time to stop', async () => {
  const [, unit = ''] = /```ini\n(.*?)```/s.exec(read('docs/serve.md')) ?? []
  const settingOf = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)![1]!
  const [program, ...command] = settingOf('ExecStart').split(' ')
  expect(program).toBe('/usr/local/bin/medspan')
  expect(command).toContain('%d/token')
  expect(settingOf('LoadCredential')).toMatch(/^token:/)
  const { code, err } = await runCommand(root, command)
  expect([code, err]).toEqual([1, expect.stringContaining('%d/token')])
  const [, graceMs = ''] = /GRACE_MS = (.*)$/m.exec(read('src/cli/serve.ts')) ?? []
  expect(Number(settingOf('TimeoutStopSec'))).toBeGreaterThan(Number(graceMs.replace('_', '')) / 1000)
})

test('nothing that is installed is run but the build, nothing is fetched that the lock does not have, and the command can be run', () => {
  const script = read('packaging/assemble.sh')
  expect(read('.npmrc')).toContain('ignore-scripts=true')
  expect([...script.matchAll(/^npm (.+)$/gm)].map(([, line]) => line)).toEqual([
    'ci --no-audit --no-fund',
    'run --silent build',
    'pack --silent',
    'ci --omit=dev --ignore-scripts --no-audit --no-fund',
  ])
  // The command is a link to it.
  const { bin } = JSON.parse(read('package.json')) as { bin: { medspan: string } }
  expect(script).toContain(`chmod +x ${bin.medspan}\n`)
  for (const text of [dockerfile, definition])
    expect(text).toContain(`ln -s /opt/medspan/${bin.medspan} /usr/local/bin/medspan`)
  expect(statSync(join(root, 'packaging/assemble.sh')).mode & 0o111).not.toBe(0)
})
