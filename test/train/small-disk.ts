/**
 * @file A small disk: a tmpfs, which only root may mount, on Linux.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
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
