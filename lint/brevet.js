/** Brevet's own lint rules: the safety rules of CONTRIBUTING.md that no stock rule covers. */

const SECRET_NAMES = /(secret|signature|password|tokenCode|mac|digest|commitment)$/i

const isMember = (node, object, property) =>
  node?.type === 'MemberExpression' && node.object?.name === object && node.property?.name === property

const nameOf = (node) =>
  node?.type === 'Identifier' ? node.name : node?.type === 'MemberExpression' ? node.property?.name : undefined

const isPlain = (node) =>
  node?.type === 'Literal' ||
  (node?.type === 'Identifier' && node.name === 'undefined') ||
  (node?.type === 'UnaryExpression' && node.operator === 'typeof')

const rule = (create) => ({ meta: { type: 'problem' }, create })

export default {
  meta: { name: 'brevet' },
  rules: {
    /** `Buffer.from(x, 'base64')` accepts garbage: only the strict decoder may call it. */
    'no-loose-base64': rule((context) => ({
      CallExpression(node) {
        const encoding = node.arguments[1]
        if (isMember(node.callee, 'Buffer', 'from') && String(encoding?.value).startsWith('base64'))
          context.report({
            node,
            message: 'Decode base64 with the strict decoder (domain/base64.ts): Buffer.from accepts malformed text.',
          })
      },
    })),
    /** A regular expression made at run time may be made from user text. */
    'no-dynamic-regexp': rule((context) => {
      const check = (node) => {
        if (node.callee?.name === 'RegExp')
          context.report({
            node,
            message: 'No RegExp constructor: patterns must be literals (or translated from models at generate time).',
          })
      }
      return { NewExpression: check, CallExpression: check }
    }),
    /** The URL class rewrites paths; signed paths are kept as received. */
    'no-url-class': rule((context) => ({
      NewExpression(node) {
        if (node.callee?.name === 'URL')
          context.report({ node, message: 'No URL class: it rewrites paths that were signed.' })
      },
    })),
    /** Secrets are compared in constant time. */
    'no-secret-equality': rule((context) => ({
      BinaryExpression(node) {
        if (!['===', '!==', '==', '!='].includes(node.operator)) return
        if (isPlain(node.left) || isPlain(node.right)) return
        if (SECRET_NAMES.test(nameOf(node.left) ?? '') || SECRET_NAMES.test(nameOf(node.right) ?? ''))
          context.report({ node, message: 'Compare secrets with timingSafeEqual, not with an operator.' })
      },
    })),
  },
}
