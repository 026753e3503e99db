output "cluster_tags" {
  description = "For the cluster's own resource: by them `npx ecs-migrate run --cluster NAME` finds the migration."
  value       = module.migration.cluster_tags
}

output "settings" {
  description = "For the `settings` of `pipeline-stage` or `lambda-stage`."
  value       = module.migration.settings
}

output "app_task_definition_json" {
  description = "The other form, in which each task of the service migrates before its application starts."
  value = jsonencode({
    family                  = aws_ecs_task_definition.app.family
    requiresCompatibilities = ["FARGATE"]
    networkMode             = "awsvpc"
    cpu                     = "256"
    memory                  = "512"
    executionRoleArn        = module.app_roles.execution_role_arn
    taskRoleArn             = module.app_roles.task_role_arn
    containerDefinitions    = local.app_containers
  })
}
