/** `npm run build`: what is published of each library, in its `dist/`: JavaScript, type declarations and a package.json that points at them. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/** Packages that somebody installs alone, and the settings each part is compiled with. */
const LIBRARIES = [
  { folder: 'packages/policy', projects: ['tsconfig.json'] },
  { folder: 'packages/sigv4', projects: ['tsconfig.json', 'tsconfig.node.json', 'tsconfig.web.json'] },
] as const

const EMIT = [
  '--noEmit',
  'false',
  '--outDir',
  'dist',
  '--rootDir',
  'src',
  '--declaration',
  '--rewriteRelativeImportExtensions',
]

interface Manifest {
  readonly exports: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

/** `./src/node/index.ts` as types and JavaScript beside the manifest. */
const builtEntry = (source: string): { types: string; default: string } => {
  const stem = source.replace('./src/', './').replace(/\.ts$/, '')
  return { types: `${stem}.d.ts`, default: `${stem}.js` }
}

for (const { folder, projects } of LIBRARIES) {
  const cwd = join(ROOT, folder)
  rmSync(join(cwd, 'dist'), { recursive: true, force: true })
  for (const project of projects) {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project, ...EMIT], { cwd, stdio: 'inherit' })
  }
  const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as Manifest
  const exports = Object.fromEntries(
    Object.entries(manifest.exports).map(([name, source]) => [name, builtEntry(source)]),
  )
  writeFileSync(join(cwd, 'dist/package.json'), `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`)
  copyFileSync(join(cwd, 'README.md'), join(cwd, 'dist/README.md'))
  copyFileSync(join(ROOT, 'LICENSE'), join(cwd, 'dist/LICENSE'))
  console.log(`built ${folder}/dist`)
}
