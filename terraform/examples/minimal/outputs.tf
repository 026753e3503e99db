output "run" {
  description = "How to run the migration now."
  value       = "npx ecs-migrate run --cluster ${module.migration.cluster}"
}

output "policy_arn" {
  description = "The policy of whoever runs it."
  value       = aws_iam_policy.migrate.arn
}
