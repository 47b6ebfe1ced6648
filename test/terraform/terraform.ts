/** Terraform with the AWS provider from a mirror on this machine; nothing is downloaded. */
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { credentialEnv, run, skipWithout, type Ended } from '../scenarios/child.ts'
import type { World } from '../scenarios/world.ts'

/** Where mirrors lie: what the person says, or Terraform's implied places. Source: Terraform CLI documentation, "Implied Local Mirror Directories". */
const MIRRORS = [
  process.env['BREVET_TEST_TERRAFORM_PLUGINS'] ?? '',
  '/opt/tf-plugins',
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
]
const PROVIDER = 'registry.terraform.io/hashicorp/aws'
const mirror = MIRRORS.find((directory) => directory !== '' && existsSync(join(directory, PROVIDER)))

/** For `{ skip }`: false where Terraform and its provider are here, the reason otherwise. */
export const skipTerraform: string | false =
  skipWithout('terraform') || (mirror === undefined ? `there is no mirror with ${PROVIDER} on this machine` : false)

/** Commands that do not know the option. */
const NO_COLOR: ReadonlyMap<string, readonly string[]> = new Map([['state rm', []]])

/** One working directory. */
export interface Workspace {
  /** Runs a Terraform command (`plan`, `state rm`) with these variables; it asks nothing, and its output is plain. */
  terraform(command: string, ...args: string[]): Promise<Ended>
}

/** A directory with the configuration `file`, initialised, whose provider calls `world` as its admin. Throws where `init` fails. */
export async function openWorkspace(
  world: World,
  place: { readonly cwd: string; readonly file: string; readonly variables: Readonly<Record<string, string>> },
): Promise<Workspace> {
  const { cwd, file, variables } = place
  copyFileSync(join(import.meta.dirname, file), join(cwd, 'main.tf'))
  writeFileSync(join(cwd, 'terraform.tfvars.json'), JSON.stringify({ endpoint: world.endpoint, ...variables }))
  const env = { ...credentialEnv(world.admin), CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' }
  const terraform = (command: string, ...args: string[]): Promise<Ended> =>
    run('terraform', [...command.split(' '), ...(NO_COLOR.get(command) ?? ['-no-color']), ...args], { cwd, env })
  const init = await terraform('init', `-plugin-dir=${mirror ?? ''}`)
  if (init.code !== 0) throw new Error(`terraform init: ${init.stdout}${init.stderr}`)
  return { terraform }
}
