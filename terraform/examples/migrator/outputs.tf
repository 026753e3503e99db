output "cluster_tags" {
  description = "For the cluster's own resource: by them `npx ecs-migrate run --cluster NAME` finds the migration."
  value       = module.migration.cluster_tags
}

output "settings" {
  description = "For the `settings` of `pipeline-stage` or `lambda-stage`."
  value       = module.migration.settings
}

output "task_policy_json" {
  description = "What the service may do: read the migrations."
  value       = local.read
}
