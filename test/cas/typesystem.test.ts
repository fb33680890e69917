import { describe, expect, test } from 'vitest'
import {
  createTypeSystem,
  formatTypeSystem,
  mergeTypeSystems,
  parseTypeSystem,
} from '../../src/cas/typesystem.ts'
import { errorOf, typeSystem, typeSystemXml } from './sample-cas.ts'

function descriptor(...types: string[]): string {
  return `<typeSystemDescription><types>${types.join('\n')}</types></typeSystemDescription>`
}

function type(name: string, supertype: string, ...features: [string, string][]): string {
  const all = features.map(
    ([feature, range]) =>
      `<featureDescription><name>${feature}</name><rangeTypeName>${range}</rangeTypeName></featureDescription>`,
  )
  return (
    `<typeDescription><name>${name}</name><supertypeName>${supertype}</supertypeName>` +
    `<features>${all.join('')}</features></typeDescription>`
  )
}

describe('a type system', () => {
  test('gives a type the features that it inherits', () => {
    expect([...typeSystem.features('webanno.custom.Drug').keys()]).toEqual([
      'sofa',
      'begin',
      'end',
      'IDUMLS',
      'comment',
    ])
    expect(typeSystem.isSubtype('webanno.custom.Drug', 'uima.tcas.Annotation')).toBe(true)
    expect(typeSystem.isSubtype('webanno.custom.Finding', 'webanno.custom.Drug')).toBe(false)
  })

  test('reads element types and shared references', () => {
    const features = typeSystem.features('webanno.custom.Many')
    expect(features.get('parts')).toMatchObject({ elementType: 'uima.tcas.Annotation' })
    expect(features.get('shared')?.multipleReferencesAllowed).toBe(true)
    expect(features.get('concepts')?.multipleReferencesAllowed).toBe(false)
  })

  test('is the same after writing and reading', () => {
    const again = parseTypeSystem(formatTypeSystem(typeSystem), 'again.xml')
    const plain = (definitions: typeof again.definitions) =>
      definitions.map(one => ({ ...one, where: undefined }))
    expect(plain(again.definitions)).toEqual(plain(typeSystem.definitions))
  })

  test('keeps the allowed values of a string type', () => {
    const system = createTypeSystem([
      { name: 'my.Side', supertype: 'uima.cas.String', features: [], allowedValues: ['left', 'a < b'] },
    ])
    expect(parseTypeSystem(formatTypeSystem(system), 'x').definitions[0]?.allowedValues).toEqual([
      'left',
      'a < b',
    ])
  })

  test('adds the features of a second declaration, also to a built-in type', () => {
    const system = parseTypeSystem(
      descriptor(
        type('uima.tcas.DocumentAnnotation', 'uima.tcas.Annotation', ['project', 'uima.cas.String']),
        type('my.A', 'uima.tcas.Annotation', ['one', 'uima.cas.String']),
        type('my.A', 'uima.tcas.Annotation', ['one', 'uima.cas.String'], ['two', 'uima.cas.Integer']),
      ),
      'x.xml',
    )
    expect(system.features('uima.tcas.DocumentAnnotation').has('project')).toBe(true)
    expect([...system.features('my.A').keys()]).toEqual(['sofa', 'begin', 'end', 'one', 'two'])
  })

  test.each([
    ['an unknown supertype', descriptor(type('my.A', 'my.B')), /my\.A inherits from my\.B/],
    ['an unknown range', descriptor(type('my.A', 'uima.cas.TOP', ['one', 'my.B'])), /holds my\.B/],
    [
      'inheritance in a circle',
      descriptor(type('my.A', 'my.B'), type('my.B', 'my.A')),
      /inherits from itself/,
    ],
    [
      'two supertypes',
      descriptor(type('my.A', 'uima.cas.TOP'), type('my.A', 'uima.tcas.Annotation')),
      /declared twice, below/,
    ],
    [
      'a feature that contradicts the inherited one',
      descriptor(
        type('my.A', 'uima.cas.TOP', ['one', 'uima.cas.String']),
        type('my.B', 'my.A', ['one', 'uima.cas.Integer']),
      ),
      /feature one of my\.B is uima\.cas\.Integer/,
    ],
    ['another root', '<types/>', /expected a <typeSystemDescription>/],
    [
      'a type without a name',
      '<typeSystemDescription><types><typeDescription/></types></typeSystemDescription>',
      /<name>/,
    ],
  ])('refuses %s, and says where', async (_, xml, message) => {
    const error = await errorOf(() => parseTypeSystem(xml, 'x.xml'))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    expect(error.where).toMatchObject({ path: 'x.xml', line: expect.any(Number), column: expect.any(Number) })
  })

  test('does not open what a descriptor imports', async () => {
    const xml =
      '<typeSystemDescription><imports><import location="file:///etc/passwd"/></imports></typeSystemDescription>'
    const error = await errorOf(() => parseTypeSystem(xml, 'x.xml'))
    expect(error.code).toBe('unsafe-input')
  })

  test('refuses a truncated descriptor', async () => {
    const error = await errorOf(() => parseTypeSystem(typeSystemXml.slice(0, 900), 'x.xml'))
    expect(error.message).toMatch(/ends too early/)
  })
})

describe('merging type systems', () => {
  const parse = (name: string, ...types: string[]) => parseTypeSystem(descriptor(...types), name)

  test('gives the types of each, with the features that either declares', () => {
    const merged = mergeTypeSystems([
      parse('a.xml', type('my.A', 'uima.tcas.Annotation', ['one', 'uima.cas.String'])),
      parse(
        'b.xml',
        type('my.A', 'uima.tcas.Annotation', ['one', 'uima.cas.String'], ['two', 'uima.cas.Integer']),
        type('my.B', 'uima.cas.TOP'),
      ),
    ])
    expect([...merged.features('my.A').keys()]).toEqual(['sofa', 'begin', 'end', 'one', 'two'])
    expect(merged.definitions.map(one => one.name)).toEqual(['my.A', 'my.B'])
    expect(mergeTypeSystems([merged, merged]).definitions).toEqual(merged.definitions)
  })

  test.each<[string, string, RegExp]>([
    ['supertypes', type('my.A', 'uima.cas.TOP'), /my\.A is declared twice, below uima\.tcas\.Annotation and/],
    [
      'ranges',
      type('my.A', 'uima.tcas.Annotation', ['one', 'uima.cas.Integer']),
      /feature one of my\.A is declared twice, as uima\.cas\.StringArray and as uima\.cas\.Integer/,
    ],
    [
      'ways to hold a list',
      type('my.A', 'uima.tcas.Annotation', ['one', 'uima.cas.StringArray']).replace(
        '</rangeTypeName>',
        '</rangeTypeName><multipleReferencesAllowed>true</multipleReferencesAllowed>',
      ),
      /with and without multiple references/,
    ],
  ])('says where two contradict each other in their %s', async (_, other, message) => {
    const first = parse('a.xml', type('my.A', 'uima.tcas.Annotation', ['one', 'uima.cas.StringArray']))
    const error = await errorOf(() => mergeTypeSystems([first, parse('b.xml', other)]))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    expect(error.where).toMatchObject({ path: 'b.xml', line: 1, column: expect.any(Number) })
    expect(error.hint).toMatch(/different projects or versions/)
  })
})
