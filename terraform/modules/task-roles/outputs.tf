output "execution_role_arn" {
  description = "ARN of the role with which ECS starts the task: it pulls, logs and reads secrets."
  value       = aws_iam_role.this["execution"].arn
}

output "task_role_arn" {
  description = "ARN of the role that the containers have: nothing but `task_policies`."
  value       = aws_iam_role.this["task"].arn
}

output "execution_policy_json" {
  description = "The execution role's policy."
  value       = aws_iam_role_policy.execution.policy
}
