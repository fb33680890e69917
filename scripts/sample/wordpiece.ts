/**
 * @file The sample's WordPiece vocabulary and its tokenizer.json.
 *
 * Pieces are found as Hugging Face's WordPieceTrainer finds them: byte-pair merges (Sennrich et al. 2016, section
 * 3.2) over the words that BERT's sumExp and pre-tokeniser give, where every sign but a word's first bears `##`.
 * Ties are broken by the order of UTF-16 code units, so that the result is the same everywhere.
 */

/** Special pieces; their indices are their ids. */
export const specialPieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const

/** Words as BertNormalizer (lower case, accents stripped) and BertPreTokenizer leave them. */
function bertWords(text: string): string[] {
  const normal = text
    .replace(/[\t\n\r]/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
  return normal.match(/[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu) ?? []
}

const lettersOf = (from: string, to: string): string[] =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) =>
    String.fromCharCode(from.charCodeAt(0) + i),
  )

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The pieces of a vocabulary of at most `size`; no merge is made that occurs less than `minFrequency` times. */
export function trainPieces(
  texts: Iterable<string>,
  options: { readonly size: number; readonly minFrequency: number },
): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) for (const word of bertWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const words = [...counts].map(([word, count]) => ({
    count,
    pieces: [...word].map((sign, i) => (i === 0 ? sign : `##${sign}`)),
  }))
  // Every sign that a text in English or Greek letters may bring, seen or not, so that few words are unknown.
  const signs = [...lettersOf('a', 'z'), ...lettersOf('0', '9'), ...lettersOf('α', 'ω')]
  const pieces = new Set<string>([...signs, ...signs.map(sign => `##${sign}`), ...lettersOf('!', '~')])
  for (const sign of lettersOf('A', 'Z')) pieces.delete(sign) // text is in lower case
  for (const { pieces: own } of words) for (const piece of own) pieces.add(piece)
  const vocabulary: string[] = [...specialPieces, ...[...pieces].sort(compare)]
  while (vocabulary.length < options.size) {
    const pairs = new Map<string, number>()
    for (const { pieces: own, count } of words)
      for (let i = 1; i < own.length; i++) {
        const pair = `${own[i - 1]} ${own[i]}`
        pairs.set(pair, (pairs.get(pair) ?? 0) + count)
      }
    let best = ''
    let most = options.minFrequency - 1
    for (const [pair, count] of pairs)
      if (count > most || (count === most && best !== '' && compare(pair, best) < 0))
        [best, most] = [pair, count]
    if (best === '') break
    const [left = '', right = ''] = best.split(' ')
    const merged = left + right.slice(2)
    if (!vocabulary.includes(merged)) vocabulary.push(merged)
    for (const word of words)
      for (let i = 1; i < word.pieces.length; i++)
        if (word.pieces[i - 1] === left && word.pieces[i] === right) word.pieces.splice(i - 1, 2, merged)
  }
  return vocabulary
}

/** tokenizer.json of Hugging Face's tokenizers for a BERT vocabulary in lower case. */
export function formatTokenizer(vocabulary: readonly string[]): string {
  const special = (content: string, type_id = 0): object => ({ SpecialToken: { id: content, type_id } })
  const sequence = (id: string, type_id: number): object => ({ Sequence: { id, type_id } })
  const described = (content: string): object => ({
    id: content,
    ids: [vocabulary.indexOf(content)],
    tokens: [content],
  })
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialPieces.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), sequence('A', 0), special('[SEP]')],
      pair: [special('[CLS]'), sequence('A', 0), special('[SEP]'), sequence('B', 1), special('[SEP]', 1)],
      special_tokens: { '[CLS]': described('[CLS]'), '[SEP]': described('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((piece, id) => [piece, id])),
    },
  }
  return `${JSON.stringify(tokenizer, null, 1)}\n`
}
