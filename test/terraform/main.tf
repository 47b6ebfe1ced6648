# What the suite applies, changes and destroys. `changed` makes the second configuration of the first.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "metadata" { type = string }
variable "ssh_key" { type = string }
variable "certificate" { type = string }
variable "certificate_key" { type = string }
variable "signing_certificate" { type = string }
variable "changed" {
  type    = bool
  default = false
}

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
  max_retries             = 2
  default_tags { tags = { Origin = "terraform" } }
  endpoints {
    account       = var.endpoint
    iam           = var.endpoint
    organizations = var.endpoint
    sts           = var.endpoint
  }
}

data "aws_caller_identity" "me" {}
data "aws_partition" "here" {}
data "aws_organizations_organization" "org" {}

locals {
  account = data.aws_caller_identity.me.account_id
  tags    = var.changed ? { Team = "green", Stage = "two" } : { Team = "blue", "Cost center" = "4711" }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "Read"
    actions   = var.changed ? ["s3:GetObject", "s3:ListBucket"] : ["s3:GetObject"]
    resources = ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/Team"
      values   = ["blue", "green"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "AWS"
      identifiers = var.changed ? [aws_iam_user.bob.arn, local.account] : [aws_iam_user.bob.arn]
    }
  }
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.ci.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "ci.example.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  path   = "/limits/"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

resource "aws_iam_policy" "read" {
  name        = "read"
  description = "Reads one bucket."
  policy      = data.aws_iam_policy_document.read.json
  tags        = local.tags
}

resource "aws_iam_user" "bob" {
  name                 = var.changed ? "robert" : "bob"
  path                 = var.changed ? "/people/new/" : "/people/"
  permissions_boundary = var.changed ? null : aws_iam_policy.boundary.arn
  force_destroy        = true
  # The provider tags by the new name before it renames: at AWS too, one or the other.
  tags = { Team = "blue" }
}

resource "aws_iam_user" "ann" {
  name = "ann"
  tags = local.tags
}

resource "aws_iam_access_key" "bob" {
  user   = aws_iam_user.bob.name
  status = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_user_login_profile" "ann" {
  user                    = aws_iam_user.ann.name
  password_length         = 24
  password_reset_required = true
}

resource "aws_iam_user_ssh_key" "ann" {
  username   = aws_iam_user.ann.name
  encoding   = "SSH"
  public_key = var.ssh_key
  status     = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_service_specific_credential" "ann" {
  service_name = "codecommit.amazonaws.com"
  user_name    = aws_iam_user.ann.name
  status       = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_virtual_mfa_device" "phone" {
  virtual_mfa_device_name = "phone"
  path                    = "/devices/"
  tags                    = local.tags
}

resource "aws_iam_user_policy" "bob" {
  name   = "own"
  user   = aws_iam_user.bob.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_user_policy_attachment" "bob" {
  user       = aws_iam_user.bob.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_group" "staff" {
  name = var.changed ? "crew" : "staff"
  path = "/groups/"
}

resource "aws_iam_group" "others" {
  name = "others"
}

resource "aws_iam_group_policy" "staff" {
  name   = "own"
  group  = aws_iam_group.staff.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_group_policy_attachment" "staff" {
  group      = aws_iam_group.staff.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_group_membership" "staff" {
  name  = "members-of-staff"
  group = aws_iam_group.staff.name
  users = var.changed ? [aws_iam_user.ann.name] : [aws_iam_user.ann.name, aws_iam_user.bob.name]
}

resource "aws_iam_user_group_membership" "ann" {
  user   = aws_iam_user.ann.name
  groups = [aws_iam_group.others.name]
}

resource "aws_iam_role" "deploy" {
  name                  = "deploy"
  path                  = "/ci/"
  description           = var.changed ? "Deploys everything." : "Deploys."
  max_session_duration  = var.changed ? 43200 : 7200
  permissions_boundary  = aws_iam_policy.boundary.arn
  force_detach_policies = true
  assume_role_policy    = data.aws_iam_policy_document.trust.json
  tags                  = local.tags
}

resource "aws_iam_role" "chained" {
  name = "chained"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.deploy.arn }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "deploy" {
  name   = "own"
  role   = aws_iam_role.deploy.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_role_policies_exclusive" "deploy" {
  role_name    = aws_iam_role.deploy.name
  policy_names = [aws_iam_role_policy.deploy.name]
}

resource "aws_iam_policy" "common" {
  name   = "common"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:GetCallerIdentity", Resource = "*" }] })
}

resource "aws_iam_policy_attachment" "common" {
  name       = "everywhere"
  policy_arn = aws_iam_policy.common.arn
  users      = [aws_iam_user.ann.name]
  roles      = [aws_iam_role.chained.name]
  groups     = [aws_iam_group.others.name]
}

resource "aws_iam_instance_profile" "machine" {
  name = "machine"
  path = "/ci/"
  role = var.changed ? aws_iam_role.chained.name : aws_iam_role.deploy.name
  tags = local.tags
}

