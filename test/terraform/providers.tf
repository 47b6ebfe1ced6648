# How people set up the provider: a chain of roles, tags for all, tags that others own; what is kept for member accounts, and what `import` takes.
# `changed` makes the second configuration of the first.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "metadata" { type = string }
variable "ssh_key" { type = string }
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

data "aws_caller_identity" "me" {}
data "aws_iam_session_context" "me" { arn = data.aws_caller_identity.me.arn }
data "aws_organizations_organization" "org" {}

locals {
  allow = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:*", "sts:*"], Resource = "*" }] })
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  enter = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
}

resource "aws_iam_role" "first" {
  name = "first"
  path = "/chain/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow", Principal = { AWS = data.aws_iam_session_context.me.issuer_arn }, Action = local.enter
    Condition = { StringEquals = { "sts:ExternalId" = "secret", "aws:RequestTag/Team" = "blue", "sts:SourceIdentity" = "joe" } }
  }] })
}

resource "aws_iam_role_policy" "first" {
  name   = "own"
  role   = aws_iam_role.first.id
  policy = local.allow
}

# The suite applies the roles first: the provider takes no chain whose roles are not known yet.
# Only who comes from the first role, with the tag and the name given there.
resource "aws_iam_role" "second" {
  name = "second"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow", Principal = { AWS = aws_iam_role.first.arn }, Action = local.enter
    Condition = { StringEquals = { "aws:PrincipalTag/Team" = "blue", "aws:SourceIdentity" = "joe" } }
  }] })
}

resource "aws_iam_role_policy" "second" {
  name   = "own"
  role   = aws_iam_role.second.id
  policy = local.allow
}

provider "aws" {
  alias                   = "chained"
  region                  = "eu-central-1"
  skip_metadata_api_check = true
  allowed_account_ids     = [data.aws_caller_identity.me.account_id]
  assume_role {
    role_arn            = aws_iam_role.first.arn
    session_name        = "one@host"
    external_id         = "secret"
    source_identity     = "joe"
    duration            = "1h"
    tags                = { Team = "blue", Note = "a b" }
    transitive_tag_keys = ["Team"]
  }
  assume_role {
    role_arn     = aws_iam_role.second.arn
    session_name = "two"
    policy       = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:*", Resource = "*" }] })
    policy_arns  = ["arn:aws:iam::aws:policy/IAMFullAccess"]
  }
  default_tags { tags = { Owner = "terraform", Stage = var.changed ? "two" : "one" } }
  ignore_tags {
    keys         = ["Others"]
    key_prefixes = ["kubernetes.io/"]
  }
  endpoints {
    iam = var.endpoint
    sts = var.endpoint
  }
}

data "aws_caller_identity" "chained" {
  provider   = aws.chained
  depends_on = [aws_iam_role_policy.first, aws_iam_role_policy.second]
}

resource "aws_iam_role" "made" {
  provider           = aws.chained
  name               = "made"
  assume_role_policy = local.trust
  tags               = { Stage = "own" }
  depends_on         = [aws_iam_role_policy.first, aws_iam_role_policy.second]
}

resource "aws_iam_user" "made" {
  provider   = aws.chained
  name       = "made.by+role=two,@x-y_z"
  depends_on = [aws_iam_role_policy.first, aws_iam_role_policy.second]
}

resource "aws_iam_user_ssh_key" "made" {
  username   = aws_iam_user.made.name
  encoding   = "SSH"
  public_key = "${var.ssh_key} with a comment"
}

resource "aws_iam_instance_profile" "made" {
  name = "made"
  role = aws_iam_role.made.name
}

resource "aws_iam_role_policy_attachment" "made" {
  role       = aws_iam_role.made.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_saml_provider" "idp" {
  name                   = "idp"
  saml_metadata_document = var.metadata
}

resource "aws_organizations_organizational_unit" "unit" {
  name      = "unit"
  parent_id = data.aws_organizations_organization.org.roots[0].id
}

resource "aws_organizations_account" "member" {
  name              = var.changed ? "renamed" : "member"
  email             = "member@example.com"
  parent_id         = var.changed ? data.aws_organizations_organization.org.roots[0].id : aws_organizations_organizational_unit.unit.id
  close_on_deletion = true
}

resource "aws_organizations_delegated_administrator" "member" {
  account_id        = aws_organizations_account.member.id
  service_principal = "account.amazonaws.com"
}

resource "aws_account_alternate_contact" "member" {
  account_id             = aws_organizations_account.member.id
  alternate_contact_type = "BILLING"
  name                   = "Sam"
  title                  = var.changed ? "CFO" : "Officer"
  email_address          = "sam@example.com"
  phone_number           = "+1 555 0100"
}

resource "aws_account_primary_contact" "member" {
  account_id         = aws_organizations_account.member.id
  full_name          = "A. Person"
  address_line_1     = "1 Street"
  city               = "Town"
  district_or_county = var.changed ? "King" : null
  country_code       = "US"
  state_or_region    = "WA"
  postal_code        = "12345"
  phone_number       = "+12065550100"
}

resource "aws_account_region" "member" {
  account_id  = aws_organizations_account.member.id
  region_name = "ap-southeast-3"
  enabled     = !var.changed
}

data "aws_iam_saml_provider" "idp" { arn = aws_iam_saml_provider.idp.arn }
data "aws_iam_user_ssh_key" "made" {
  username          = aws_iam_user.made.name
  encoding          = "SSH"
  ssh_public_key_id = aws_iam_user_ssh_key.made.ssh_public_key_id
}
data "aws_organizations_organizational_unit" "unit" {
  parent_id = data.aws_organizations_organization.org.roots[0].id
  name      = aws_organizations_organizational_unit.unit.name
}
data "aws_organizations_organizational_unit_child_accounts" "unit" {
  parent_id  = aws_organizations_organizational_unit.unit.id
  depends_on = [aws_organizations_account.member]
}
data "aws_organizations_delegated_services" "member" { account_id = aws_organizations_delegated_administrator.member.account_id }

output "chained" { value = data.aws_caller_identity.chained.arn }
output "delegated" { value = data.aws_organizations_delegated_services.member.delegated_services[*].service_principal }
output "children" { value = data.aws_organizations_organizational_unit_child_accounts.unit.accounts[*].id }
output "member" { value = aws_organizations_account.member.id }
# What `import` takes, as the provider's documentation gives the identifiers.
output "imports" {
  value = {
    "aws_account_alternate_contact.member"             = aws_account_alternate_contact.member.id
    "aws_account_region.member"                        = "${aws_organizations_account.member.id},ap-southeast-3"
    "aws_iam_instance_profile.made"                    = aws_iam_instance_profile.made.name
    "aws_iam_role.made"                                = aws_iam_role.made.name
    "aws_iam_user.made"                                = aws_iam_user.made.name
    "aws_iam_role_policy_attachment.made"              = "${aws_iam_role.made.name}/${aws_iam_role_policy_attachment.made.policy_arn}"
    "aws_iam_saml_provider.idp"                        = aws_iam_saml_provider.idp.arn
    "aws_iam_user_ssh_key.made"                        = "${aws_iam_user.made.name}:${aws_iam_user_ssh_key.made.ssh_public_key_id}:SSH"
    "aws_organizations_delegated_administrator.member" = aws_organizations_delegated_administrator.member.id
    "aws_organizations_organizational_unit.unit"       = aws_organizations_organizational_unit.unit.id
  }
}
