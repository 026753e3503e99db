data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  arn = "arn:${data.aws_partition.current.partition}:%s:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:%s"

  # The buildspec of the pipeline's stage; ECS_MIGRATE_VERB makes it call `hook` in place of `run`.
  stage   = yamldecode(file("${path.module}/../pipeline-stage/buildspec.yml"))
  managed = startswith(var.compute.image, "aws/codebuild/")
  phases  = local.stage.phases
  buildspec = {
    version = local.stage.version
    env     = { variables = { ECS_MIGRATE_REPORT = "ecs-migrate-report.xml" } }
    phases = {
      install = { for name, part in local.phases.install : name => part if local.managed || name != "runtime-versions" }
      build   = { commands = local.phases.build.commands }
    }
    reports = { (aws_codebuild_report_group.this.arn) = { files = ["ecs-migrate-report.xml"], file-format = "JUNITXML" } }
  }

  variables = merge(
    { for name, value in var.settings : "ECS_MIGRATE_${upper(name)}" => value },
    { for name, value in {
      ECS_MIGRATE_CLI     = var.tool.command
      ECS_MIGRATE_PACKAGE = var.tool.s3 == null ? var.tool.package : "s3://${var.tool.s3.bucket}/${var.tool.s3.key}"
      ECS_MIGRATE_SHA512  = var.tool.s3 == null ? var.tool.sha512 : var.tool.s3.sha512
    } : name => value if value != null },
    # An event may come twice, and a sweep usually finds nothing.
    { ECS_MIGRATE_VERB = "hook", ECS_MIGRATE_STAGE = var.stage, ECS_MIGRATE_IF_NONE = "skip", ECS_MIGRATE_BUILD_TIMEOUT = "${var.build_timeout}m" },
  )

  policy = [for statement in [
    { Sid = "Log", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${aws_cloudwatch_log_group.this.arn}:log-stream:*"] },
    { Sid = "Tool", Action = ["s3:GetObject"], Resource = [for it in var.tool.s3[*] : "arn:${data.aws_partition.current.partition}:s3:::${it.bucket}/${it.key}"] },
    { Sid = "DecryptTool", Action = ["kms:Decrypt"], Resource = [for it in var.tool.s3[*] : it.kms_key_arn if it.kms_key_arn != null] },
    {
      Sid      = "Report"
      Action   = ["codebuild:BatchPutTestCases", "codebuild:CreateReport", "codebuild:UpdateReport"]
      Resource = [aws_codebuild_report_group.this.arn]
    },
  ] : merge({ Effect = "Allow" }, statement) if length(statement.Resource) > 0]
}

resource "aws_codebuild_project" "this" {
  name          = var.name
  description   = "Runs the migration that a deployment of ${join(", ", var.services)} waits for, then continues the deployment or rolls it back"
  service_role  = aws_iam_role.build.arn
  build_timeout = var.build_timeout
  tags          = var.tags

  source {
    type      = "NO_SOURCE"
    buildspec = yamlencode(local.buildspec)
  }

  artifacts {
    type = "NO_ARTIFACTS"
  }

  environment {
    type                        = var.compute.type
    image                       = var.compute.image
    compute_type                = var.compute.compute_type
    image_pull_credentials_type = local.managed ? "CODEBUILD" : "SERVICE_ROLE"

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
  tags           = var.tags
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
  tags              = var.tags
}

resource "aws_iam_role" "build" {
  name_prefix          = "${substr(var.name, 0, 37)}-"
  description          = "What the migrations of ${var.name} may do"
  path                 = var.role.path
  permissions_boundary = var.role.boundary_arn
  tags                 = var.tags
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
  role   = aws_iam_role.build.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.policy })
}

resource "aws_iam_role_policy" "caller" {
  name   = "migrate"
  role   = aws_iam_role.build.name
  policy = var.caller_policy_json
}
