/** What every new account and unit begins with. */
import { DEFAULT_POLICY_IDS } from '../../domain/organizationPolicies.ts'
import type { Writer } from '../../store/store.ts'

/** Attaches the policies that allow everything, for each type in force. Source: Organizations user guide, "Service control policies (SCPs)". */
export async function attachDefaults(targetId: string, store: Writer): Promise<void> {
  for (const type of await store.organization.policyTypes())
    await store.write.organizationPolicies.attach(DEFAULT_POLICY_IDS[type], targetId)
}
