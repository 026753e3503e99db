output "stage_name" {
  description = "Name of the stage."
  value       = var.stage_name
}

output "action" {
  description = "The arguments of the stage's one `action` block."
  value = {
    name            = "Migrate"
    category        = "Build"
    owner           = "AWS"
    provider        = "CodeBuild"
    version         = "1"
    input_artifacts = var.input_artifacts
    namespace       = local.namespace
    run_order       = var.action.run_order
    role_arn        = var.action.role_arn
    region          = var.action.region
    configuration = merge(
      {
        ProjectName = aws_codebuild_project.this.name
        # A retried stage is a new build of the same execution: by its id it finds a task that still runs.
        EnvironmentVariables = jsonencode(concat(local.execution, [for name in var.preview ? ["ECS_MIGRATE_APPROVED"] : [] :
          { name = name, value = "#{${local.previewed}.MIGRATION_DIGEST}", type = "PLAINTEXT" }
        ]))
      },
      length(var.input_artifacts) > 1 ? { PrimarySource = var.input_artifacts[0] } : {},
    )
  }
}

output "preview_action" {
  description = "With `preview`: the arguments of the `action` block, in an earlier stage, that asks what is pending. Null without."
  value = !var.preview ? null : {
    name            = "Preview"
    category        = "Build"
    owner           = "AWS"
    provider        = "CodeBuild"
    version         = "1"
    input_artifacts = var.input_artifacts
    namespace       = local.previewed
    run_order       = var.action.run_order
    role_arn        = var.action.role_arn
    region          = var.action.region
    configuration = merge(
      {
        ProjectName = aws_codebuild_project.this.name
        EnvironmentVariables = jsonencode(concat(local.execution, [
          { name = "ECS_MIGRATE_VERB", value = "preview", type = "PLAINTEXT" },
        ]))
      },
      length(var.input_artifacts) > 1 ? { PrimarySource = var.input_artifacts[0] } : {},
    )
  }
}

output "approval_action" {
  description = "With `preview`: the arguments of the `action` block that asks a person, with the summary of the preview: at most 800 characters, of the 1,000 that CodePipeline takes. Null without."
  value = !var.preview ? null : {
    name          = "Approve"
    category      = "Approval"
    owner         = "AWS"
    provider      = "Manual"
    version       = "1"
    configuration = { CustomData = "#{${local.previewed}.MIGRATION_SUMMARY}" }
  }
}

output "skip_condition" {
  description = "With `preview`: the result and the rule of a `before_entry` condition that leaves a stage out if nothing is pending. A condition takes effect if its rule fails; a stage that was left out can be neither retried nor overridden. Null without."
  value = !var.preview ? null : {
    result = "SKIP"
    rule = {
      name          = "SomethingIsPending"
      rule_type_id  = { category = "Rule", owner = "AWS", provider = "VariableCheck", version = "1" }
      configuration = { Variable = "#{${local.previewed}.MIGRATION_PENDING}", Value = "0", Operator = "NE" }
    }
  }
}

output "pipeline_policy_json" {
  description = "What the pipeline's own role needs for this stage."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"]
      Resource = [aws_codebuild_project.this.arn]
    }]
  })
}

output "namespace" {
  description = "Namespace of the action's variables: `#{NAMESPACE.MIGRATION_OUTCOME}`, `MIGRATION_EXIT_CODE`, `MIGRATION_TASK_ARN` and `MIGRATION_SECONDS`, in actions of later stages."
  value       = local.namespace
}

output "topic_statement" {
  description = "The statement that the policy of `failure_topic` needs, or null without one."
  value = one([for topic in var.failure_topic[*] : {
    Sid       = "Failures${replace(title(replace(var.name, "/[^A-Za-z0-9]/", " ")), " ", "")}" # IAM takes letters and digits only
    Effect    = "Allow"
    Principal = { Service = "events.amazonaws.com" }
    Action    = "sns:Publish"
    Resource  = topic.arn
    Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.failure[0].arn } }
  }])
}

output "variables" {
  description = "The variables of the project: a build that is played elsewhere, or a project of your own, needs the same."
  value       = local.variables
}

output "project_name" {
  description = "Name of the CodeBuild project."
  value       = aws_codebuild_project.this.name
}

output "role_name" {
  description = "Name of the project's role, for further policies."
  value       = aws_iam_role.this.name
}

output "report_group_arn" {
  description = "ARN of the report group: a test case per migration."
  value       = aws_codebuild_report_group.this.arn
}
