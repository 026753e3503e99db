resource "aws_codepipeline" "this" {
  name          = var.name
  role_arn      = aws_iam_role.pipeline.arn
  pipeline_type = "V2"
  # In turn, each to its end: with SUPERSEDED, the default, a later release may overtake one that waits for its approval.
  execution_mode = "QUEUED"

  artifact_store {
    type     = "S3"
    location = aws_s3_bucket.artifacts.bucket
  }

  stage {
    name = "Source"
    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["source"]
      configuration = {
        ConnectionArn    = var.connection_arn
        FullRepositoryId = var.repository
        BranchName       = var.branch
      }
    }
  }

  stage {
    name = "Build"
    action {
      name             = "Build"
      category         = "Build"
      owner            = "AWS"
      provider         = "CodeBuild"
      version          = "1"
      input_artifacts  = ["source"]
      output_artifacts = ["build"]
      configuration    = { ProjectName = aws_codebuild_project.build.name }
    }
  }

  dynamic "stage" {
    for_each = local.stages
    content {
      name = stage.value.name

      # A condition takes effect if its rule fails: so this stage is left out.
      dynamic "before_entry" {
        for_each = try(stage.value.skip_condition, null)[*]
        content {
          condition {
            result = before_entry.value.result
            rule {
              name          = before_entry.value.rule.name
              configuration = before_entry.value.rule.configuration
              rule_type_id {
                category = before_entry.value.rule.rule_type_id.category
                owner    = before_entry.value.rule.rule_type_id.owner
                provider = before_entry.value.rule.rule_type_id.provider
                version  = before_entry.value.rule.rule_type_id.version
              }
            }
          }
        }
      }

      action {
        name            = stage.value.action.name
        category        = stage.value.action.category
        owner           = stage.value.action.owner
        provider        = stage.value.action.provider
        version         = stage.value.action.version
        input_artifacts = try(stage.value.action.input_artifacts, [])
        configuration   = stage.value.action.configuration
        namespace       = try(stage.value.action.namespace, null)
        run_order       = try(stage.value.action.run_order, null)
        role_arn        = try(stage.value.action.role_arn, null)
        region          = try(stage.value.action.region, null)
      }
    }
  }

  # CodePipeline starts an execution as soon as the pipeline is there: its role must have its rights by then.
  depends_on = [aws_iam_role_policy.pipeline, aws_iam_role_policy.pipeline_migrate, aws_iam_role_policy.pipeline_deploy]
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "pipeline" {
  name_prefix = "${var.name}-pipeline-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codepipeline.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "pipeline" {
  name = "pipeline"
  role = aws_iam_role.pipeline.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The source stage uploads with an ACL.
      { Effect = "Allow", Action = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:PutObjectAcl"], Resource = ["${aws_s3_bucket.artifacts.arn}/*"] },
      { Effect = "Allow", Action = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"], Resource = [aws_s3_bucket.artifacts.arn] },
      # By its new name and its old one: a connection keeps the one that it was made with, and either may be asked for.
      {
        Effect   = "Allow"
        Action   = ["codeconnections:UseConnection", "codestar-connections:UseConnection"]
        Resource = [for service in ["codeconnections", "codestar-connections"] : replace(var.connection_arn, "/:code(connections|star-connections):/", ":${service}:")]
      },
      { Effect = "Allow", Action = ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"], Resource = [aws_codebuild_project.build.arn] },
    ]
  })
}

resource "aws_iam_role_policy" "pipeline_migrate" {
  for_each = module.environment
  name     = "migrate-${each.key}"
  role     = aws_iam_role.pipeline.name
  policy   = each.value.migrate.pipeline_policy_json
}

resource "aws_iam_role_policy" "pipeline_deploy" {
  for_each = module.environment
  name     = "deploy-${each.key}"
  role     = aws_iam_role.pipeline.name
  policy   = each.value.deploy_policy_json
}
