output "stage_name" {
  description = "Name of the stage."
  value       = var.stage_name
}

output "action" {
  description = "The arguments of the stage's one `action` block."
  value = {
    name            = "Migrate"
    category        = "Invoke"
    owner           = "AWS"
    provider        = "Lambda"
    version         = "1"
    input_artifacts = []
    namespace       = var.name # `#{NAMESPACE.outcome}` and so on, in actions of later stages
    run_order       = 1
    role_arn        = null
    region          = null
    configuration = {
      FunctionName   = aws_lambda_function.this.function_name
      UserParameters = local.user_parameters
    }
  }
}

output "pipeline_policy_json" {
  description = "What the pipeline's own role needs for this stage."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["lambda:InvokeFunction"]
      Resource = [aws_lambda_function.this.arn]
    }]
  })
}

output "lifecycle_hook" {
  description = "With `hook = \"ecs\"`: the arguments of a `lifecycle_hook` block of `aws_ecs_service` (`deployment_configuration`), before the first task of the new revision."
  value = one([for role in aws_iam_role.ecs[*] : {
    hook_target_arn  = aws_lambda_function.this.arn
    role_arn         = role.arn
    lifecycle_stages = ["PRE_SCALE_UP"]
  }])
  depends_on = [aws_iam_role_policy.ecs]
}

output "function_name" {
  description = "Name of the function: with `hook = \"codedeploy\"` the value of `BeforeInstall` in the AppSpec."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.this.arn
}

output "role_name" {
  description = "Name of the function's role, for further policies."
  value       = aws_iam_role.this.name
}
