/**
 * @file All faults that can be planted in a file.
 *
 * None is in a type, an import, what an error says, what is told of progress, or the numbers of a long table: there
 * the code would do the same, or data would be other data.
 */
import ts from 'typescript'

const operators = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '+=': '-=',
  '-=': '+=',
}

const LONG_TABLE = 16

/** A value that only a person reads: an error being made, or a call that tells of progress. */
function isMessage(node, checker) {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false
  const type = checker.getTypeAtLocation(node)
  if (/Error$/.test(type.symbol?.name ?? '') || (type.flags & ts.TypeFlags.Never) !== 0) return true
  return /\b(progress|task|notices)\??\.\w+$/.test(node.expression.getText())
}

const isText = (node, checker) => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) !== 0

/** A number that orders two things, of which sorting asks only whether it is below 0: `a < b ? -1 : a > b ? 1 : 0`. */
function isOrder(node) {
  let top = ts.isPrefixUnaryExpression(node.parent) ? node.parent : node
  while (ts.isConditionalExpression(top.parent)) top = top.parent
  return ts.isConditionalExpression(top) && top.whenTrue.getText() === '-1'
}

/** The one statement of a block, or the statement itself. */
const only = statement =>
  ts.isBlock(statement) && statement.statements.length === 1 ? statement.statements[0] : statement

/** `if` before what leaves: an error, a return, the next turn of a loop. */
const isGuard = node =>
  node.elseStatement === undefined &&
  [
    ts.SyntaxKind.ThrowStatement,
    ts.SyntaxKind.ReturnStatement,
    ts.SyntaxKind.ContinueStatement,
    ts.SyntaxKind.BreakStatement,
  ].includes(only(node.thenStatement).kind)

/** What may take the place of a node: kinds of faults and texts. */
function* replacements(node, checker) {
  if (ts.isBinaryExpression(node)) {
    const after = operators[node.operatorToken.getText()]
    const isSum = ['+', '+='].includes(node.operatorToken.getText())
    if (after !== undefined && !(isSum && (isText(node.left, checker) || isText(node.right, checker))))
      yield ['operator', node.operatorToken, after]
  } else if (ts.isNumericLiteral(node)) {
    const isTable = ts.isArrayLiteralExpression(node.parent) && node.parent.elements.length > LONG_TABLE
    if (!isTable && !isOrder(node)) {
      yield ['number', node, String(Number(node.text) + 1)]
      if (Number(node.text) > 0) yield ['number', node, String(Number(node.text) - 1)]
    }
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    yield ['not', node, node.operand.getText()]
  else if (ts.isAwaitExpression(node)) yield ['await', node, node.expression.getText()]
  else if (ts.isConditionalExpression(node)) {
    yield ['condition', node.condition, 'true']
    yield ['condition', node.condition, 'false']
  } else if (ts.isIfStatement(node)) {
    yield ['condition', node.expression, 'true']
    if (isGuard(node)) yield ['guard', node, ';']
    else yield ['condition', node.expression, 'false']
  } else if (ts.isThrowStatement(node) && !ts.isIfStatement(node.parent)) yield ['guard', node, ';']
  else if (ts.isExpressionStatement(node)) {
    const isGuardCall =
      ts.isCallExpression(node.expression) &&
      /^(check|expect|assert|require|validate)/.test(node.expression.expression.getText())
    const isSuper = node.getText().startsWith('super(')
    if (!isSuper && !isMessage(node.expression, checker))
      yield [isGuardCall ? 'guard' : 'statement', node, ';']
  }
}

/** Faults by their place: `kind`, `start`, `end`, `line`, and the texts `before` and `after`. */
export function findFaults(source, checker) {
  const faults = []
  const visit = node => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    for (const [kind, place, after] of replacements(node, checker)) {
      const start = place.getStart(source)
      const line = source.getLineAndCharacterOfPosition(start).line + 1
      // A number or an operator says little without what is around it.
      const context = kind === 'number' ? node.parent : kind === 'operator' ? node : place
      const before = brief(context.getText(source))
      faults.push({ kind, start, end: place.getEnd(), line, before, after, shown: brief(after) })
    }
    if (!isMessage(node, checker)) ts.forEachChild(node, visit)
  }
  visit(source)
  return faults
}

/** On one line, and not all of a long one. */
function brief(text) {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 70 ? `${line.slice(0, 69)}…` : line
}
