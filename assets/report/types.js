/**
 * @file Types of mentions: their names and groups, in which colour they are drawn, and which ones a word finds.
 *
 * @typedef {{ readonly types: readonly (readonly [tui: string, name: string, group: string])[],
 *   readonly groups: readonly (readonly [abbreviation: string, name: string])[] }} Network
 * @typedef {{ readonly type: string, readonly name: string, readonly group: string }} KnownType
 */

/** How many colours the stylesheet has for types. */
const typeColours = 8

/** What stands for the group of types that UMLS does not know. */
export const ownGroup = 'Other types'

/**
 * @param {Network} network
 */
export function createTypes({ types, groups }) {
  const groupNames = new Map(groups)
  const known = new Map(
    types.map(([type, name, group]) => [type, { name, group: groupNames.get(group) ?? '' }]),
  )
  /** Types that are in use, in the order in which they came. @type {Set<string>} */
  const used = new Set()
  /** What has a colour of its own: types, as long as there are enough, and then their groups. @type {string[]} */
  let coloured = []

  /** @param {string} type */
  const groupOf = type => known.get(type)?.group ?? ''
  const describe = (/** @type {string} */ type) => ({
    type,
    name: known.get(type)?.name ?? groupNames.get(type) ?? '',
    group: groupOf(type) || ownGroup,
  })
  const keyOf = (/** @type {string} */ type) => (used.size <= typeColours ? type : groupOf(type) || type)

  return {
    /** @returns {KnownType} */
    describe,
    /**
     * What people call a type: `T047 Disease or Syndrome`.
     * @param {string} type
     */
    nameOf(type) {
      const { name } = describe(type)
      return type === '' ? 'without a type' : name === '' || name === type ? type : `${type} ${name}`
    },
    /** @param {Iterable<string>} more */
    use(more) {
      for (const type of more) used.add(type)
      coloured = [...new Set([...used].map(keyOf))]
    },
    /** @param {string} type */
    colourOf(type) {
      return `category-${(Math.max(0, coloured.indexOf(keyOf(type))) % typeColours) + 1}`
    },
    /** Types in use, those of a group together. */
    list() {
      return groupTypes([...used].map(describe))
    },
    /**
     * Types to choose from: those in use first, and all of UMLS where something is looked for.
     * @param {string} query
     */
    find(query) {
      const all = query.trim() === '' ? used : new Set([...used, ...known.keys()])
      return groupTypes(findTypes([...all].filter(type => type !== '').map(describe), query))
    },
  }
}

/**
 * Types whose code, name or group has every word, those that begin with the first word in front.
 * @param {readonly KnownType[]} types
 * @param {string} query
 */
export function findTypes(types, query) {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
  const matching = types.filter(({ type, name, group }) => {
    const all = `${type} ${name} ${group}`.toLowerCase()
    return words.every(word => all.includes(word))
  })
  const isFirst = (/** @type {KnownType} */ { type, name }) =>
    [type, name].some(each => each.toLowerCase().startsWith(words[0] ?? ''))
  return [...matching.filter(isFirst), ...matching.filter(each => !isFirst(each))]
}

/**
 * Groups in the order in which their first type comes.
 * @param {readonly KnownType[]} types
 * @returns {[group: string, types: KnownType[]][]}
 */
function groupTypes(types) {
  /** @type {Map<string, KnownType[]>} */
  const groups = new Map()
  for (const type of types) {
    const group = groups.get(type.group)
    if (group === undefined) groups.set(type.group, [type])
    else group.push(type)
  }
  return [...groups]
}
