# Older and rarer ways of the provider, and what is imported into its state. `changed` makes the second configuration of the first.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "organization_id" { type = string }
variable "changed" {
  type    = bool
  default = false
}

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
  max_retries             = 2
  endpoints {
    account       = var.endpoint
    iam           = var.endpoint
    organizations = var.endpoint
    sts           = var.endpoint
  }
}

locals {
  allow = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["*"] }] }
  trust = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] }
}

import {
  to = aws_organizations_organization.org
  id = var.organization_id
}

resource "aws_organizations_organization" "org" {
  feature_set                   = "ALL"
  enabled_policy_types          = var.changed ? ["RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"] : ["SERVICE_CONTROL_POLICY"]
  aws_service_access_principals = var.changed ? ["access-analyzer.amazonaws.com"] : []
}

import {
  to = aws_iam_user.admin
  id = "admin"
}

resource "aws_iam_user" "admin" {
  name          = "admin"
  force_destroy = false
}

resource "aws_organizations_policy" "perimeter" {
  count = var.changed ? 1 : 0
  name  = "perimeter"
  type  = "RESOURCE_CONTROL_POLICY"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "sts:AssumeRole", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "false" } } }]
  })
  depends_on = [aws_organizations_organization.org]
}

resource "aws_organizations_account" "member" {
  name              = "member"
  email             = "member@example.com"
  close_on_deletion = true
}

provider "aws" {
  alias                   = "member"
  region                  = "eu-west-1"
  skip_metadata_api_check = true
  assume_role {
    role_arn     = "arn:aws:iam::${aws_organizations_account.member.id}:role/OrganizationAccountAccessRole"
    session_name = "terraform"
    duration     = "15m"
  }
  endpoints {
    iam = var.endpoint
    sts = var.endpoint
  }
}

resource "aws_iam_role" "inside" {
  provider           = aws.member
  name               = "inside"
  description        = var.changed ? "Changed." : "Made."
  assume_role_policy = jsonencode(local.trust)
}

data "aws_caller_identity" "inside" {
  provider   = aws.member
  depends_on = [aws_organizations_account.member]
}

resource "aws_organizations_resource_policy" "delegation" {
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Read", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${aws_organizations_account.member.id}:root" }, Action = ["organizations:Describe*", "organizations:List*"], Resource = "*" }]
  })
}

resource "aws_iam_role" "old" {
  name_prefix          = "old-"
  assume_role_policy   = jsonencode(local.trust)
  max_session_duration = 3600
  description          = "Old."
  inline_policy {
    name   = "one"
    policy = jsonencode(local.allow)
  }
  dynamic "inline_policy" {
    for_each = var.changed ? ["two"] : []
    content {
      name   = inline_policy.value
      policy = jsonencode(local.allow)
    }
  }
  managed_policy_arns = var.changed ? ["arn:aws:iam::aws:policy/ReadOnlyAccess"] : ["arn:aws:iam::aws:policy/AdministratorAccess"]
}

resource "aws_iam_role" "heredoc" {
  name               = "heredoc"
  description        = var.changed ? "" : "Tabs:\tand umlauts: äöü."
  assume_role_policy = <<-EOT
    {
      "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"], "AWS": "*"},
        "Action": ["sts:AssumeRole"],
        "Condition": {"StringEquals": {"sts:ExternalId": "a+b c%20d"}}
      },
      "Version": "2012-10-17"
    }
  EOT
}

resource "aws_iam_policy" "many" {
  name_prefix = "many-"
  path        = "/a/b/"
  policy = jsonencode({
    Version   = "2012-10-17"
    Id        = "id"
    Statement = [for n in range(var.changed ? 6 : 5) : { Sid = "S${n}", Effect = "Deny", NotAction = ["iam:*", "s3:*"], NotResource = "arn:aws:s3:::b${n}/$${aws:username}/*" }]
  })
}

resource "aws_iam_openid_connect_provider" "bare" {
  url            = "https://issuer.example.com/realms/x"
  client_id_list = ["one"]
}