resource "aws_iam_openid_connect_provider" "ci" {
  url             = "https://ci.example.com"
  client_id_list  = var.changed ? ["sts.amazonaws.com", "other"] : ["sts.amazonaws.com"]
  thumbprint_list = [var.changed ? "cf23df2207d99a74fbe169e3eba035e633b65d94" : "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
  tags            = local.tags
}

resource "aws_iam_saml_provider" "idp" {
  name                   = "idp"
  saml_metadata_document = var.metadata
  tags                   = local.tags
}

resource "aws_iam_server_certificate" "web" {
  name             = "web"
  path             = "/tls/"
  certificate_body = var.certificate
  private_key      = var.certificate_key
  tags             = local.tags
}

resource "aws_iam_signing_certificate" "ann" {
  user_name        = aws_iam_user.ann.name
  certificate_body = var.signing_certificate
  status           = var.changed ? "Inactive" : "Active"
}

resource "aws_iam_security_token_service_preferences" "tokens" {
  global_endpoint_token_version = var.changed ? "v1Token" : "v2Token"
}

resource "aws_iam_user_policy_attachments_exclusive" "bob" {
  user_name   = aws_iam_user.bob.name
  policy_arns = [aws_iam_user_policy_attachment.bob.policy_arn]
}

resource "aws_account_alternate_contact" "security" {
  alternate_contact_type = "SECURITY"
  name                   = "Sam"
  title                  = var.changed ? "CISO" : "Officer"
  email_address          = "sam@example.com"
  phone_number           = "+1 555 0100"
}

resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
  description      = var.changed ? "Scales more." : "Scales."
}

resource "aws_iam_account_alias" "us" {
  account_alias = var.changed ? "our-other-account" : "our-account"
}

resource "aws_iam_account_password_policy" "rules" {
  minimum_password_length        = var.changed ? 20 : 14
  require_numbers                = true
  allow_users_to_change_password = !var.changed
  max_password_age               = var.changed ? 0 : 90
}

resource "aws_organizations_organizational_unit" "prod" {
  name      = var.changed ? "production" : "prod"
  parent_id = data.aws_organizations_organization.org.roots[0].id
  tags      = local.tags
}

resource "aws_organizations_organizational_unit" "inner" {
  name      = "inner"
  parent_id = aws_organizations_organizational_unit.prod.id
}

resource "aws_organizations_account" "shop" {
  name  = "shop"
  email = "shop@example.com"
  # A closed account stays where it is, and a unit with accounts in it cannot be deleted, as at AWS.
  parent_id         = var.changed ? data.aws_organizations_organization.org.roots[0].id : aws_organizations_organizational_unit.prod.id
  role_name         = "Access"
  close_on_deletion = true
  tags              = local.tags
  lifecycle { ignore_changes = [role_name] }
}

resource "aws_organizations_policy" "guard" {
  name        = "guard"
  description = var.changed ? "Nobody leaves." : null
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = var.changed ? ["organizations:LeaveOrganization", "iam:DeleteRole"] : ["organizations:LeaveOrganization"], Resource = "*" }]
  })
  tags = local.tags
}

resource "aws_organizations_delegated_administrator" "shop" {
  account_id        = aws_organizations_account.shop.id
  service_principal = "access-analyzer.amazonaws.com"
}

resource "aws_organizations_policy_attachment" "unit" {
  policy_id = aws_organizations_policy.guard.id
  target_id = aws_organizations_organizational_unit.prod.id
}

resource "aws_organizations_policy_attachment" "account" {
  policy_id = aws_organizations_policy.guard.id
  target_id = aws_organizations_account.shop.id
}

data "aws_iam_role" "deploy" { name = aws_iam_role.deploy.name }
data "aws_iam_user" "bob" { user_name = aws_iam_user.bob.name }
data "aws_iam_policy" "read" { arn = aws_iam_policy.read.arn }
data "aws_iam_group" "staff" { group_name = aws_iam_group.staff.name }
data "aws_iam_account_alias" "us" { depends_on = [aws_iam_account_alias.us] }
data "aws_iam_roles" "ci" {
  path_prefix = "/ci/"
  depends_on  = [aws_iam_role.deploy]
}
data "aws_iam_instance_profile" "machine" { name = aws_iam_instance_profile.machine.name }
data "aws_iam_openid_connect_provider" "ci" { arn = aws_iam_openid_connect_provider.ci.arn }
data "aws_iam_session_context" "me" { arn = data.aws_caller_identity.me.arn }
data "aws_iam_principal_policy_simulation" "bob" {
  action_names      = ["s3:GetObject"]
  policy_source_arn = aws_iam_role.deploy.arn
  resource_arns     = ["arn:aws:s3:::bucket/key"]
  context {
    key    = "aws:PrincipalTag/Team"
    type   = "string"
    values = ["blue"]
  }
  depends_on = [aws_iam_role_policy.deploy]
}
data "aws_organizations_organizational_units" "top" {
  parent_id  = data.aws_organizations_organization.org.roots[0].id
  depends_on = [aws_organizations_organizational_unit.prod]
}

output "caller" { value = data.aws_caller_identity.me.arn }
output "role_id" { value = data.aws_iam_role.deploy.unique_id }
output "simulated" { value = data.aws_iam_principal_policy_simulation.bob.all_allowed }
output "key_id" { value = aws_iam_access_key.bob.id }
output "key_secret" {
  value     = aws_iam_access_key.bob.secret
  sensitive = true
}
