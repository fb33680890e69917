/**
 * @file A small disk: a tmpfs, and a folder of a btrfs with a quota, which only root may mount, on Linux.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0
export const unmount = (folder: string): boolean => spawnSync('umount', [folder]).status === 0

/** Whether tests may have one. */
export const mayMount = process.platform === 'linux' && tryMount()
if (!mayMount) console.log('skipped: a small disk, which only root may mount')

function tryMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'medspan-disk-'))
  try {
    return mount('-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', probe) && unmount(probe)
  } finally {
    rmSync(probe, { recursive: true })
  }
}

const run = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0

/** A folder that a quota is set for. */
export interface QuotaFolder {
  readonly path: string
  /** @param bytes how much may be written there; `none` takes the quota away */
  limit(bytes: number | 'none'): boolean
  unmount(): boolean
}

/** Makes one in a folder that is empty; undefined where it cannot be had: quotas of a btrfs count for root too. */
export function makeQuotaFolder(root: string): QuotaFolder | undefined {
  const image = join(root, 'image')
  const disk = join(root, 'quota')
  const path = join(disk, 'home')
  writeFileSync(image, '')
  truncateSync(image, 256 << 20)
  mkdirSync(disk)
  if (!run('mkfs.btrfs', '-q', image) || !mount('-o', 'loop', image, disk)) return undefined
  if (!run('btrfs', 'quota', 'enable', disk) || !run('btrfs', 'subvolume', 'create', path)) {
    unmount(disk)
    return undefined
  }
  return {
    path,
    limit: bytes => run('btrfs', 'qgroup', 'limit', String(bytes), path),
    unmount: () => unmount(disk),
  }
}

/** Whether tests may have one. */
export const mayLimit = mayMount && tryLimit()
if (!mayLimit)
  console.log('skipped: a quota, which root may set where there is btrfs: apt-get install btrfs-progs')

function tryLimit(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'medspan-quota-'))
  try {
    const folder = makeQuotaFolder(probe)
    if (folder === undefined) return false
    const isLimited = folder.limit(1 << 20)
    return folder.unmount() && isLimited
  } finally {
    rmSync(probe, { recursive: true })
  }
}
