# Builds the image and writes what the later stages read: imageDetail.json names it by digest; taskdef and appspec are
# templates of CodeDeploy, with <IMAGE1_NAME> and <TASK_DEFINITION> in them.
locals {
  templates = merge([for name, environment in module.environment : {
    "taskdef-${name}.json" = environment.taskdef
    "appspec-${name}.yaml" = environment.appspec
  }]...)

  buildspec = {
    version = 0.2
    env     = { variables = { REPOSITORY = aws_ecr_repository.this.repository_url }, shell = "bash" }
    phases = {
      pre_build = { commands = [
        "aws ecr get-login-password | docker login --username AWS --password-stdin \"$${REPOSITORY%%/*}\"",
      ] }
      build = { commands = concat(
        [
          "docker build --tag \"$REPOSITORY:$CODEBUILD_RESOLVED_SOURCE_VERSION\" .",
          # Tags are immutable: a second build of a commit takes the image that is there.
          "docker push \"$REPOSITORY:$CODEBUILD_RESOLVED_SOURCE_VERSION\" || docker pull \"$REPOSITORY:$CODEBUILD_RESOLVED_SOURCE_VERSION\"",
          "IMAGE=$(docker inspect --format '{{index .RepoDigests 0}}' \"$REPOSITORY:$CODEBUILD_RESOLVED_SOURCE_VERSION\")",
          "printf '{\"ImageURI\":\"%s\"}' \"$IMAGE\" > imageDetail.json",
        ],
        [for file, text in local.templates : "cat > ${file} <<'TEMPLATE'\n${text}\nTEMPLATE\n"],
      ) }
    }
    artifacts = { files = concat(["imageDetail.json"], keys(local.templates)) }
  }
}

resource "aws_codebuild_project" "build" {
  name          = "${var.name}-build"
  service_role  = aws_iam_role.build.arn
  build_timeout = 30

  source {
    type      = "CODEPIPELINE"
    buildspec = yamlencode(local.buildspec)
  }

  artifacts {
    type = "CODEPIPELINE"
  }

  environment {
    type            = "LINUX_CONTAINER"
    image           = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    compute_type    = "BUILD_GENERAL1_SMALL"
    privileged_mode = true # for docker
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.build.name
    }
  }

  depends_on = [aws_iam_role_policy.build]
}

resource "aws_cloudwatch_log_group" "build" {
  name              = "/aws/codebuild/${var.name}-build"
  retention_in_days = 90
}

resource "aws_iam_role" "build" {
  name_prefix = "${var.name}-build-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "build" {
  name = "build"
  role = aws_iam_role.build.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${aws_cloudwatch_log_group.build.arn}:log-stream:*"] },
      { Effect = "Allow", Action = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], Resource = ["${aws_s3_bucket.artifacts.arn}/*"] },
      { Effect = "Allow", Action = ["s3:GetBucketAcl", "s3:GetBucketLocation"], Resource = [aws_s3_bucket.artifacts.arn] },
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      {
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
        ]
        Resource = [aws_ecr_repository.this.arn]
      },
    ]
  })
}
