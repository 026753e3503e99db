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
    for_each = flatten([for name in local.environments : concat(
      name == "production" ? [{
        name = "Approve"
        action = {
          name            = "Approve"
          category        = "Approval"
          owner           = "AWS"
          provider        = "Manual"
          version         = "1"
          input_artifacts = []
          # What whoever approves wants to know of staging: the variables that its migration has exported.
          configuration = {
            CustomData = "Staging was migrated in #{${module.environment["staging"].migrate.namespace}.MIGRATION_SECONDS} s by #{${module.environment["staging"].migrate.namespace}.MIGRATION_TASK_ARN}: #{${module.environment["staging"].migrate.namespace}.MIGRATION_OUTCOME}."
          }
        }
      }] : [],
      [
        { name = module.environment[name].migrate.stage_name, action = module.environment[name].migrate.action },
        { name = "Deploy_${title(name)}", action = {
          name            = "Deploy"
          category        = "Deploy"
          owner           = "AWS"
          provider        = "CodeDeployToECS"
          version         = "1"
          input_artifacts = ["build"]
          configuration = {
            ApplicationName                = module.environment[name].codedeploy_application
            DeploymentGroupName            = module.environment[name].codedeploy_deployment_group
            TaskDefinitionTemplateArtifact = "build"
            TaskDefinitionTemplatePath     = "taskdef-${name}.json"
            AppSpecTemplateArtifact        = "build"
            AppSpecTemplatePath            = "appspec-${name}.yaml"
            Image1ArtifactName             = "build"
            Image1ContainerName            = "IMAGE1_NAME"
          }
        } },
      ],
    )])
    content {
      name = stage.value.name
      action {
        name            = stage.value.action.name
        category        = stage.value.action.category
        owner           = stage.value.action.owner
        provider        = stage.value.action.provider
        version         = stage.value.action.version
        input_artifacts = stage.value.action.input_artifacts
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
