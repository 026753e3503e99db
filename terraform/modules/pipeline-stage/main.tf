data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  arn       = "arn:${data.aws_partition.current.partition}:%s:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:%s"
  report    = "ecs-migrate-report.xml"
  namespace = substr(coalesce(var.action.namespace, var.name), 0, 100)
  previewed = "${substr(local.namespace, 0, 92)}-preview"
  execution = [{ name = "PIPELINE_EXECUTION_ID", value = "#{codepipeline.PipelineExecutionId}", type = "PLAINTEXT" }]

  # The very buildspec that users copy, with the report of this project's group. A custom image has its Node already.
  copied  = yamldecode(file("${path.module}/buildspec.yml"))
  managed = startswith(var.compute.image, "aws/codebuild/")
  repository = [for it in regexall("^([0-9]{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.[a-z.]+/([^:@]+)", var.compute.image) :
    "arn:${data.aws_partition.current.partition}:ecr:${it[1]}:${it[0]}:repository/${it[2]}"
  ]
  buildspec = merge(local.copied, {
    phases = merge(local.copied.phases, {
      install = { for name, part in local.copied.phases.install : name => part if local.managed || name != "runtime-versions" }
    })
    reports = { (aws_codebuild_report_group.this.arn) = { files = [local.report], file-format = "JUNITXML" } }
  })

  archive = var.tool.s3 == null ? null : merge(var.tool.s3, var.tool.s3.upload == null ? {} : {
    key    = coalesce(var.tool.s3.key, "${var.name}/${basename(var.tool.s3.upload)}")
    sha512 = filesha512(var.tool.s3.upload)
  })

  variables = merge(
    { for name, value in var.settings : "ECS_MIGRATE_${upper(name)}" => value },
    { for name, value in {
      ECS_MIGRATE_IMAGE_FROM = var.image_from
      ECS_MIGRATE_CLI        = var.tool.command
      ECS_MIGRATE_PACKAGE    = local.archive == null ? var.tool.package : "s3://${local.archive.bucket}/${local.archive.key}"
      ECS_MIGRATE_SHA512     = local.archive == null ? var.tool.sha512 : local.archive.sha512
    } : name => value if value != null },
    { ECS_MIGRATE_BUILD_TIMEOUT = "${var.build_timeout}m" },
  )

  policy = [for statement in [
    { Sid = "Log", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${aws_cloudwatch_log_group.this.arn}:log-stream:*"] },
    { Sid = "Artifacts", Action = ["s3:GetObject", "s3:GetObjectVersion"], Resource = ["${var.artifacts.bucket_arn}/*"] },
    { Sid = "Bucket", Action = ["s3:GetBucketAcl", "s3:GetBucketLocation"], Resource = [var.artifacts.bucket_arn] },
    { Sid = "Decrypt", Action = ["kms:Decrypt"], Resource = var.artifacts.kms_key_arn[*] },
    { Sid = "Tool", Action = ["s3:GetObject"], Resource = [for it in local.archive[*] : "arn:${data.aws_partition.current.partition}:s3:::${it.bucket}/${it.key}"] },
    { Sid = "DecryptTool", Action = ["kms:Decrypt"], Resource = [for it in local.archive[*] : it.kms_key_arn if it.kms_key_arn != null] },
    { Sid = "Registry", Action = ["ecr:GetAuthorizationToken"], Resource = length(local.repository) > 0 ? ["*"] : [] },
    { Sid = "Image", Action = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = local.repository },
    {
      Sid      = "Report"
      Action   = ["codebuild:BatchPutTestCases", "codebuild:CreateReport", "codebuild:UpdateReport"]
      Resource = [aws_codebuild_report_group.this.arn]
    },
  ] : merge({ Effect = "Allow" }, statement) if length(statement.Resource) > 0]
}

resource "aws_codebuild_project" "this" {
  name          = var.name
  description   = "Runs a database migration as an ECS task and fails when it does not succeed"
  service_role  = aws_iam_role.this.arn
  build_timeout = var.build_timeout
  tags          = var.tags

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
    # An image of CodeBuild's own is pulled with its credentials, and no other is.
    image_pull_credentials_type = local.managed ? "CODEBUILD" : "SERVICE_ROLE"

    dynamic "environment_variable" {
      for_each = local.variables
      content {
        name  = environment_variable.key
        value = environment_variable.value
      }
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc[*]
    content {
      vpc_id             = vpc_config.value.vpc_id
      subnets            = vpc_config.value.subnets
      security_group_ids = vpc_config.value.security_groups
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.this.name
    }
  }

  # A build that starts before its role may do anything fails.
  depends_on = [aws_iam_role_policy.build, aws_iam_role_policy.caller, aws_iam_role_policy.vpc, aws_s3_object.tool]
}

# What `npm run pack` has made, for builds to read.
resource "aws_s3_object" "tool" {
  count       = try(var.tool.s3.upload, null) == null ? 0 : 1
  bucket      = local.archive.bucket
  key         = local.archive.key
  source      = var.tool.s3.upload
  source_hash = local.archive.sha512
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
