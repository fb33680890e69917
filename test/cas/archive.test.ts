import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { archiveLimits, isZip, openTree } from '../../src/cas/archive.ts'
import { pack, withoutFlags } from './packed.ts'
import { errorOf } from './sample-cas.ts'

const folder = mkdtempSync(join(tmpdir(), 'medspan-archive-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

describe('an archive', () => {
  test('lists and reads its files, also those of an archive inside it', async () => {
    const inner = await pack({ 'x/y.txt': 'deep' })
    const path = write(
      'a.zip',
      await pack({ 'b.txt': 'beta', 'a/inner.zip': inner, '.hidden': '', 'd/': '' }),
    )
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
    for (const path of [write('far.zip', bytes), write('outer.zip', await pack({ 'far.zip': bytes }))]) {
      const error = await errorOf(async () => {
        const tree = await openTree(path)
        await tree.inner('far.zip').finally(() => tree.close())
      })
      expect(error.code).toBe('input')
      expect(error.message).toMatch(/^not a readable ZIP archive: /)
    }
  })

  test('is known by its first bytes', async () => {
    expect(isZip(await pack({ a: '' }))).toBe(true)
    expect(isZip(Buffer.from('PKx'))).toBe(false)
    expect(isZip(new Uint8Array())).toBe(false)
  })

  test('has names in UTF-8, also where a Mac does not say so, and else in code page 437', async () => {
    const names = ['a/Ängste.xmi', 'b/日本.xmi']
    const bytes = withoutFlags(await pack(Object.fromEntries(names.map(name => [name, '']))))
    const tree = await openTree(write('mac.zip', bytes))
    expect(tree.names).toEqual(names)
    tree.close()
    const old = withoutFlags(await pack({ 'N.txt': '' }))
    for (let at = old.indexOf('N.txt'); at >= 0; at = old.indexOf('N.txt', at + 1)) old[at] = 0x8e
    const older = await openTree(write('dos.zip', old))
    expect(older.names).toEqual(['Ä.txt'])
    older.close()
  })

  test('may not unpack to more than its budget, nested ones counted in', async () => {
    const limits = { ...archiveLimits, totalBytes: 1000 }
    const inner = await pack({ 'big.txt': 'x'.repeat(700) })
    const tree = await openTree(
      write('budget.zip', await pack({ 'inner.zip': inner, 'a.txt': 'y'.repeat(300) })),
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
    const bytes = await pack({ 'a.txt': 'x'.repeat(700), 'b.txt': 'y'.repeat(700) })
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
    const tree = await openTree(write('bomb.zip', await pack({ 'bomb.xmi': Buffer.alloc(30 * 2 ** 20) })))
    const error = await errorOf(() => tree.read('bomb.xmi'))
    expect(error.code).toBe('unsafe-input')
    expect(error.message).toMatch(/more than 250 times its size/)
    expect(error.where?.path).toMatch(/bomb\.zip!bomb\.xmi$/)
    tree.close()
  })

  test('may not hold an entry that unpacks to more than it promises', async () => {
    const honest = await pack({ 'a.txt': 'x'.repeat(5000) })
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
      const bytes = await pack({ [plain]: 'x' })
      for (let at = bytes.indexOf(plain); at >= 0; at = bytes.indexOf(plain, at + 1)) bytes.write(name, at)
      const error = await errorOf(() => openTree(write('names.zip', bytes)))
      expect(error.code).toBe('unsafe-input')
    },
  )

  test('may not hold an entry whose name is longer than a path', async () => {
    const names = { [`${'a/'.repeat(2046)}b.tx`]: '' }
    const tree = await openTree(write('long.zip', await pack(names)))
    expect(tree.names).toEqual(Object.keys(names))
    tree.close()
    const longer = await pack({ [`${'a/'.repeat(2046)}b.txt`]: '' })
    const error = await errorOf(() => openTree(write('longer.zip', longer)))
    expect(error).toMatchObject({
      code: 'unsafe-input',
      message: 'an entry has a name of more than 4096 characters',
    })
  })

  test('may not hold two entries of one name', async () => {
    const bytes = await pack({ 'a.txt': 'x', 'b.txt': 'y' })
    for (let at = bytes.indexOf('b.txt'); at >= 0; at = bytes.indexOf('b.txt', at + 1))
      bytes.write('a.txt', at)
    const error = await errorOf(() => openTree(write('twice.zip', bytes)))
    expect(error).toMatchObject({ code: 'unsafe-input', message: 'two entries have the same name' })
    expect(error.where?.at).toBe('a.txt')
  })

  test('may not hold an encrypted entry', async () => {
    const bytes = await pack({ 'a.txt': 'alpha' })
    // Bit 0 of the flags, at 6 in a local header and at 8 in the central one.
    bytes[bytes.indexOf('PK\x03\x04') + 6]! |= 1
    bytes[bytes.indexOf('PK\x01\x02') + 8]! |= 1
    const tree = await openTree(write('locked.zip', bytes))
    const error = await errorOf(() => tree.read('a.txt'))
    expect(error).toMatchObject({ code: 'unsafe-input', message: 'the entry is encrypted' })
    tree.close()
  })

  test('may not hold more entries than anyone needs', async () => {
    const bytes = await pack(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.txt`, ''])))
    const error = await errorOf(() => openTree(write('many.zip', bytes), { ...archiveLimits, entries: 20 }))
    expect(error).toMatchObject({ code: 'unsafe-input', message: 'the archive has more than 20 entries' })
  })

  test('may not nest without end', async () => {
    let bytes = await pack({ 'x.txt': '' })
    for (let i = 0; i < 5; i++) bytes = await pack({ 'x.zip': bytes })
    const outer = await openTree(write('nested.zip', bytes))
    const error = await errorOf(async () => {
      for (let tree = outer; ; ) tree = await tree.inner('x.zip')
    })
    outer.close()
    expect(error).toMatchObject({ code: 'unsafe-input', message: expect.stringMatching(/nest more than/) })
  })

  test('says that it is damaged, at whatever place it is cut off', async () => {
    const bytes = await pack({ 'a.txt': 'alpha '.repeat(50), 'b.txt': 'beta' })
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
