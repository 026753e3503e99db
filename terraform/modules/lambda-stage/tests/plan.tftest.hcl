mock_provider "aws" {
  source = "./tests"
}

variables {
  name               = "migrate-staging"
  settings           = { cluster = "staging", task_definition = "staging-migrate", assign_public_ip = "DISABLED" }
  caller_policy_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  code               = { s3_bucket = "releases", s3_key = "ecs-migrate-0.1.0.zip", s3_object_version = "7" }
}

run "from_s3" {
  command = apply

  assert {
    condition = (
      aws_lambda_function.this.s3_key == "ecs-migrate-0.1.0.zip" &&
      aws_lambda_function.this.handler == "pipeline-action.handler" &&
      aws_lambda_function.this.runtime == "nodejs22.x" &&
      aws_lambda_function_event_invoke_config.this.maximum_retry_attempts == 2
    )
    error_message = "The function comes from S3, and Lambda tries a call again that could not report."
  }

  assert {
    condition     = output.action.namespace == "migrate-staging"
    error_message = "Later actions see how it went."
  }

  assert {
    condition = jsonencode(output.action.configuration) == jsonencode({
      FunctionName   = "migrate-staging"
      UserParameters = jsonencode({ assignPublicIp = "DISABLED", cluster = "staging", taskDefinition = "staging-migrate" })
    })
    error_message = "The settings reach the function in camelCase."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.log.policy).Statement[0].Resource == ["arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/migrate-staging:log-stream:*"]
    error_message = "The function may write its own log only."
  }

  assert {
    condition     = jsondecode(output.pipeline_policy_json).Statement[0].Resource == ["arn:aws:lambda:eu-west-1:111122223333:function:migrate-staging"]
    error_message = "The pipeline may call this function and no other."
  }
}

run "hook_of_ecs" {
  command = apply

  variables {
    hook = "ecs"
  }

  assert {
    condition = (
      aws_lambda_function.this.handler == "lifecycle-hook.handler" && aws_lambda_function.this.timeout == 120 &&
      one(aws_lambda_function.this.environment).variables == tomap({
        ECS_MIGRATE_ASSIGN_PUBLIC_IP = "DISABLED"
        ECS_MIGRATE_CLUSTER          = "staging"
        ECS_MIGRATE_TASK_DEFINITION  = "staging-migrate"
      })
    )
    error_message = "A hook has its settings as variables."
  }

  assert {
    condition     = output.lifecycle_hook.lifecycle_stages == ["PRE_SCALE_UP"] && output.lifecycle_hook.hook_target_arn == output.function_arn
    error_message = "The service's hook is an output."
  }

  # test/terraform/policies.test.ts holds them against the Service Authorization Reference.
  assert {
    condition = jsonencode({
      "aws_iam_role.this.assume_role_policy"   = jsondecode(aws_iam_role.this.assume_role_policy)
      "aws_iam_role_policy.log.policy"         = jsondecode(aws_iam_role_policy.log.policy)
      "output.pipeline_policy_json"            = jsondecode(output.pipeline_policy_json)
      "aws_iam_role.ecs[0].assume_role_policy" = jsondecode(aws_iam_role.ecs[0].assume_role_policy)
      "aws_iam_role_policy.ecs[0].policy"      = jsondecode(aws_iam_role_policy.ecs[0].policy)
    }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "tests/policies.json must be the JSON shown above."
  }
}

run "hook_of_codedeploy" {
  command = plan

  variables {
    hook = "codedeploy"
  }

  assert {
    condition     = aws_lambda_function.this.handler == "codedeploy-hook.handler" && aws_lambda_function.this.timeout == 900 && output.lifecycle_hook == null
    error_message = "It watches for as long as Lambda lets it."
  }
}

run "within_a_boundary" {
  command = plan

  variables {
    role = { path = "/pipelines/", boundary_arn = "arn:aws:iam::111122223333:policy/boundary" }
    tags = { team = "shop" }
  }

  assert {
    condition     = aws_iam_role.this.path == "/pipelines/" && aws_iam_role.this.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary" && aws_lambda_function.this.tags == tomap({ team = "shop" })
    error_message = "Path, boundary and tags are those asked for."
  }
}

run "from_a_file" {
  command = plan

  variables {
    code     = { file = "./tests/mocks.tfmock.hcl" }
    function = { architecture = "x86_64", handler = "index.handler", memory_size = 512, timeout = 900 }
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("./tests/mocks.tfmock.hcl") && aws_lambda_function.this.timeout == 900
    error_message = "A changed file is a changed function."
  }
}

run "first_wrong_values" {
  command = plan

  variables {
    name               = "migrate staging"
    stage_name         = "Run Database Migrations"
    code               = { file = "./no-such.zip" }
    settings           = { task_definition = "staging-migrate" }
    caller_policy_json = "allow all"
    function           = { timeout = 901 }
    logs               = { retention_in_days = 42 }
  }

  expect_failures = [
    var.name, var.stage_name, var.code, var.settings, var.caller_policy_json, var.function, var.logs,
  ]
}

run "second_wrong_values" {
  command = plan

  variables {

    code     = { s3_bucket = "releases" }
    settings = { cluster = "staging", taskDefinition = "staging-migrate" }
    function = { architecture = "arm" }
  }

  expect_failures = [var.code, var.settings, var.function]
}

run "third_wrong_values" {
  command = plan

  variables {
    code     = { file = "./tests/mocks.tfmock.hcl", s3_bucket = "releases", s3_key = "a.zip" }
    settings = { cluster = "staging", command = join(" ", [for n in range(400) : "word"]) }
    function = { memory_size = 64 }
  }

  expect_failures = [var.code, var.settings, var.function]
}

run "a_hook_of_nobody" {
  command = plan

  variables {
    hook = "codepipeline"
  }

  expect_failures = [var.hook]
}
