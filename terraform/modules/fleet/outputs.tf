output "state_machine_arn" {
  description = "ARN of the state machine: the value of `--state-machine`."
  value       = aws_sfn_state_machine.this.arn
}

output "starter_policy_json" {
  description = "What `ecs-migrate run --on step-functions` needs: to start and follow executions, and to read what they write."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The definition says which bucket and prefix the executions use.
      { Sid = "Start", Effect = "Allow", Action = ["states:DescribeStateMachine", "states:StartExecution"], Resource = [aws_sfn_state_machine.this.arn] },
      { Sid = "Follow", Effect = "Allow", Action = ["states:DescribeExecution"], Resource = ["${local.execution}:*"] },
      { Sid = "Objects", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = ["${local.bucket_arn}/${var.prefix}*"] },
      { Sid = "List", Effect = "Allow", Action = ["s3:ListBucket"], Resource = [local.bucket_arn] },
    ]
  })
}

output "function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.this.arn
}

output "function_role_name" {
  description = "Name of the function's role, for further policies."
  value       = aws_iam_role.function.name
}

output "failed_rule_arn" {
  description = "With `alarm_topic_arn`: the ARN of the EventBridge rule, for the policy of the topic."
  value       = one(aws_cloudwatch_event_rule.failed[*].arn)
}
