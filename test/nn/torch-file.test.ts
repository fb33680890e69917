import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import type { FloatTensor } from '../../src/nn/tensors.ts'
import { readTorchFile } from '../../src/nn/weights/torch-file.ts'
import { fuzzRuns } from '../fuzz.ts'
import reference from './reference/torch-files.json' with { type: 'json' }
import {
  floats,
  global,
  int,
  pickle,
  state,
  storage,
  tensor,
  text,
  torchLegacy,
  torchZip,
  tuple,
  zip,
} from './torch-bytes.ts'

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-torch-'))
  path = join(folder, 'pytorch_model.bin')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Bits, so that NaN and -0 are compared too. */
function bitsOf(tensors: ReadonlyMap<string, FloatTensor>) {
  return [...tensors]
    .map(([name, { shape, data }]) => ({
      name,
      shape: [...shape],
      bits: [...new Uint32Array(data.buffer, data.byteOffset, data.length)],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function read(bytes: Uint8Array) {
  await writeFile(path, bytes)
  return readTorchFile(path)
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await read(bytes).catch((reason: unknown) => reason)
  if (!(error instanceof MedspanError)) return `no error of ours: ${error}`
  expect(error.where?.path).toBe(path)
  return `${error.code} ${formatError(error)}`
}

const simple = (shape: number[], strides: number[], offset = 0) =>
  state({ a: tensor(storage('0', 6), offset, shape, strides) })
const six = { 0: floats(1, 2, 3, 4, 5, 6) }

describe('a file of torch.save', () => {
  test.each(['zip', 'legacy'] as const)('in the form %s gives what PyTorch put in', async form => {
    const { tensors, skipped } = await read(Buffer.from(reference[form], 'base64'))
    expect(bitsOf(tensors)).toEqual(reference.tensors)
    expect([...skipped].sort()).toEqual(['flag', 'position_ids'])
    // Tied weights are one array, as they are one storage.
    expect(tensors.get('tied')!.data).toBe(tensors.get('weight')!.data)
  })

  test('with ZIP64 is read', async () => {
    const entries = [
      { name: 'm/data.pkl', data: simple([2, 3], [3, 1]) },
      { name: 'm/data/0', data: six[0] },
    ]
    for (const isLarge of [false, true])
      expect([...(await read(zip(entries, isLarge))).tensors.get('a')!.data]).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('with views of storages, as PyTorch once wrote them, is read', async () => {
    const view = (begin: number, length: number) => tuple(text('v'), int(begin), int(length))
    const of = (begin: number, length: number) => storage('0', 6, 'FloatStorage', view(begin, length))
    const program = state({
      a: tensor(of(2, 3), 1, [2], [1]),
      b: tensor(storage('0', 6, 'FloatStorage', 'N'), 0, [1], [1]),
    })
    const { tensors } = await read(torchLegacy(program, six))
    expect([...tensors].map(([name, { data }]) => [name, ...data])).toEqual([
      ['a', 4, 5],
      ['b', 1],
    ])
    expect(await refusal(torchLegacy(state({ a: tensor(of(4, 3), 0, [1], [1]) }), six))).toContain(
      'a view up to 7 does not lie in its storage of 6 numbers',
    )
    expect(await refusal(torchLegacy(state({ a: tensor(of(2, 3), 2, [2], [1]) }), six))).toContain(
      'does not lie in its storage of 3 numbers',
    )
  })

  test('of Python 2, with an OrderedDict of a list of pairs, is read', async () => {
    const pair = [text('a'), tensor(storage('0', 6), 0, [6], [1])]
    const program = pickle(
      global('collections', 'OrderedDict'),
      '(',
      ']',
      '(',
      '(',
      ...pair,
      't',
      'e',
      't',
      'R',
    )
    expect([...(await read(torchZip(program, six))).tensors.keys()]).toEqual(['a'])
  })
})

describe('a pickle that is more than weights', () => {
  test.each([
    ['os.system', pickle(global('os', 'system'), '(', text('touch /tmp/x'), 't', 'R'), 'os.system'],
    ['a global that is named and not called', pickle(global('builtins', 'eval')), 'builtins.eval'],
    [
      'a class of PyTorch',
      pickle(global('torch.nn.modules.linear', 'Linear')),
      'torch.nn.modules.linear.Linear',
    ],
    ['a name of a prototype', pickle(global('constructor', 'constructor')), 'constructor.constructor'],
  ])('%s is named, and not run', async (_title, program, name) => {
    for (const bytes of [torchZip(program), torchLegacy(program)]) {
      const message = await refusal(bytes)
      expect(message).toMatch(/^unsafe-input /)
      expect(message).toContain(
        `a pickle that calls for "${name}", which weights do not need; nothing of it was run`,
      )
    }
  })

  test.each([
    ['an opcode of another protocol', pickle('\x93'), 'expected an opcode that weights need, got 0x93'],
    ['another protocol', Buffer.from('\x80\x05N.', 'latin1'), 'expected a pickle of protocol 2, got 5'],
    ['INST', pickle('(', 'ios\nsystem\n'), 'got 0x69'],
    [
      'BUILD of a tensor',
      pickle(tensor(storage('0', 6), 0, [6], [1]), 'Nb'),
      'expected attributes of a dict',
    ],
    [
      'a call of a text',
      pickle(text('x'), ')R'),
      'expected a global and a tuple, got the text "x" and a tuple',
    ],
    [
      'a call of a storage',
      pickle(global('torch', 'FloatStorage'), ')R'),
      'expected something that can be called',
    ],
    ['a call without a tuple', pickle(global('collections', 'OrderedDict'), ']R'), 'and a list'],
    ['nothing', pickle(), 'expected a value on the stack, got none'],
    ['more than one value', pickle('NN'), 'expected one value at the end, got more'],
    ['a mark that is missing', pickle('t'), 'expected a mark on the stack, got none'],
    ['a pop below a mark', pickle('N(\x85'), 'expected a value on the stack, got none'],
    ['a memo that is empty', pickle('h\x07'), 'expected the value that was kept as 7, got none'],
    ['items of no dict', pickle(']', '(', text('a'), 'Nu'), 'expected a dict to put items in, got a list'],
    ['odd items', pickle('}', '(', text('a'), 'u'), 'got an odd number of items'],
    [
      'a text that is cut off',
      pickle('X', Buffer.from('ffffff7f', 'hex')),
      'cut off: expected 2147483647 bytes',
    ],
    ['a number that is cut off', pickle('\x8a\xff'), 'cut off: expected 255 bytes'],
    ['a text that is no UTF-8', pickle('X\x01\x00\x00\x00\xff'), 'expected a text in UTF-8'],
    ['a name without an end', pickle('c', 'a'.repeat(2000)), 'expected the end of a name'],
    ['no dict', pickle('N'), 'expected a state dict, from names to tensors, got None'],
    ['a number by a name', state({ step: int(3) }), 'step: expected a tensor by its name, got 3'],
    ['a parameter of nothing', pickle(global('torch._utils', '_rebuild_parameter'), 'N\x85R'), 'got None'],
    ['another id', pickle(text('x'), 'Q'), 'expected a storage of numbers with its key'],
    [
      'a bad pair',
      pickle(global('collections', 'OrderedDict'), ']Na\x85R'),
      'expected a pair of an OrderedDict, got None',
    ],
  ])('%s is an error', async (_title, program, message) => {
    expect(await refusal(torchZip(program, six))).toContain(message)
  })

  test('drawn by lot from the opcodes that are known is an error or a state dict', async () => {
    const known = [
      '(',
      'N',
      '\x88',
      ')',
      ']',
      '}',
      't',
      'a',
      'e',
      's',
      'u',
      '\x85',
      '\x86',
      '\x87',
      'R',
      'b',
      'Q',
    ]
    const parts = [
      ...known.map(opcode => Buffer.from(opcode, 'latin1')),
      ...['q\x00', 'q\x01', 'h\x00', 'h\x01', 'K\x01', 'K\x06'].map(part => Buffer.from(part, 'latin1')),
      ...[text('a'), text('storage'), storage('0', 6), tensor(storage('0', 6), 0, [6], [1])],
      global('collections', 'OrderedDict'),
      global('torch._utils', '_rebuild_tensor_v2'),
      global('torch', 'FloatStorage'),
    ]
    const counts = { refused: 0, read: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts), { maxLength: 12 }), async drawn => {
        try {
          // Half of the programs fill a dict, so that some are whole.
          await read(
            torchZip(drawn.length % 2 === 0 ? pickle(...drawn) : pickle('}', '(', ...drawn, 'u'), six),
          )
          counts.read++
        } catch (error) {
          if (!(error instanceof MedspanError) || error.code === 'internal') throw error
          counts.refused++
        }
      }),
      { numRuns: fuzzRuns(500) },
    )
    expect(counts.refused).toBeGreaterThan(counts.read)
  }, 300_000)

  test('a number of 255 bytes is a number', async () => {
    const long = Buffer.concat([Buffer.from('\x8a\xff', 'latin1'), Buffer.alloc(255, 0x7f)])
    expect(await refusal(torchZip(pickle(long)))).toContain('expected a state dict')
  })

  test('nesting of any depth is no depth of ours', async () => {
    const deep = 300_000
    expect(await refusal(torchZip(pickle('N', '\x85'.repeat(deep))))).toContain('got a tuple')
    expect(await refusal(torchZip(pickle('('.repeat(deep), 't'.repeat(deep))))).toContain('got a tuple')
    expect(await refusal(torchZip(state({ a: Buffer.from(`N${'\x85'.repeat(deep)}`, 'latin1') })))).toContain(
      'expected a tensor by its name, got a tuple',
    )
  })

  test('lists of lists of one list stay as small as they stand there', async () => {
    // Ten levels of ten references each would be 10^10 items, if anyone wrote them out.
    const level = (i: number) => `(${`h${String.fromCharCode(i)}`.repeat(10)}tq${String.fromCharCode(i + 1)}`
    const laughs = Buffer.from(`(Nq\x00${Array.from({ length: 10 }, (_, i) => level(i)).join('')}t`, 'latin1')
    expect(await refusal(torchZip(state({ a: laughs })))).toContain(
      'a: expected a tensor by its name, got a tuple',
    )
    const shape = Buffer.concat([laughs, laughs])
    const program = pickle(
      global('torch._utils', '_rebuild_tensor_v2'),
      '(',
      storage('0', 6),
      int(0),
      shape,
      'tR',
    )
    expect(await refusal(torchZip(program, six))).toContain(
      "expected a tensor's shape to be at most 64 whole numbers",
    )
  })

  test('a list of pairs that is used again and again has an end', async () => {
    const pairs = `](${`h\x01`.repeat(1000)}eq\x02`
    const again = 'h\x00h\x02\x85R'
    const program = pickle(
      global('collections', 'OrderedDict'),
      'q\x00(',
      tuple(text('a'), 'N'),
      'q\x01',
      pairs,
      again.repeat(10_000),
      't',
    )
    expect(await refusal(torchZip(program))).toContain(
      'expected a pickle of at most 4000000 steps, got a longer one',
    )
  })
})

describe('a tensor that does not fit its storage is refused before it is read', () => {
  test.each([
    ['a shape', [7], [1], 0],
    ['an offset', [6], [1], 1],
    ['strides', [2, 3], [4, 1], 0],
    ['huge strides', [2, 2], [2 ** 52, 1], 0],
    ['a huge shape', [2 ** 31, 2 ** 31], [1, 1], 0],
    ['an offset behind the end', [1], [1], 6],
  ])('%s', async (_title, shape, strides, offset) => {
    for (const bytes of [
      torchZip(simple(shape, strides, offset), six),
      torchLegacy(simple(shape, strides, offset), six),
    ])
      expect(await refusal(bytes)).toMatch(/^input .*does not lie in its storage of 6 numbers, at byte \d+/)
  })
  test.each([
    [
      'of one number that is expanded to very many',
      [2 ** 40],
      [0],
      /^unsafe-input .*more than twice the file/,
    ],
    ['of many axes', Array(65).fill(1), Array(65).fill(1), /at most 64 whole numbers/],
    ['of a negative size', [-1], [1], /expected a tensor's shape to be at most 64 whole numbers/],
    ['of a negative stride', [2], [-1], /expected a tensor's strides/],
    ['with too few strides', [2, 2], [1], /expected 2 strides, got 1/],
  ])('%s', async (_title, shape, strides, message) => {
    expect(await refusal(torchZip(simple(shape, strides), six))).toMatch(message)
  })
  test('nothing of any size, and one number anywhere, fit', async () => {
    const { tensors } = await read(
      torchZip(
        state({
          none: tensor(storage('0', 6), 6, [0, 2 ** 40], [1, 1]),
          one: tensor(storage('0', 6), 5, [], []),
        }),
        six,
      ),
    )
    expect(bitsOf(tensors)).toEqual([
      { name: 'none', shape: [0, 2 ** 40], bits: [] },
      { name: 'one', shape: [], bits: [0x40c00000] },
    ])
  })
  test('views that would read the same bytes very often', async () => {
    const values = Buffer.alloc(4 * 3000)
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`t${i}`, tensor(storage('0', 3000), i, [2], [2900])]),
    )
    expect(await refusal(torchZip(state(many), { 0: values }))).toMatch(
      /^unsafe-input .*more than 16 times the file/,
    )
  })
})

describe('a storage', () => {
  const one = simple([6], [1])
  test.each([
    [
      'that is not there',
      torchZip(one),
      'archive/data/0: expected the bytes of a storage, got no such entry',
    ],
    ['that is too short', torchZip(one, { 0: floats(1) }), 'expected 24 bytes, got 4'],
    ['that is too long', torchZip(one, { 0: Buffer.alloc(28) }), 'expected 24 bytes, got 28'],
    ['of the old form that is not there', torchLegacy(one), 'expected the bytes of the storage 0, got none'],
    [
      'of the old form that is too short',
      torchLegacy(one, { 0: floats(1) }),
      'truncated: a storage of 24 bytes',
    ],
    [
      'of the old form that is too long',
      torchLegacy(one, { 0: Buffer.alloc(28) }),
      'a storage of 6 numbers, got 7',
    ],
    [
      'of the old form that nobody has',
      torchLegacy(one, { 0: six[0], x: six[0] }),
      'the key of a storage that a tensor has, got the text "x"',
    ],
    [
      'that lies elsewhere',
      torchZip(state({ a: tensor(storage('../../../etc/passwd', 6), 0, [6], [1]) }), six),
      'archive/data/../../../etc/passwd: expected the bytes of a storage, got no such entry',
    ],
    [
      'of two types',
      torchZip(
        state({
          a: tensor(storage('0', 6), 0, [6], [1]),
          b: tensor(storage('0', 6, 'HalfStorage'), 0, [6], [1]),
        }),
        six,
      ),
      'the storage 0 has two types or two lengths',
    ],
    [
      'of a huge length',
      torchZip(state({ a: tensor(storage('0', 2n ** 62n), 0, [6], [1]) }), six),
      "expected a storage's length to be a whole number",
    ],
    [
      'of more than there is',
      torchLegacy(state({ a: tensor(storage('0', 2 ** 50), 0, [2 ** 49], [1]) }), six),
      'truncated',
    ],
  ])('%s is an error', async (_title, bytes, message) => {
    expect(await refusal(bytes)).toContain(message)
  })
})

describe('a ZIP file that nobody should open is refused', () => {
  const program = simple([6], [1])
  const good = { name: 'a/data.pkl', data: program }
  const values = { name: 'a/data/0', data: six[0] }
  test.each([
    [
      'an entry that is compressed',
      zip([{ ...good, data: deflateRawSync(program), method: 8 }, values]),
      /^unsafe-input .*compressed by method 8/,
    ],
    [
      'a bomb',
      zip([good, { name: 'a/data/0', data: deflateRawSync(Buffer.alloc(10_000_000)), method: 8 }]),
      /^unsafe-input .*compressed/,
    ],
    [
      'an entry that its own header says is compressed',
      zip([good, { ...values, localMethod: 8 }]),
      /^unsafe-input .*its own header/,
    ],
    ['an encrypted entry', zip([good, { ...values, flags: 1 }]), /^unsafe-input .*encrypted/],
    [
      'an entry of two lengths',
      zip([good, { ...values, compressed: 20 }]),
      /^input .*expected 24 bytes of a stored entry, got 20/,
    ],
    ['entries that overlap', zip([good, { ...values, header: 0 }]), /^unsafe-input .*shares bytes/],
    [
      'an entry as long as the file',
      zip([good, { ...values, length: 5000 }]),
      /^input .*file data overflows file bounds/,
    ],
    [
      'an entry that reaches into the next',
      zip([{ ...good, length: program.length + 8 }, values]),
      /^unsafe-input .*shares bytes/,
    ],
    [
      'an entry outside',
      zip([good, { ...values, header: 1_000_000 }]),
      /^input .*expected a place in a file of/,
    ],
    ['an entry where there is none', zip([good, { ...values, header: 1 }]), /^(?:unsafe-)?input /],
    [
      'an entry far outside, in ZIP64',
      zip([good, { ...values, header: 2 ** 52 }], true),
      /^input .*expected a place in a file of/,
    ],
    ['two entries of one name', zip([good, values, values]), /^unsafe-input .*two entries of one name/],
    [
      'two pickles',
      zip([good, { ...good, name: 'b/data.pkl' }, values]),
      /^input .*expected one entry <name>\/data.pkl, as PyTorch writes it, got 2/,
    ],
    [
      'a pickle that lies elsewhere',
      zip([{ ...good, name: '../../data.pkl' }]),
      /^input .*expected one entry/,
    ],
    ['no entries', zip([]), /^input /],
    [
      'numbers with the highest byte first',
      zip([good, { name: 'a/byteorder', data: Buffer.from('big') }, values]),
      /^input .*the byte order "big"/,
    ],
    [
      'more after the pickle',
      zip([{ ...good, data: Buffer.concat([program, program]) }, values]),
      /^input .*follow the end/,
    ],
  ])('%s', async (_title, bytes, message) => {
    expect(await refusal(bytes)).toMatch(message)
  })
  test('another number of entries than the directory has', async () => {
    const bytes = zip([good, values])
    bytes.writeUInt16LE(7, bytes.length - 12)
    expect(await refusal(bytes)).toMatch(/^input .*expected a place in a file of/)
  })
  test('names that lead elsewhere are names and no more', async () => {
    const bytes = zip([
      good,
      values,
      { name: '../../evil', data: floats(1) },
      { name: '/etc/passwd', data: floats(1) },
    ])
    expect([...(await read(bytes)).tensors.keys()]).toEqual(['a'])
  })
})

describe('a file that is none of PyTorch', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'got another file'],
    ['text', Buffer.from('<html>'), 'got another file'],
    [
      'a pointer of Git LFS',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid'),
      'got a pointer of Git LFS',
    ],
    [
      'a tar file',
      Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(300)]),
      'got a tar file',
    ],
    ['another pickle', pickle('}'), "expected PyTorch's magic number, got another value"],
  ])('%s is told', async (_title, bytes, message) => {
    expect(await refusal(bytes)).toContain(message)
  })
  test('a file that is not there is told', async () => {
    await expect(readTorchFile(join(folder, 'none.bin'))).rejects.toMatchObject({ code: 'input' })
  })
  test.each(['zip', 'legacy'] as const)('the form %s, cut off anywhere, is an error', async form => {
    const bytes = Buffer.from(reference[form], 'base64')
    for (let length = 0; length < bytes.length; length += 7)
      expect(await refusal(bytes.subarray(0, length))).toMatch(/^(?:unsafe-)?input /)
  })
})
