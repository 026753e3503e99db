mock_provider "aws" {
  source = "./tests"
}

variables {
  name               = "migrate-staging"
  settings           = { cluster = "staging" }
  caller_policy_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  artifacts          = { bucket_arn = "arn:aws:s3:::artifacts" }
  input_artifacts    = ["source"]
  tool               = { package = "ecs-migrate@0.1.0" }
}

# Each run gives every variable one wrong value.
run "first" {
  command = plan

  variables {
    name               = "m"
    stage_name         = "Run Database Migrations"
    settings           = { task_definition = "staging-migrate" }
    caller_policy_json = "allow all"
    artifacts          = { bucket_arn = "artifacts" }
    input_artifacts    = []
    image_from         = "/imageDetail.json"
    build_timeout      = 4
    tool               = { package = "ecs-migrate@latest" }
    compute            = { type = "LINUX_LAMBDA_CONTAINER" }
    logs               = { retention_in_days = 42 }
  }

  expect_failures = [
    var.name, var.stage_name, var.settings, var.caller_policy_json, var.artifacts, var.input_artifacts, var.image_from,
    var.build_timeout, var.tool, var.compute, var.logs,
  ]
}

run "second" {
  command = plan

  variables {
    settings      = { cluster = "staging", taskDefinition = "staging-migrate" }
    build_timeout = 481
    tool          = { package = "ecs-migrate@^0.1.0" }
  }

  expect_failures = [var.settings, var.build_timeout, var.tool]
}

run "third" {
  command = plan

  variables {
    settings = { cluster = "staging", build_timeout = "30m" }
    tool     = {}
  }

  expect_failures = [var.settings, var.tool]
}

run "tool_1" {
  command = plan

  variables {
    tool = { package = "http://example.com/ecs-migrate.tgz" }
  }

  expect_failures = [var.tool]
}

run "tool_2" {
  command = plan

  variables {
    tool = { package = "ecs-migrate@0.1.0", command = "ecs-migrate" }
  }

  expect_failures = [var.tool]
}

run "tool_3" {
  command = plan

  variables {
    tool = { package = "ecs-migrate@0.1.0", sha512 = "ABC" }
  }

  expect_failures = [var.tool]
}

run "tool_4" {
  command = plan

  variables {
    tool = { s3 = { bucket = "tools" } }
  }

  expect_failures = [var.tool]
}

run "tool_5" {
  command = plan

  variables {
    tool = { s3 = { bucket = "tools", upload = "no-such-file.tgz" } }
  }

  expect_failures = [var.tool]
}

run "tool_6" {
  command = plan

  variables {
    tool = { command = "ecs-migrate", sha512 = "00" }
  }

  expect_failures = [var.tool]
}

run "elsewhere" {
  command = plan

  variables {
    vpc           = { vpc_id = "vpc-0a1b2c3d", subnets = [], security_groups = ["sg-0a1b2c3d"] }
    action        = { namespace = "a b" }
    failure_topic = { arn = "arn:aws:sns:eu-west-1:111122223333:failures.fifo" }
  }

  expect_failures = [var.vpc, var.action, var.failure_topic]
}
