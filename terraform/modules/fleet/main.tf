data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${var.bucket}"
  variables  = { for name, value in var.settings : "ECS_MIGRATE_${upper(name)}" => value }
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = "Runs a database migration for many targets: one step of a batch in each call of the state machine"
  role          = aws_iam_role.function.arn
  runtime       = "nodejs22.x"
  architectures = [var.function.architecture]
  handler       = "fleet-step.handler"
  memory_size   = var.function.memory_size
  timeout       = var.function.timeout
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
    log_group  = aws_cloudwatch_log_group.function.name
  }

  # A call that comes before the role may do anything fails.
  depends_on = [aws_iam_role_policy.function, aws_iam_role_policy.caller]
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.logs.retention_in_days
  kms_key_id        = var.logs.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "function" {
  name_prefix          = "${substr(var.name, 0, 37)}-"
  description          = "What the function ${var.name} may do"
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

# The function reads the targets file, and keeps tokens and outcomes below the prefix.
resource "aws_iam_role_policy" "function" {
  name = "fleet"
  role = aws_iam_role.function.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Log", Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${aws_cloudwatch_log_group.function.arn}:log-stream:*"] },
      { Sid = "Read", Effect = "Allow", Action = ["s3:GetObject"], Resource = ["${local.bucket_arn}/*"] },
      { Sid = "Write", Effect = "Allow", Action = ["s3:PutObject"], Resource = ["${local.bucket_arn}/${var.prefix}*"] },
      # Without it, S3 says of an object that is not there that it is denied.
      { Sid = "List", Effect = "Allow", Action = ["s3:ListBucket"], Resource = [local.bucket_arn] },
    ]
  })
}

resource "aws_iam_role_policy" "caller" {
  name   = "migrate"
  role   = aws_iam_role.function.name
  policy = var.caller_policy_json
}
