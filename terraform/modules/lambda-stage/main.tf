data "aws_caller_identity" "current" {}

locals {
  # The function reads settings in camelCase.
  settings = { for name, value in var.settings :
    join("", [for n, word in split("_", name) : n == 0 ? word : title(word)]) => value
  }
  user_parameters = jsonencode(local.settings)
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = "Runs a database migration as an ECS task, one step a call, and tells CodePipeline how it ended"
  role          = aws_iam_role.this.arn
  runtime       = "nodejs22.x"
  architectures = [var.function.architecture]
  handler       = var.function.handler
  memory_size   = var.function.memory_size
  timeout       = var.function.timeout
  tags          = var.tags

  filename          = var.code.file
  source_code_hash  = var.code.file == null ? null : filebase64sha256(var.code.file)
  s3_bucket         = var.code.s3_bucket
  s3_key            = var.code.s3_key
  s3_object_version = var.code.s3_object_version

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
