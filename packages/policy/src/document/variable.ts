/** The syntax of policy variables (rule 2.3), checked when a policy is written. */

/** The first group is the key; the escapes `${*}`, `${?}` and `${$}` have none. */
const VARIABLE = /^\$\{(?:[*?$]|([^\s{},'$*?]+(?: [^\s{},'$*?]+)*)(?:, '[^']*')?)\}/

/** What is wrong with the variables of `text` (version 2012-10-17), if anything. */
export function variableFault(text: string): string | undefined {
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at + 2)) {
    const rest = text.slice(at)
    const match = VARIABLE.exec(rest)
    if (match === null) return `malformed variable at "${rest.slice(0, 40)}"`
    at += match[0].length - 2
  }
  return undefined
}

/** The keys that the variables of `text` (version 2012-10-17) name, in order, as written; malformed ones are passed over. */
export function variableKeys(text: string): readonly string[] {
  const keys: string[] = []
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at + 2)) {
    const match = VARIABLE.exec(text.slice(at))
    if (match === null) continue
    if (match[1] !== undefined) keys.push(match[1])
    at += match[0].length - 2
  }
  return keys
}
