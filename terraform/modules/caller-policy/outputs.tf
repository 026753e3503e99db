output "json" {
  description = "The policy, for `aws_iam_role_policy`, `aws_iam_policy` or a permission set."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.statements })
}

output "actions" {
  description = "All actions that it allows, for a permissions boundary or a service control policy."
  value       = sort(distinct(flatten(local.statements[*].Action)))
}
