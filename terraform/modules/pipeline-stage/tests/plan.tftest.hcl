mock_provider "aws" {
  source = "./tests"
}

variables {
  name               = "migrate-staging"
  settings           = { cluster = "staging", task_definition = "staging-migrate", subnets = "subnet-0a1b subnet-2c3d" }
  caller_policy_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  artifacts          = { bucket_arn = "arn:aws:s3:::artifacts" }
  input_artifacts    = ["source"]
  tool               = { package = "ecs-migrate@0.1.0" }
}

run "least" {
  command = apply

  assert {
    condition = { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value } == {
      ECS_MIGRATE_BUILD_TIMEOUT   = "60m"
      ECS_MIGRATE_CLUSTER         = "staging"
      ECS_MIGRATE_PACKAGE         = "ecs-migrate@0.1.0"
      ECS_MIGRATE_SUBNETS         = "subnet-0a1b subnet-2c3d"
      ECS_MIGRATE_TASK_DEFINITION = "staging-migrate"
    }
    error_message = "The settings reach the build as variables."
  }

  assert {
    condition     = aws_codebuild_project.this.build_timeout == 60 && one(aws_codebuild_project.this.environment).image_pull_credentials_type == "CODEBUILD"
    error_message = "The build is limited, and its image is CodeBuild's own."
  }

  assert {
    condition = yamldecode(one(aws_codebuild_project.this.source).buildspec) == merge(yamldecode(file("./buildspec.yml")), {
      reports = {
        "arn:aws:codebuild:eu-west-1:111122223333:report-group/migrate-staging-migration" = { files = ["ecs-migrate-report.xml"], file-format = "JUNITXML" }
      }
    })
    error_message = "The build is that of buildspec.yml, with a report."
  }

  assert {
    condition     = jsonencode(jsondecode(aws_iam_role_policy.build.policy)) == jsonencode(jsondecode(file("./tests/build-policy.json")))
    error_message = "The build's policy is that of tests/build-policy.json."
  }

  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.ArnEquals["aws:SourceArn"] == "arn:aws:codebuild:eu-west-1:111122223333:project/migrate-staging"
    error_message = "Only this project may use the role."
  }

  assert {
    condition = jsonencode(output.action) == jsonencode({
      name            = "Migrate"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["source"]
      namespace       = "migrate-staging"
      run_order       = 1
      role_arn        = null
      region          = null
      configuration = {
        ProjectName          = "migrate-staging"
        EnvironmentVariables = jsonencode([{ name = "PIPELINE_EXECUTION_ID", value = "#{codepipeline.PipelineExecutionId}", type = "PLAINTEXT" }])
      }
    })
    error_message = "The action runs the project and hands on the id of the execution."
  }

  assert {
    condition     = jsondecode(output.pipeline_policy_json).Statement[0].Resource == ["arn:aws:codebuild:eu-west-1:111122223333:project/migrate-staging"]
    error_message = "The pipeline may start this project and no other."
  }
}

