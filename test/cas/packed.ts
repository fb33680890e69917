/**
 * @file Folders and ZIP files for tests, also as a Mac makes them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ZipFile } from 'yazl'

/** Contents by name. */
export type Files = Readonly<Record<string, string | Buffer>>

/** Packs files; the bytes of a ZIP. */
export async function pack(files: Files, compress = true): Promise<Buffer> {
  const file = new ZipFile()
  for (const [name, content] of Object.entries(files))
    if (name.endsWith('/')) file.addEmptyDirectory(name)
    else file.addBuffer(Buffer.from(content), name, { compress })
  file.end()
  const chunks: Buffer[] = []
  for await (const chunk of file.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Writes files below a folder. */
export function unpack(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** What a Mac makes of a folder in an archive: accents apart, and the Finder's files beside everything. */
export function asOnMac(folder: string, files: Files): Files {
  const finder = Buffer.from([0, 5, 22, 7, 0, 2, 0, 0])
  const all: Record<string, string | Buffer> = { [`${folder}/.DS_Store`]: finder }
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`.normalize('NFD')
    all[path] = content
    all[join('__MACOSX', dirname(path), `._${path.slice(path.lastIndexOf('/') + 1)}`)] = finder
  }
  return all
}

/** The same archive without the flag for names in UTF-8, which a Mac does not set. */
export function withoutFlags(archive: Buffer): Buffer {
  const bytes = Buffer.from(archive)
  for (const [signature, flags] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const)
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 4))
      bytes.writeUInt16LE(bytes.readUInt16LE(at + flags) & ~0x800, at + flags)
  return bytes
}
