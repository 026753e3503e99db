mock_provider "aws" {
  source = "./tests"
}

variables {
  connection_arn = "arn:aws:codeconnections:eu-west-1:111122223333:connection/1"
  repository     = "team/shop"
  archive        = "../../../buildspec.yml" # any file
}

run "plan" {
  command = apply

  assert {
    condition = output.stages == tolist([
      "Source", "Build", "Run_Database_Migrations_shop-staging", "Deploy_Staging",
      "Preview_Production", "Approve", "Run_Database_Migrations_shop-production", "Deploy_Production",
    ])
    error_message = "Each environment is migrated before it is deployed, and production only after an approval."
  }

  assert {
    condition     = output.run.staging == "npx ecs-migrate run --cluster shop-staging --image 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:COMMIT" && module.environment["staging"].cluster == "shop-staging"
    error_message = "By hand it is one command."
  }

  assert {
    condition = alltrue([for stage in aws_codepipeline.this.stage : one(stage.action).input_artifacts == tolist(["build"])
    if can(regex("^(Run_|Deploy_)", stage.name))])
    error_message = "Migration and deployment take the image from one artifact."
  }

  assert {
    condition = sort(yamldecode(one(aws_codebuild_project.build.source).buildspec).artifacts.files) == sort([
      "appspec-production.yaml", "appspec-staging.yaml", "imageDetail.json", "taskdef-production.json", "taskdef-staging.json",
    ])
    error_message = "The build hands on the image and the templates."
  }

  # test/e2e/example-app.test.ts migrates a Postgres with them that takes no connection without TLS, and serves it.
  assert {
    condition     = jsonencode(jsondecode(module.environment["staging"].migration_json)) == jsonencode(jsondecode(file("../../../examples/node-postgres/pipeline/migrate.json")))
    error_message = "examples/node-postgres/pipeline/migrate.json must be the JSON shown above."
  }

  assert {
    condition     = jsonencode(jsondecode(module.environment["staging"].taskdef)) == jsonencode(jsondecode(file("../../../examples/node-postgres/pipeline/app.json")))
    error_message = "examples/node-postgres/pipeline/app.json must be the JSON shown above."
  }

  # "<" and ">" are escapes in what jsonencode writes; CodePipeline looks for the words themselves.
  assert {
    condition     = strcontains(one(aws_codebuild_project.build.source).buildspec, "<IMAGE1_NAME>") && strcontains(one(aws_codebuild_project.build.source).buildspec, "<TASK_DEFINITION>")
    error_message = "The templates hold the placeholders of CodeDeploy as they are."
  }

  # As GetPipeline has it. test/e2e/preview-in-pipeline.test.ts plays it.
  assert {
    condition = jsonencode({
      # What the archive is called, and its checksum, is left out: it is any file here.
      variables = { for name, value in module.environment["production"].migrate.variables : name => value if !contains(["ECS_MIGRATE_PACKAGE", "ECS_MIGRATE_SHA512"], name) }
      stages = [for stage in aws_codepipeline.this.stage : {
        name = stage.name
        beforeEntry = [for entry in stage.before_entry : { conditions = [for condition in entry.condition : {
          result = condition.result
          rules  = [for rule in condition.rule : { name = rule.name, ruleTypeId = one(rule.rule_type_id), configuration = rule.configuration }]
        }] }]
        actions = [for action in stage.action : {
          name            = action.name
          actionTypeId    = { category = action.category, owner = action.owner, provider = action.provider, version = action.version }
          runOrder        = action.run_order
          configuration   = action.configuration
          inputArtifacts  = action.input_artifacts
          outputArtifacts = action.output_artifacts
          namespace       = action.namespace
        }]
      }]
    }) == jsonencode(jsondecode(file("./tests/pipeline.json")))
    error_message = "tests/pipeline.json must be the JSON shown above."
  }

  # test/terraform/policies.test.ts holds them against the Service Authorization Reference.
  assert {
    condition = jsonencode({
      "aws_iam_role.pipeline.assume_role_policy"        = jsondecode(aws_iam_role.pipeline.assume_role_policy)
      "aws_iam_role_policy.pipeline.policy"             = jsondecode(aws_iam_role_policy.pipeline.policy)
      "aws_sns_topic_policy.failures.policy"            = jsondecode(aws_sns_topic_policy.failures.policy)
      "aws_s3_bucket_policy.tls[tools].policy"          = jsondecode(aws_s3_bucket_policy.tls["tools"].policy)
      "aws_iam_role.build.assume_role_policy"           = jsondecode(aws_iam_role.build.assume_role_policy)
      "aws_iam_role_policy.build.policy"                = jsondecode(aws_iam_role_policy.build.policy)
      "module.environment[staging].deploy_policy_json"  = jsondecode(module.environment["staging"].deploy_policy_json)
      "module.environment[staging].policies.connect"    = jsondecode(module.environment["staging"].policies.connect)
      "module.environment[staging].policies.codedeploy" = jsondecode(module.environment["staging"].policies.codedeploy)
    }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "tests/policies.json must be the JSON shown above."
  }
}

run "without_preview" {
  command = apply

  variables {
    preview = false
  }

  assert {
    condition = output.stages == tolist([
      "Source", "Build", "Run_Database_Migrations_shop-staging", "Deploy_Staging",
      "Approve", "Run_Database_Migrations_shop-production", "Deploy_Production",
    ]) && alltrue([for stage in aws_codepipeline.this.stage : length(stage.before_entry) == 0])
    error_message = "Without a preview there is neither its stage nor a condition."
  }

  assert {
    condition     = one([for stage in aws_codepipeline.this.stage : one(stage.action).configuration.CustomData if stage.name == "Approve"]) == "Staging was migrated in #{shop-staging-migrate.MIGRATION_SECONDS} s by #{shop-staging-migrate.MIGRATION_TASK_ARN}: #{shop-staging-migrate.MIGRATION_OUTCOME}."
    error_message = "Whoever approves sees how the migration of staging went."
  }
}