run "most" {
  command = apply

  variables {
    artifacts       = { bucket_arn = "arn:aws:s3:::artifacts", kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/1" }
    input_artifacts = ["build", "source"]
    image_from      = "imageDetail.json"
    build_timeout   = 240
    tool            = { s3 = { bucket = "artifacts", upload = "./buildspec.yml", kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/3" } }
    compute         = { type = "ARM_CONTAINER", image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/build:1" }
    logs            = { retention_in_days = 30, kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/2" }
    vpc             = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a1b2c3d"], security_groups = ["sg-0a1b2c3d"] }
  }

  assert {
    condition = (
      aws_codebuild_project.this.build_timeout == 240 &&
      { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value }["ECS_MIGRATE_BUILD_TIMEOUT"] == "240m"
    )
    error_message = "CodeBuild and ecs-migrate have the same limit."
  }

  assert {
    condition = (
      { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value }["ECS_MIGRATE_IMAGE_FROM"] == "imageDetail.json" &&
      output.action.configuration.PrimarySource == "build"
    )
    error_message = "The image is read from the primary artifact."
  }

  assert {
    condition     = contains(jsondecode(aws_iam_role_policy.build.policy).Statement[*].Sid, "Decrypt")
    error_message = "Encrypted artifacts can be read."
  }

  assert {
    condition = (
      { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value }["ECS_MIGRATE_PACKAGE"] == "s3://artifacts/migrate-staging/buildspec.yml" &&
      { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value }["ECS_MIGRATE_SHA512"] == filesha512("./buildspec.yml") &&
      aws_s3_object.tool[0].bucket == "artifacts" && aws_s3_object.tool[0].key == "migrate-staging/buildspec.yml"
    )
    error_message = "What is uploaded is what builds fetch, and its checksum is known to them."
  }

  assert {
    condition = { for it in jsondecode(aws_iam_role_policy.build.policy).Statement : it.Sid => it.Resource if contains(["Tool", "DecryptTool"], it.Sid) } == {
      Tool        = ["arn:aws:s3:::artifacts/migrate-staging/buildspec.yml"]
      DecryptTool = ["arn:aws:kms:eu-west-1:111122223333:key/3"]
    }
    error_message = "The build may read the tool and no other object beside the artifacts."
  }

  assert {
    condition     = one(aws_codebuild_project.this.environment).image_pull_credentials_type == "SERVICE_ROLE"
    error_message = "CodeBuild's own credentials pull no image but its own."
  }

  assert {
    condition     = keys(yamldecode(one(aws_codebuild_project.this.source).buildspec).phases.install) == ["commands"]
    error_message = "CodeBuild refuses runtime-versions for an image that is not its own."
  }

  # test/terraform/policies.test.ts holds them against the Service Authorization Reference.
  assert {
    condition = jsonencode({
      "aws_iam_role.this.assume_role_policy" = jsondecode(aws_iam_role.this.assume_role_policy)
      "aws_iam_role_policy.build.policy"     = jsondecode(aws_iam_role_policy.build.policy)
      "output.pipeline_policy_json"          = jsondecode(output.pipeline_policy_json)
      "aws_iam_role_policy.vpc[0].policy"    = jsondecode(aws_iam_role_policy.vpc[0].policy)
    }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "tests/policies.json must be the JSON shown above."
  }
}

run "elsewhere" {
  command = apply

  variables {
    vpc    = { vpc_id = "vpc-0a1b2c3d", subnets = ["subnet-0a1b2c3d"], security_groups = ["sg-0a1b2c3d"] }
    action = { namespace = "Db", run_order = 2, role_arn = "arn:aws:iam::444455556666:role/migrate", region = "us-east-1" }
    role   = { path = "/pipelines/", boundary_arn = "arn:aws:iam::111122223333:policy/boundary" }
    tags   = { team = "shop" }
  }

  assert {
    condition = (
      one(aws_codebuild_project.this.vpc_config).subnets == toset(["subnet-0a1b2c3d"]) &&
      aws_iam_role.this.path == "/pipelines/" && aws_iam_role.this.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary" &&
      aws_codebuild_project.this.tags == tomap({ team = "shop" })
    )
    error_message = "The build is in the network, and its role within its boundary."
  }

  assert {
    condition = (
      output.action.namespace == "Db" && output.action.run_order == 2 && output.action.region == "us-east-1" &&
      output.action.role_arn == "arn:aws:iam::444455556666:role/migrate"
    )
    error_message = "The action is that of another account and region."
  }
}

run "told_of_failures" {
  command = apply

  variables {
    failure_topic = { arn = "arn:aws:sns:eu-west-1:111122223333:failures" }
  }

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.failure[0].event_pattern).detail == {
      project-name = ["migrate-staging"]
      build-status = ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"]
    }
    error_message = "The topic is told of every end but a good one."
  }

  assert {
    condition = (
      aws_cloudwatch_event_target.failure[0].arn == "arn:aws:sns:eu-west-1:111122223333:failures" &&
      can(jsondecode(one(aws_cloudwatch_event_target.failure[0].input_transformer).input_template)) &&
      output.topic_statement.Sid == "FailuresMigrateStaging" && output.topic_statement.Resource == "arn:aws:sns:eu-west-1:111122223333:failures"
    )
    error_message = "It is told in a sentence, and the policy that it needs is an output."
  }
}

run "archive_that_is_there" {
  command = apply

  variables {
    tool = { s3 = { bucket = "tools", key = "ecs-migrate-0.1.0.tgz", sha512 = join("", [for i in range(128) : "a"]) } }
  }

  assert {
    condition = (
      { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value }["ECS_MIGRATE_PACKAGE"] == "s3://tools/ecs-migrate-0.1.0.tgz" &&
      { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value }["ECS_MIGRATE_SHA512"] == var.tool.s3.sha512 &&
      length(aws_s3_object.tool) == 0
    )
    error_message = "An archive that is there is fetched and checked, not uploaded."
  }
}

run "command" {
  command = apply

  variables {
    tool = { command = "npx --no-install ecs-migrate" }
  }

  assert {
    condition = { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value if contains(["ECS_MIGRATE_CLI", "ECS_MIGRATE_PACKAGE", "ECS_MIGRATE_SHA512"], it.name) } == {
      ECS_MIGRATE_CLI = "npx --no-install ecs-migrate"
    }
    error_message = "A command is run as it is."
  }
}

run "preview" {
  command = apply

  variables {
    preview = true
  }

  assert {
    condition = { for it in jsondecode(output.preview_action.configuration.EnvironmentVariables) : it.name => it.value } == {
      PIPELINE_EXECUTION_ID = "#{codepipeline.PipelineExecutionId}"
      ECS_MIGRATE_VERB      = "preview"
    } && output.preview_action.namespace == "migrate-staging-preview"
    error_message = "The same project asks what is pending."
  }

  assert {
    condition     = output.approval_action.configuration.CustomData == "#{migrate-staging-preview.MIGRATION_SUMMARY}"
    error_message = "The person who approves sees the summary."
  }

  assert {
    condition     = contains([for it in jsondecode(output.action.configuration.EnvironmentVariables) : "${it.name}=${it.value}"], "ECS_MIGRATE_APPROVED=#{migrate-staging-preview.MIGRATION_DIGEST}")
    error_message = "The migration runs only what was approved."
  }

  assert {
    condition     = jsonencode(output.skip_condition.rule.configuration) == jsonencode({ Operator = "NE", Value = "0", Variable = "#{migrate-staging-preview.MIGRATION_PENDING}" }) && output.skip_condition.result == "SKIP"
    error_message = "The stage is left out if nothing is pending."
  }
}
