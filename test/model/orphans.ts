/** Rows of the store's tables that belong to nothing. */
import { DatabaseSync } from 'node:sqlite'

/** Each names the rows that hang in the air: what they are, and a query for one column of text. */
const QUERIES: Readonly<Record<string, string>> = {
  'inline policies': `SELECT holder_id || ' ' || name AS row FROM inline_policies WHERE holder_id NOT IN (SELECT id FROM holders)`,
  attachments: `SELECT holder_id || ' ' || policy_arn AS row FROM attached_policies WHERE holder_id NOT IN (SELECT id FROM holders)`,
  'attachments of policies': `SELECT holder_id || ' ' || policy_arn AS row FROM attached_policies
    WHERE policy_arn NOT LIKE 'arn:aws:iam::aws:policy/%' AND policy_arn NOT IN (SELECT arn FROM policies)`,
  'accounts of attachments': `SELECT a.holder_id || ' ' || a.account_id AS row FROM attached_policies a
    JOIN holders h ON h.id = a.holder_id WHERE h.account_id <> a.account_id`,
  boundaries: `SELECT id || ' ' || boundary_arn AS row FROM holders WHERE boundary_arn IS NOT NULL
    AND boundary_arn NOT LIKE 'arn:aws:iam::aws:policy/%' AND boundary_arn NOT IN (SELECT arn FROM policies)`,
  members: `SELECT user_id || ' ' || group_id AS row FROM group_members
    WHERE user_id NOT IN (SELECT id FROM holders WHERE kind = 'user') OR group_id NOT IN (SELECT id FROM holders WHERE kind = 'group')`,
  tags: `SELECT resource_id || ' ' || key AS row FROM tags WHERE resource_id NOT IN (SELECT id FROM holders)
    AND resource_id NOT IN (SELECT arn FROM policies) AND resource_id NOT IN (SELECT serial_number FROM mfa_devices)
    AND resource_id NOT IN (SELECT id FROM resources)`,
  versions: `SELECT policy_arn || ' ' || id AS row FROM policy_versions WHERE policy_arn NOT IN (SELECT arn FROM policies)`,
  'default versions': `SELECT p.arn || ' ' || p.default_version_id AS row FROM policies p WHERE NOT EXISTS
    (SELECT 1 FROM policy_versions v WHERE v.policy_arn = p.arn AND v.id = p.default_version_id)`,
  'access keys': `SELECT id || ' ' || user_id AS row FROM access_keys WHERE user_id NOT IN (SELECT id FROM holders WHERE kind = 'user')`,
  'MFA devices': `SELECT serial_number || ' ' || user_id AS row FROM mfa_devices
    WHERE user_id IS NOT NULL AND user_id NOT IN (SELECT id FROM holders WHERE kind = 'user')`,
  resources: `SELECT kind || ' ' || id || ' ' || owner_id AS row FROM resources
    WHERE owner_id IS NOT NULL AND owner_id NOT IN (SELECT id FROM holders)`,
  'SAML metadata': `SELECT id AS row FROM resources WHERE kind = 'samlMetadata'
    AND id NOT IN (SELECT id FROM resources WHERE kind = 'samlProvider')`,
}

/** What is wrong with the database in `file`: nothing, if all is well. */
export function orphansIn(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return Object.entries(QUERIES).flatMap(([what, query]) =>
      database
        .prepare(query)
        .all()
        .map(({ row }) => `${what}: ${String(row)}`),
    )
  } finally {
    database.close()
  }
}
