output "cluster" {
  description = "`--cluster`: the cluster's name."
  value       = var.cluster
}

output "task_definition" {
  description = "`--task-definition`: the family. A run takes its latest revision."
  value       = aws_ecs_task_definition.this.family
}

output "container" {
  description = "`--container`: the migration container."
  value       = var.container.name
}

output "subnets" {
  description = "`--subnets`."
  value       = var.network.subnets
}

output "security_groups" {
  description = "`--security-groups`: the module's own first."
  value       = local.security_groups
}

output "assign_public_ip" {
  description = "`--assign-public-ip`."
  value       = var.network.assign_public_ip
}

output "settings" {
  description = "All settings of `ecs-migrate run` for this migration, as text, by the names of its flags in snake_case: for the stages of a pipeline."
  value = merge(
    { cluster = var.cluster, task_definition = aws_ecs_task_definition.this.family },
    { for name, value in local.run : name == "capacity_providers" ? "capacity_provider" : name => value },
  )
}

output "cluster_tags" {
  description = "Tags for the cluster's own resource, by which `ecs-migrate run --cluster NAME` finds the family."
  value       = { (local.cluster_tag) = local.family }
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = local.cluster_arn
}

output "task_definition_arn" {
  description = "ARN of the revision that this apply registered."
  value       = aws_ecs_task_definition.this.arn
}

output "task_definition_json" {
  description = "The task definition as `aws ecs register-task-definition --cli-input-json` and `--task-definition FILE.json` take it, for instance to try it with `ecs-migrate run --local`."
  value = jsonencode(merge({
    family                  = local.family
    requiresCompatibilities = [var.settings.launch_type]
    networkMode             = "awsvpc"
    cpu                     = tostring(var.size.cpu)
    memory                  = tostring(var.size.memory)
    executionRoleArn        = local.roles.execution
    taskRoleArn             = local.roles.task
    runtimePlatform         = { operatingSystemFamily = "LINUX", cpuArchitecture = var.size.architecture }
    containerDefinitions    = local.containers
    tags                    = [for key, value in local.tags : { key = key, value = value }]
  }, { for member, size in { ephemeralStorage = var.size.ephemeral_storage } : member => { sizeInGiB = size } if size != null }))
}

output "role_arns" {
  description = "The execution role and the task role: those that whoever runs the migration passes."
  value       = [local.roles.execution, local.roles.task]
}

output "log_group_arn" {
  description = "ARN of the log group."
  value       = aws_cloudwatch_log_group.this.arn
}

output "security_group" {
  description = "The module's own security group, for further rules."
  value       = aws_security_group.this.id
}
