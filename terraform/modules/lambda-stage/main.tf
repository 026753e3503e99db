data "aws_caller_identity" "current" {}

locals {
  # The function reads settings in camelCase.
  settings = { for name, value in var.settings :
    join("", [for n, word in split("_", name) : n == 0 ? word : title(word)]) => value
  }
  user_parameters = jsonencode(local.settings)
  # Hooks have no user parameters.
  variables = var.hook == null ? {} : { for name, value in var.settings : "ECS_MIGRATE_${upper(name)}" => value }
  handler   = { action = "pipeline-action.handler", codedeploy = "codedeploy-hook.handler", ecs = "lifecycle-hook.handler" }
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = "Runs a database migration as an ECS task, and tells ${var.hook == null ? "CodePipeline" : var.hook == "ecs" ? "ECS" : "CodeDeploy"} how it ended"
  role          = aws_iam_role.this.arn
  runtime       = "nodejs22.x"
  architectures = [var.function.architecture]
  handler       = coalesce(var.function.handler, local.handler[coalesce(var.hook, "action")])
  memory_size   = var.function.memory_size
  timeout       = coalesce(var.function.timeout, var.hook == "codedeploy" ? 900 : 120)
  tags          = var.tags

  filename          = var.code.file
  source_code_hash  = var.code.file == null ? null : filebase64sha256(var.code.file)
  s3_bucket         = var.code.s3_bucket
  s3_key            = var.code.s3_key
  s3_object_version = var.code.s3_object_version

  dynamic "environment" {
    for_each = length(local.variables) > 0 ? [local.variables] : []
    content {
      variables = environment.value
    }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  # A call that comes before the role may do anything fails.
  depends_on = [aws_iam_role_policy.log, aws_iam_role_policy.caller]
}

# A call that ends with an error could not report: CodePipeline does not call again by itself then, and would wait for 20 minutes.
# The next try finds the run by its identity, and launches nothing a second time.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name          = aws_lambda_function.this.function_name
  maximum_retry_attempts = 2
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.logs.retention_in_days
  kms_key_id        = var.logs.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "this" {
  name_prefix          = "${substr(var.name, 0, 37)}-"
  description          = "What the migration function ${var.name} may do"
  path                 = var.role.path
  permissions_boundary = var.role.boundary_arn
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

# With it ECS calls the function. AWS's own example has no condition here, so there is none.
resource "aws_iam_role" "ecs" {
  count                = var.hook == "ecs" ? 1 : 0
  name_prefix          = "${substr(var.name, 0, 32)}-call-"
  description          = "Lets ECS call ${var.name}"
  path                 = var.role.path
  permissions_boundary = var.role.boundary_arn
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "ecs" {
  count = var.hook == "ecs" ? 1 : 0
  name  = "call"
  role  = aws_iam_role.ecs[0].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Call", Effect = "Allow", Action = ["lambda:InvokeFunction"], Resource = [aws_lambda_function.this.arn] }]
  })
}

resource "aws_iam_role_policy" "log" {
  name = "log"
  role = aws_iam_role.this.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Log"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.this.arn}:log-stream:*"]
    }]
  })
}

resource "aws_iam_role_policy" "caller" {
  name   = "migrate"
  role   = aws_iam_role.this.name
  policy = var.caller_policy_json
}
