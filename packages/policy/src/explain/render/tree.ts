/** A tree on lines of text. */
import { printable } from './printable.ts'

/** A line, lines that belong to it, and what hangs below. */
export interface Branch {
  readonly text: string
  /** Printed as they are (policy text and its carets): never wrapped. */
  readonly exact?: readonly string[]
  readonly branches?: readonly Branch[]
}

/** The branches, each line at most `width` columns where its words allow. */
export function printTree(branches: readonly Branch[], width: number, indent = ''): readonly string[] {
  return branches.flatMap((branch, index) => {
    const last = index === branches.length - 1
    const below = `${indent}${last ? '   ' : '│  '}`
    const inner = (branch.branches ?? []).length > 0 ? `${below}│  ` : `${below}   `
    const [first = '', ...rest] = wrap(branch.text, width - indent.length - 3)
    return [
      `${indent}${last ? '└─ ' : '├─ '}${first}`,
      ...rest.map((line) => `${inner}${line}`),
      ...(branch.exact ?? []).map((line) => `${inner}${line}`),
      ...printTree(branch.branches ?? [], width, below),
    ]
  })
}

/** `text` made harmless and broken at spaces; a word longer than a line stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