resource "aws_iam_account_password_policy" "defaults" {
  password_reuse_prevention = var.changed ? 5 : 24
}

resource "aws_iam_group_policies_exclusive" "crowd" {
  group_name   = aws_iam_group.crowd.name
  policy_names = [aws_iam_group_policy.crowd.name]
}

resource "aws_iam_group" "crowd" { name = "crowd" }

resource "aws_iam_group_policy" "crowd" {
  name_prefix = "p-"
  group       = aws_iam_group.crowd.name
  policy      = jsonencode(local.allow)
}

resource "aws_iam_policy" "few" {
  count  = 3
  name   = "few${count.index}"
  policy = jsonencode(local.allow)
}

resource "aws_iam_group_policy_attachments_exclusive" "crowd" {
  group_name  = aws_iam_group.crowd.name
  policy_arns = slice(aws_iam_policy.few[*].arn, 0, var.changed ? 0 : 3) # destroy leaves what is attached, so none in the end
}

resource "aws_iam_role_policy_attachments_exclusive" "heredoc" {
  role_name   = aws_iam_role.heredoc.name
  policy_arns = slice(aws_iam_policy.few[*].arn, 0, var.changed ? 0 : 2)
}

resource "aws_iam_user_policies_exclusive" "crowd" {
  user_name    = aws_iam_user.crowd[0].name
  policy_names = []
}

resource "aws_iam_user" "crowd" {
  count = 30
  name  = format("user%02d", count.index)
  tags  = { for n in range(10) : "key${n}" => var.changed ? "other ${count.index}" : "value / ${n} + é" }
}

resource "aws_iam_group_membership" "crowd" {
  name  = "crowd"
  group = aws_iam_group.crowd.name
  users = slice(aws_iam_user.crowd[*].name, 0, var.changed ? 10 : 30)
}

resource "aws_iam_service_linked_role" "suffixed" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "mine"
}

resource "aws_account_primary_contact" "us" {
  full_name       = "A. Person"
  address_line_1  = var.changed ? "2 Street" : "1 Street"
  city            = "Town"
  country_code    = "DE"
  postal_code     = "12345"
  phone_number    = "+491234567"
  company_name    = "Company"
  state_or_region = "BE"
}

resource "aws_account_region" "cape" {
  region_name = "af-south-1"
  enabled     = !var.changed
}

data "aws_iam_users" "crowd" {
  name_regex = "^user"
  depends_on = [aws_iam_user.crowd]
}
data "aws_iam_access_keys" "admin" { user = aws_iam_user.admin.name }
data "aws_iam_policy" "by_name" {
  name       = aws_iam_policy.many.name
  depends_on = [aws_iam_policy.many]
}
data "aws_iam_policy" "readonly" { name = "ReadOnlyAccess" }
data "aws_iam_instance_profiles" "none" { role_name = aws_iam_role.old.name }
data "aws_organizations_policies" "scps" { filter = "SERVICE_CONTROL_POLICY" }
data "aws_organizations_policy" "full" { policy_id = "p-FullAWSAccess" }
data "aws_organizations_policies_for_target" "root" {
  target_id = aws_organizations_organization.org.roots[0].id
  filter    = "SERVICE_CONTROL_POLICY"
}
data "aws_organizations_organizational_unit_descendant_accounts" "all" { parent_id = aws_organizations_organization.org.roots[0].id }
data "aws_organizations_resource_tags" "root" { resource_id = aws_organizations_organization.org.roots[0].id }
data "aws_organizations_delegated_administrators" "all" {}
data "aws_organizations_organizational_unit_descendant_organizational_units" "none" { parent_id = aws_organizations_organization.org.roots[0].id }

output "crowd" { value = length(data.aws_iam_users.crowd.names) }
output "keys" { value = length(data.aws_iam_access_keys.admin.access_keys) }
output "inside" { value = data.aws_caller_identity.inside.arn }
output "member" { value = aws_organizations_account.member.id }
