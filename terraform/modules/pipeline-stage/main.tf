data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  arn    = "arn:${data.aws_partition.current.partition}:%s:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:%s"
  report = "ecs-migrate-report.xml"

  # The very buildspec that users copy, with the report of this project's group.
  buildspec = merge(yamldecode(file("${path.module}/../../../buildspec.yml")), {
    reports = { (aws_codebuild_report_group.this.arn) = { files = [local.report], file-format = "JUNITXML" } }
  })

  variables = merge(
    { for name, value in var.settings : "ECS_MIGRATE_${upper(name)}" => value },
    { for name, value in { ECS_MIGRATE_IMAGE_FROM = var.image_from } : name => value if value != null },
    {
      ECS_MIGRATE_CLI           = "npx --yes ecs-migrate@${var.ecs_migrate_version}"
      ECS_MIGRATE_BUILD_TIMEOUT = "${var.build_timeout}m"
    },
  )

  policy = [for statement in [
    { Sid = "Log", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${aws_cloudwatch_log_group.this.arn}:log-stream:*"] },
    { Sid = "Artifacts", Action = ["s3:GetObject", "s3:GetObjectVersion"], Resource = ["${var.artifacts.bucket_arn}/*"] },
    { Sid = "Bucket", Action = ["s3:GetBucketAcl", "s3:GetBucketLocation"], Resource = [var.artifacts.bucket_arn] },
    { Sid = "Decrypt", Action = ["kms:Decrypt"], Resource = var.artifacts.kms_key_arn[*] },
    {
      Sid      = "Report"
      Action   = ["codebuild:BatchPutTestCases", "codebuild:CreateReport", "codebuild:UpdateReport"]
      Resource = [aws_codebuild_report_group.this.arn]
    },
  ] : merge({ Effect = "Allow" }, statement) if length(statement.Resource) > 0]
}

resource "aws_codebuild_project" "this" {
  name         = var.name
  description  = "Runs a database migration as an ECS task and fails when it does not succeed"
  service_role = aws_iam_role.this.arn
  # A failed migration is not run again by itself.
  auto_retry_limit = 0
  build_timeout    = var.build_timeout

  source {
    type      = "CODEPIPELINE"
    buildspec = yamlencode(local.buildspec)
  }

  artifacts {
    type = "CODEPIPELINE"
  }

  environment {
    type         = var.compute.type
    image        = var.compute.image
    compute_type = var.compute.compute_type

    dynamic "environment_variable" {
      for_each = local.variables
      content {
        name  = environment_variable.key
        value = environment_variable.value
      }
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.this.name
    }
  }

  # A build that starts before its role may do anything fails.
  depends_on = [aws_iam_role_policy.build, aws_iam_role_policy.caller]
}

resource "aws_codebuild_report_group" "this" {
  name           = "${var.name}-migration"
  type           = "TEST"
  delete_reports = true

  export_config {
    type = "NO_EXPORT"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/codebuild/${var.name}"
  retention_in_days = var.logs.retention_in_days
  kms_key_id        = var.logs.kms_key_arn
}

resource "aws_iam_role" "this" {
  name_prefix = "${substr(var.name, 0, 37)}-"
  description = "What the migration stage ${var.name} may do"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
      Condition = { ArnEquals = { "aws:SourceArn" = format(local.arn, "codebuild", "project/${var.name}") } }
    }]
  })
}

resource "aws_iam_role_policy" "build" {
  name   = "build"
  role   = aws_iam_role.this.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.policy })
}

resource "aws_iam_role_policy" "caller" {
  name   = "migrate"
  role   = aws_iam_role.this.name
  policy = var.caller_policy_json
}
