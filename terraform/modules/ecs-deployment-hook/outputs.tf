output "project_name" {
  description = "Name of the CodeBuild project. A build that fails needs a person: notify somebody of it."
  value       = aws_codebuild_project.this.name
}

output "role_name" {
  description = "Name of the project's role, for further policies."
  value       = aws_iam_role.build.name
}

output "undelivered_queue_arn" {
  description = "ARN of the queue with the events for which no build could be started: set an alarm on its length."
  value       = aws_sqs_queue.undelivered.arn
}

output "lifecycle_hook" {
  description = "The arguments of a `lifecycle_hook` block of `aws_ecs_service` (`deployment_configuration`). The block takes `target_type` and `timeout_configuration` from the provider's release after September 2026 (terraform-provider-aws#48128); with an older one, configure the hook by `aws ecs update-service`."
  value = {
    target_type      = "PAUSE"
    lifecycle_stages = [var.stage]
    timeout_configuration = {
      timeout_in_minutes = max(60, 2 * var.build_timeout)
      action             = "ROLLBACK"
    }
  }
}

output "deployment_configuration_json" {
  description = "The same for `aws ecs update-service --deployment-configuration`, with the strategy BLUE_GREEN."
  value = jsonencode({
    strategy = "BLUE_GREEN"
    lifecycleHooks = [{
      targetType           = "PAUSE"
      lifecycleStages      = [var.stage]
      timeoutConfiguration = { timeoutInMinutes = max(60, 2 * var.build_timeout), action = "ROLLBACK" }
    }]
  })
}
