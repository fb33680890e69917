import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { archiveLimits, isZip, openTree } from '../../src/cas/archive.ts'
import { errorOf } from './sample-cas.ts'

const folder = mkdtempSync(join(tmpdir(), 'medspan-archive-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Packs files; the bytes of a ZIP. */
async function zip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const file = new ZipFile()
  for (const [name, content] of Object.entries(files))
    if (name.endsWith('/')) file.addEmptyDirectory(name)
    else file.addBuffer(Buffer.from(content), name)
  file.end()
  const chunks: Buffer[] = []
  for await (const chunk of file.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

describe('an archive', () => {
  test('lists and reads its files, also those of an archive inside it', async () => {
    const inner = await zip({ 'x/y.txt': 'deep' })
    const path = write('a.zip', await zip({ 'b.txt': 'beta', 'a/inner.zip': inner, '.hidden': '', 'd/': '' }))
    const tree = await openTree(path)
    expect(tree.names).toEqual(['a/inner.zip', 'b.txt'])
    expect(Buffer.from(await tree.read('b.txt')).toString()).toBe('beta')
    const deeper = await tree.inner('a/inner.zip')
    expect(deeper.pathOf('x/y.txt')).toBe(`${path}!a/inner.zip!x/y.txt`)
    expect(Buffer.from(await deeper.read('x/y.txt')).toString()).toBe('deep')
    deeper.close()
    tree.close()
  })

  test.each([
    ['directory', 48],
    ['record of the directory', 64],
  ])('is refused where its %s lies farther away than any file reaches', async (_, field) => {
    const end = Buffer.alloc(98)
    for (const [signature, at] of [
      [0x06064b50, 0],
      [0x07064b50, 56],
      [0x06054b50, 76],
    ] as const)
      end.writeUInt32LE(signature, at)
    // One entry, in ZIP64; the locator at 56 points at this record, which lies at 4.
    end.writeBigUInt64LE(1n, 32)
    end.writeBigUInt64LE(4n, 64)
    end.writeBigUInt64LE(2n ** 60n, field)
    const bytes = Buffer.concat([Buffer.from('PK\u0003\u0004'), end])
    for (const path of [write('far.zip', bytes), write('outer.zip', await zip({ 'far.zip': bytes }))]) {
      const error = await errorOf(async () => {
        const tree = await openTree(path)
        await tree.inner('far.zip').finally(() => tree.close())
      })
      expect(error.code).toBe('input')
      expect(error.message).toMatch(/^not a readable ZIP archive: /)
    }
  })

  test('is known by its first bytes', async () => {
    expect(isZip(await zip({ a: '' }))).toBe(true)
    expect(isZip(Buffer.from('PKx'))).toBe(false)
    expect(isZip(new Uint8Array())).toBe(false)
  })

  test('may not unpack to more than its budget, nested ones counted in', async () => {
    const limits = { ...archiveLimits, totalBytes: 1000 }
    const inner = await zip({ 'big.txt': 'x'.repeat(700) })
    const tree = await openTree(
      write('budget.zip', await zip({ 'inner.zip': inner, 'a.txt': 'y'.repeat(300) })),
      limits,
    )
    const deeper = await tree.inner('inner.zip')
    await deeper.read('big.txt')
    const error = await errorOf(() => tree.read('a.txt'))
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toMatch(/more than 1000 bytes/)
    tree.close()
  })

  test('may not unpack to more than its budget when its files are read at the same time', async () => {
    const limits = { ...archiveLimits, totalBytes: 1000 }
    const bytes = await zip({ 'a.txt': 'x'.repeat(700), 'b.txt': 'y'.repeat(700) })
    const tree = await openTree(write('together.zip', bytes), limits)
    // Each of them fits before the first byte of the other is counted.
    const error = await errorOf(() => Promise.all([tree.read('a.txt'), tree.read('b.txt')]))
    expect(error).toMatchObject({
      code: 'unsafe-input',
      message: 'the archive unpacks to more than 1000 bytes',
    })
    tree.close()
  })

  test('may not hold a bomb', async () => {
    const tree = await openTree(write('bomb.zip', await zip({ 'bomb.xmi': Buffer.alloc(30 * 2 ** 20) })))
    const error = await errorOf(() => tree.read('bomb.xmi'))
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toMatch(/more than 250 times its size/)
    expect(error.where?.path).toMatch(/bomb\.zip!bomb\.xmi$/)
    tree.close()
  })

  test('may not hold an entry that unpacks to more than it promises', async () => {
    const honest = await zip({ 'a.txt': 'x'.repeat(5000) })
    expect(deflateRawSync('x'.repeat(5000)).length).toBeLessThan(100)
    const size = Buffer.alloc(4)
    size.writeUInt32LE(5000)
    const lie = Buffer.from(honest)
    for (let at = lie.indexOf(size); at >= 0; at = lie.indexOf(size, at + 1)) lie.writeUInt32LE(10, at)
    const tree = await openTree(write('lie.zip', lie))
    expect((await errorOf(() => tree.read('a.txt'))).code).toBe('unsafe-input')
    tree.close()
  })

  test.each(['../evil.txt', '/evil.txt', 'a\\..\\evil.txt', 'a\\b.txt', 'a/../../evil.txt'])(
    'may not hold the name %s',
    async name => {
      const plain = 'N'.repeat(name.length)
      const bytes = await zip({ [plain]: 'x' })
      for (let at = bytes.indexOf(plain); at >= 0; at = bytes.indexOf(plain, at + 1)) bytes.write(name, at)
      const error = await errorOf(() => openTree(write('names.zip', bytes)))
      expect(error.code).toBe('unsafe-input')
    },
  )

  test('may not hold two entries of one name', async () => {
    const bytes = await zip({ 'a.txt': 'x', 'b.txt': 'y' })
    for (let at = bytes.indexOf('b.txt'); at >= 0; at = bytes.indexOf('b.txt', at + 1))
      bytes.write('a.txt', at)
    const error = await errorOf(() => openTree(write('twice.zip', bytes)))
    expect(error).toMatchObject({ code: 'unsafe-input', message: 'two entries have the same name' })
    expect(error.where?.at).toBe('a.txt')
  })

  test('may not hold an encrypted entry', async () => {
    const bytes = await zip({ 'a.txt': 'alpha' })
    // Bit 0 of the flags, at 6 in a local header and at 8 in the central one.
    bytes[bytes.indexOf('PK\x03\x04') + 6]! |= 1
    bytes[bytes.indexOf('PK\x01\x02') + 8]! |= 1
    const tree = await openTree(write('locked.zip', bytes))
    const error = await errorOf(() => tree.read('a.txt'))
    expect(error).toMatchObject({ code: 'unsafe-input', message: 'the entry is encrypted' })
    tree.close()
  })

  test('may not hold more entries than anyone needs', async () => {
    const bytes = await zip(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.txt`, ''])))
    const error = await errorOf(() => openTree(write('many.zip', bytes), { ...archiveLimits, entries: 20 }))
    expect(error).toMatchObject({ code: 'unsafe-input', message: 'the archive has more than 20 entries' })
  })

  test('may not nest without end', async () => {
    let bytes = await zip({ 'x.txt': '' })
    for (let i = 0; i < 5; i++) bytes = await zip({ 'x.zip': bytes })
    const error = await errorOf(async () => {
      let tree = await openTree(write('nested.zip', bytes))
      for (;;) tree = await tree.inner('x.zip')
    })
    expect(error).toMatchObject({ code: 'unsafe-input', message: expect.stringMatching(/nest more than/) })
  })

  test('says that it is damaged, at whatever place it is cut off', async () => {
    const bytes = await zip({ 'a.txt': 'alpha '.repeat(50), 'b.txt': 'beta' })
    for (let end = 0; end < bytes.length; end += 13) {
      const error = await errorOf(() => openTree(write('cut.zip', bytes.subarray(0, end))))
      expect(error.code).toBe('input')
      expect(error.message).toMatch(/not a readable ZIP/)
    }
  })

  test('says that it is not there', async () => {
    expect((await errorOf(() => openTree(join(folder, 'none.zip')))).code).toBe('input')
  })
})
