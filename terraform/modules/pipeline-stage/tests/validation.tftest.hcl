mock_provider "aws" {
  source = "./tests"
}

variables {
  name               = "migrate-staging"
  settings           = { cluster = "staging" }
  caller_policy_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  artifacts          = { bucket_arn = "arn:aws:s3:::artifacts" }
  input_artifacts    = ["source"]
}

# Each run gives every variable one wrong value.
run "first" {
  command = plan

  variables {
    name                = "m"
    stage_name          = "Run Database Migrations"
    settings            = { task_definition = "staging-migrate" }
    caller_policy_json  = "allow all"
    artifacts           = { bucket_arn = "artifacts" }
    input_artifacts     = []
    image_from          = "/imageDetail.json"
    build_timeout       = 4
    ecs_migrate_version = "latest"
    compute             = { type = "LINUX_LAMBDA_CONTAINER" }
    logs                = { retention_in_days = 42 }
  }

  expect_failures = [
    var.name, var.stage_name, var.settings, var.caller_policy_json, var.artifacts, var.input_artifacts, var.image_from,
    var.build_timeout, var.ecs_migrate_version, var.compute, var.logs,
  ]
}

run "second" {
  command = plan

  variables {
    settings            = { cluster = "staging", taskDefinition = "staging-migrate" }
    build_timeout       = 2161
    ecs_migrate_version = "^0.1.0"
  }

  expect_failures = [var.settings, var.build_timeout, var.ecs_migrate_version]
}

run "third" {
  command = plan

  variables {
    settings = { cluster = "staging", build_timeout = "30m" }
  }

  expect_failures = [var.settings]
}
