/**
 * @file Corpora as folders of CAS files: one `.xmi` a document with a TypeSystem.xml, or one `.json` a document.
 */

import { createFileNames, type DocumentWriter, type WriteOptions } from '../text/format.ts'
import { formatCasJson } from './cas-json-writer.ts'
import { formatTypeSystem } from './typesystem.ts'
import { documentToCas, documentTypeSystem } from './writer.ts'
import { formatXmi } from './xmi-writer.ts'

/** One XMI file a document, named after it, and the type system of all. */
export const xmiWriter: DocumentWriter = {
  holds: 'document',
  *format(corpus, options) {
    const writing = casWriting(options)
    yield { name: 'TypeSystem.xml', content: formatTypeSystem(writing.typeSystem) }
    const nameOf = createFileNames()
    for (const document of corpus)
      yield { name: `${nameOf(document.id)}.xmi`, content: formatXmi(documentToCas(document, writing)) }
  },
}

/** One JSON CAS file a document, named after it. */
export const casJsonWriter: DocumentWriter = {
  holds: 'document',
  *format(corpus, options) {
    const writing = casWriting(options)
    const nameOf = createFileNames()
    for (const document of corpus)
      yield { name: `${nameOf(document.id)}.json`, content: formatCasJson(documentToCas(document, writing)) }
  },
}

function casWriting({ mentions, notices }: WriteOptions) {
  return {
    notices,
    layer: mentions?.layer,
    typeFeature: mentions?.feature,
    typeSystem: documentTypeSystem(mentions),
  }
}
