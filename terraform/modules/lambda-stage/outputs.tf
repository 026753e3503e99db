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

output "function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.this.arn
}

output "role_name" {
  description = "Name of the function's role, for further policies."
  value       = aws_iam_role.this.name
}
