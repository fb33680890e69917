/**
 * @file The report as text: what is in it, what is escaped, how sentences are cut. A browser looks at it in
 * `chromium.test.ts`.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { fontFiles } from '../../src/figures/font.ts'
import { themes } from '../../src/figures/theme.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import { inlineSvg } from '../../src/report/page/figures.ts'
import { escapeHtml, html, scriptJson, visible } from '../../src/report/page/html.ts'
import { renderPage } from '../../src/report/page/page.ts'
import { mentionClasses, plainSentences } from '../../src/report/page/sentences.ts'
import { documents, hostile, hostileContent, partOf, sample, svg } from './page-sample.ts'

const page = renderPage(sample)
const assets = resolve(import.meta.dirname, '../../assets/report')

/** What stands between the tags of each such element. */
const contents = (source: string, tag: string): string[] =>
  [...source.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(match => match[1]!)

/** What a pattern finds, in short: a page is too long to be shown. */
const found = (source: string, pattern: RegExp): string[] =>
  [...source.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map(({ index }) =>
    JSON.stringify(source.slice(Math.max(0, index - 30), index + 60)),
  )

describe('HTML as a template', () => {
  test('escapes what is put into it, once, and leaves markup as it is', () => {
    const inner = html`<b>${'<&>"\''}</b>`
    expect(html`<p title="${'"'}">${inner}${[1, '&']}${false}${undefined}</p>`.markup).toBe(
      '<p title="&quot;"><b>&lt;&amp;&gt;&quot;&#39;</b>1&amp;</p>',
    )
  })

  test('shows control characters and halves of characters as signs, without moving anything', () => {
    const text = 'a\u0000b\u001b\u007f\u0085\ud800c\ufffe\t\n😀'
    expect(visible(text)).toBe('a␀b␛␡\ufffd\ufffdc\ufffd\t\n😀')
    expect(visible(text).length).toBe(text.length)
    expect(escapeHtml('\u0000<')).toBe('␀&lt;')
  })

  test('leaves nothing in JSON that could end or change a script element, and the same value', () => {
    const { markup } = scriptJson({ [hostile]: hostile })
    expect(markup).not.toMatch(/[<\u2028\u2029\ud800-\udfff]/)
    expect(JSON.parse(markup)).toEqual({ [hostile]: hostile })
  })
})

describe('a report', () => {
  test('is the same for the same content', () => {
    expect(renderPage(sample) === page).toBe(true)
  })

  test('lets only the scripts and the style run whose hashes its policy names, and nothing be fetched', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!
    const named = [...policy.matchAll(/sha256-([\w+/=]+)/g)].map(match => match[1]!)
    const scripts = [...page.matchAll(/<script(?! type="application)[^>]*>([\s\S]*?)<\/script>/g)]
    const own = [...scripts.map(match => match[1]!), ...contents(page, 'style')]
    expect(own).toHaveLength(3)
    expect(named.sort()).toEqual(own.map(text => createHash('sha256').update(text).digest('base64')).sort())
    expect(policy).toMatch(/^default-src &#39;none&#39;;/)
    expect(policy).not.toMatch(/unsafe|https?:|\*|self/)
    expect(
      found(page.replaceAll('http://www.w3.org/2000/svg', ''), /(?:src|href)="(?!#)|https?:\/\/|@import/),
    ).toEqual([])
    expect(found(page, / style="/)).toEqual([])
  })

  test('has one heading of the first order, then one a section, each of which the contents name', () => {
    expect(page.match(/<h1>/g)).toHaveLength(1)
    const sections = [...page.matchAll(/<section id="([^"]+)" aria-labelledby="([^"]+)">\n<h2 id="([^"]+)"/g)]
    expect(sections.map(match => match[1])).toEqual([
      'summary',
      'training',
      'types',
      'errors',
      'sentences',
      'seen',
      'calibration',
      'data',
      'configuration',
      'environment',
      'warnings',
    ])
    for (const [, , label, title] of sections) expect(label).toBe(title)
    const links = [...page.matchAll(/<li><a href="#([a-z]+)">/g)].map(match => match[1])
    expect(links).toEqual(sections.map(match => match[1]))
  })

  test('puts every figure into its section', () => {
    const sections = ['training', 'types', 'errors', 'seen', 'calibration', 'data'] as const
    const figures = sections.map(section => ({ ...sample.figures[0]!, name: `of-${section}`, section }))
    const source = renderPage({ ...sample, figures })
    const places = [...source.matchAll(/<section id="(\w+)"|<figure id="figure-of-(\w+)"/g)]
    let last = ''
    const pairs = places.flatMap(([, section, of]) => {
      last = section ?? last
      return of === undefined ? [] : [[last, of]]
    })
    expect(pairs).toEqual(sections.map(section => [section, section]))
  })

  test('gives every id once, also where figures come with their own', () => {
    const ids = [...page.replace(/<script[\s\S]*?<\/script>/g, '').matchAll(/\sid="([^"]*)"/g)].map(
      match => match[1],
    )
    expect(ids.length).toBeGreaterThan(20)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('loss-light-clip0')
    expect(found(page, /clip-path="url\(#loss-dark-clip0\)"/)).toHaveLength(1)
  })

  test('has a caption and scopes in every table', () => {
    const tables = contents(page, 'table')
    expect(tables.length).toBeGreaterThan(10)
    for (const table of tables) {
      expect(table).toMatch(/^\s*<caption>[^<]/)
      expect(table).not.toMatch(/<th(?![^>]*\bscope=|ead\b)/)
    }
  })

  test('says scores with intervals, beside those of the dictionary', () => {
    const { micro } = sample.parts[0]!.evaluation
    const [scores] = contents(page, 'table')
    const percent = (fraction: number) => (100 * fraction).toFixed(2)
    expect(scores).toContain(
      `${percent(micro.f1.estimate)} <span class="interval">${percent(micro.f1.lower)}<span class="to"> to </span>${percent(micro.f1.upper)}</span>`,
    )
    expect(scores).toMatch(/Dictionary[\s\S]*33\.33/)
    expect(found(page, /1 gold mention cannot be expressed by tags, and counts as missed\./)).toHaveLength(1)
  })

  test('has a row for each type, with what its sorting goes by, and what it is in words', () => {
    const types = contents(page, 'table').find(table => table.includes('Types on test'))!
    const rows = contents(types, 'tbody')[0]!.trim().split('\n')
    expect(rows).toHaveLength(4)
    expect(rows[1]).toContain('href="#sentences?part=test&amp;type=T047"')
    expect(rows[1]).toContain('Disease or Syndrome')
    expect(rows[1]).toContain('data-sort="80"')
  })

  test('leaves out sections that have nothing to say, and says where nothing was evaluated', () => {
    const bare = renderPage({ ...sample, parts: [], figures: [], status: 'failed', error: 'out of <memory>' })
    expect(found(bare, /Nothing has been evaluated\./)).toHaveLength(1)
    expect(found(bare, /<p class="notice">out of &lt;memory&gt;</)).toHaveLength(1)
    expect(found(bare, /<section id="(?:sentences|training)"/)).toEqual([])
  })

  test('says nothing of a training, a status and confidences where there are none', () => {
    const judged = documents.map(document => ({
      ...document,
      predicted: document.predicted.map(({ score: _, ...mention }) => mention),
    }))
    const { status: _, createdAt: __, ...content } = sample
    const evaluation = evaluateDocuments(judged, { seed: 1, samples: 20 })
    const parts = [{ ...partOf('test', judged), evaluation }]
    const source = renderPage({ ...content, figures: [], parts })
    expect(found(source, /id="(?:seen|calibration|training)"|In training|class="status"/)).toEqual([])
    const types = contents(source, 'table').find(table => table.includes('Types on test'))!
    const [head, ...rows] = contents(types, 'tr').map(row => row.match(/<t[dh]\b/g)!.length)
    expect(rows).toEqual(rows.map(() => head))
  })

  test('lets no hostile text out of its place, wherever text may stand', () => {
    const source = renderPage(hostileContent())
    const clean = source.replace(/<script type="module">[\s\S]*?<\/script>/, '')
    expect(clean.match(/<script/g)).toHaveLength(2)
    expect(found(clean, /<img|<b>|<!--|onerror="/)).toEqual([])
    expect(contents(source, 'title')).toEqual([`${escapeHtml(hostile)} – medspan report`])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(found(source, /[\u0000-\u0008\u000b-\u001f\ufffe]|\p{Cs}/u)).toEqual([])
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(source)![1]!)
    expect(data.sentences[0][2]).toContain(hostile.slice(0, 40))
  })
})

describe('the sentences of a report', () => {
  const cut = (judged: readonly ScoredDocument[]) =>
    plainSentences({ parts: [partOf('test', judged)], types: sample.types })

  test('hold their mentions by class, in offsets of their own', () => {
    const { sentences, types, withoutText } = cut(documents)
    expect(withoutText).toBe(0)
    expect(types.map(([type]) => type)).toEqual(['T023', 'T047', 'T109', 'T184'])
    const said = sentences.map(([document, number, text, mentions]) => [
      document,
      number,
      text,
      mentions.map(([kind, gold, found]) => [
        mentionClasses[kind],
        gold !== 0 && `${text.slice(gold[0], gold[1])} ${types[gold[2]]![0]}${gold[3] === 1 ? ' lost' : ''}`,
        found !== 0 && `${text.slice(found[0], found[1])} ${types[found[2]]![0]} ${found[3]}`,
      ]),
    ])
    expect(said).toEqual([
      [
        0,
        1,
        'Aspirin eased the renal failure.',
        [
          ['correct', 'Aspirin T109', 'Aspirin T109 910'],
          ['border', 'renal failure T047', 'failure T047 620'],
          ['missed', 'renal T023 lost', false],
        ],
      ],
      [
        0,
        2,
        'His liver was spared.',
        [
          ['type', 'liver T023', 'liver T047 500'],
          ['spurious', false, 'spared T184 305'],
        ],
      ],
      [0, 3, 'No scan was done.', []],
      [1, 1, 'Biopsies of the lung showed nothing.', [['missed', 'lung T023', false]]],
    ])
  })

  test('say no confidence where a program has said none', () => {
    const predicted = [{ begin: 0, end: 3, type: 'A' }]
    const judged = [{ id: 'a', text: 'One two.', gold: [], predicted }]
    expect(cut(judged).sentences[0]![3]).toEqual([[5, 0, [0, 3, 0, null]]])
  })

  test('are lines where sentences are not known, without blanks around them', () => {
    const { sentences } = cut([{ id: 'a', text: ' one \n\n two\n', gold: [], predicted: [] }])
    expect(sentences.map(([, , text]) => text)).toEqual(['one', 'two'])
  })

  test('are one where a mention or a pair of mentions reaches across them', () => {
    const text = 'One two. Three four. Five.'
    const ranges: [number, number][] = [
      [0, 8],
      [9, 20],
      [21, 26],
    ]
    const gold = [{ begin: 4, end: 14, type: 'A' }]
    const { sentences } = cut([{ id: 'a', text, sentences: ranges, gold, predicted: [] }])
    expect(sentences.map(each => each[2])).toEqual(['One two. Three four.', 'Five.'])
    expect(sentences[0]![3]).toEqual([[4, [4, 14, 0, 0], 0]])
  })

  test('lose no mention, wherever it stands and however sentences are cut', () => {
    const mention = fc
      .record({ begin: fc.nat(30), length: fc.nat(8), score: fc.constant(0.5) })
      .map(({ begin, length, score }) => ({ begin, end: Math.min(30, begin + length), type: 'A', score }))
    const ranges = fc
      .uniqueArray(fc.nat(30), { maxLength: 5 })
      .map(borders => borders.sort((x, y) => x - y))
      .map(borders => borders.slice(1).map((end, index): [number, number] => [borders[index]!, end]))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), minLength: 30, maxLength: 30 }),
        fc.option(ranges, { nil: undefined }),
        fc.array(mention, { maxLength: 6 }),
        fc.array(mention, { maxLength: 6 }),
        (text, known, gold, predicted) => {
          const { sentences } = cut([{ id: 'a', text, ...(known && { sentences: known }), gold, predicted }])
          const said = sentences.flatMap(([, , own, mentions]) =>
            mentions.map(([, ...sides]) =>
              sides.map(side => (side === 0 ? undefined : own.slice(side[0], side[1]))),
            ),
          )
          const forms = (side: number) => said.map(each => each[side]).filter(form => form !== undefined)
          const covered = (mentions: typeof gold) => mentions.map(({ begin, end }) => text.slice(begin, end))
          expect(forms(0).sort()).toEqual(covered(gold).sort())
          expect(forms(1).sort()).toEqual(covered(predicted).sort())
        },
      ),
    )
  })

  test('say how many documents have no text', () => {
    const { sentences, withoutText } = cut([
      { id: 'a', gold: [{ begin: 0, end: 3, type: 'A' }], predicted: [] },
    ])
    expect([sentences, withoutText]).toEqual([[], 1])
  })
})

describe('a figure in a page', () => {
  test('keeps its text and colours, and only its references change', () => {
    const drawn = inlineSvg(svg('url(#clip0) id="clip0" #clip0'), 'f.1').markup
    expect(drawn).toContain('>url(#clip0) id="clip0" #clip0</text>')
    expect(drawn).toContain('fill="#ffffff"')
    expect(drawn).toContain('<clipPath id="f_1-clip0">')
    expect(drawn).toContain('clip-path="url(#f_1-clip0)"')
    expect(drawn).toMatch(/^<svg aria-hidden="true"/)
  })

  test('is refused where our renderer cannot have drawn it', () => {
    for (const bad of ['<p>', svg('<script>1</script>'), svg('<foreignObject/>'), svg('<a href="x">y</a>')])
      expect(() => inlineSvg(bad, 'f')).toThrow(/expected a drawing of our renderer/)
  })
})

describe('the font of a page', () => {
  test('stands in it as the WOFF2 files that the script makes of the shipped ones', () => {
    const script = readFileSync(resolve(import.meta.dirname, '../../scripts/web-fonts.py'), 'utf8')
    const inPage = found(page, /url\(data:font\/woff2;base64,/)
    expect(inPage).toHaveLength(2)
    for (const path of Object.values(fontFiles)) {
      const font = readFileSync(path.replace('.ttf', '.woff2'))
      const sum = createHash('sha256').update(font).digest('hex')
      expect(script).toMatch(new RegExp(`${basename(path, '.ttf')}\\.woff2 +${sum}`))
      expect(page).toContain(font.toString('base64'))
      // W3C's "WOFF File Format 2.0", section 4.1: signature, flavor, length, number of tables.
      expect(font.toString('latin1', 0, 4)).toBe('wOF2')
      expect([font.readUInt32BE(4), font.readUInt32BE(8)]).toEqual([0x00010000, font.length])
      expect(font.readUInt16BE(12)).toBe(readFileSync(path).readUInt16BE(4))
    }
  })
})

describe('the stylesheet and the scripts of a page', () => {
  const style = readFileSync(resolve(assets, 'report.css'), 'utf8')

  test('have the grounds of the figures', () => {
    const grounds = [...style.matchAll(/--ground: (#\w+);/g)].map(match => match[1])
    expect(grounds).toEqual([
      themes.light.background,
      themes.dark.background,
      themes.dark.background,
      themes.light.background,
    ])
  })

  test('have text of at least 4.5 : 1 on what it stands on, and lines of at least 3 : 1, on both grounds', () => {
    const palettes = style.split(/:root[^{]*\{\s*color-scheme: /).slice(1)
    expect(palettes).toHaveLength(4)
    for (const palette of palettes) {
      const colour = (name: string) => new RegExp(`--${name}: #(\\w{6});`).exec(palette)![1]!
      const luminance = (name: string) => {
        const [r, g, b] = [0, 2, 4].map(at => {
          const value = Number.parseInt(colour(name).slice(at, at + 2), 16) / 255
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
      }
      const contrast = (a: string, b: string) => {
        const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
        return (high! + 0.05) / (low! + 0.05)
      }
      for (const [text, ground, least] of [
        ['text', 'ground', 7],
        ['text', 'raised', 7],
        ['text', 'gold-tint', 7],
        ['text', 'found-tint', 7],
        ['text', 'both-tint', 7],
        ['quiet', 'ground', 4.5],
        ['quiet', 'raised', 4.5],
        ['link', 'ground', 4.5],
        ['found', 'ground', 4.5],
        ['on-mark', 'gold', 4.5],
        ['good', 'ground', 4.5],
        ['bad', 'ground', 4.5],
        ['edge', 'ground', 3],
        ['gold', 'ground', 3],
      ] as const)
        expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(least)
    }
  })

  test('are right in TypeScript’s eyes', () => {
    const names = readdirSync(assets).filter(name => name.endsWith('.js'))
    const program = ts.createProgram(
      names.map(name => resolve(assets, name)),
      {
        allowJs: true,
        checkJs: true,
        strict: true,
        noEmit: true,
        noUnusedLocals: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
        types: ['node'],
      },
    )
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, start, messageText }) =>
          `${file?.fileName}:${file === undefined ? '' : file.getLineAndCharacterOfPosition(start ?? 0).line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      )
    expect(names).toHaveLength(22)
    expect(problems).toEqual([])
  })

  test('never make HTML or code of text', () => {
    for (const name of readdirSync(assets).filter(each => each.endsWith('.js')))
      expect(readFileSync(resolve(assets, name), 'utf8')).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setTimeout\(['"`]|DOMParser|setHTML/,
      )
  })
})
